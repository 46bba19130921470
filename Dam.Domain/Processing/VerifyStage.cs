using System.Security.Cryptography;

namespace Dam.Domain.Processing;

/// <summary>Reads the stored bytes again: they are those that were acknowledged, or the store has damaged them, which is never the file's fault and may pass.</summary>
public sealed class VerifyStage : IProcessingStage
{
    public string Name => "verify";

    public bool IsNeeded => true;

    public bool AppliesTo(ProcessingWork work) => true;

    public async Task RunAsync(ProcessingWork work, CancellationToken ct)
    {
        await using var content = await work.OpenAsync(ct);
        var version = work.Version;
        if (content.Length != version.Size)
        {
            throw new IOException($"The store holds {content.Length} bytes of {version.Digest}, which has {version.Size}.");
        }

        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct)) is var digest && digest != version.Digest)
        {
            throw new IOException($"The bytes that the store holds as {version.Digest} have the SHA-256 {digest}.");
        }
    }
}
