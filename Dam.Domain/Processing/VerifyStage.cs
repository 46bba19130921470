using System.Buffers;
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

        if (await DigestOfAsync(content, ct) is var digest && digest != version.Digest)
        {
            throw new IOException($"The bytes that the store holds as {version.Digest} have the SHA-256 {digest}.");
        }
    }

    /// <summary>In a loop of its own, so that it is the stage's thread that hashes.</summary>
    private static async Task<string> DigestOfAsync(Stream content, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
        try
        {
            for (int count; (count = await content.ReadAsync(buffer, ct)) > 0;)
            {
                hash.AppendData(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
