using System.Globalization;
using System.Text.Json;
using Dam.Domain.Audit;
using Dam.Infrastructure.Blobs.FileSystem;
using Microsoft.Extensions.Options;

namespace Dam.Infrastructure.Audit;

/// <summary>The checkpoints in their folder: <c>yyyy-MM/{sequence}.json</c>, a file each, which is written once and never changed, so that the folder may be storage that lets nobody do that.</summary>
internal sealed class AuditCheckpoints(IOptions<AuditOptions> options, DataFolder data, TimeProvider time)
{
    private const string Pattern = "*.json";

    private string Folder => options.Value.CheckpointFolder ?? Path.Combine(data.Path, "audit");

    private string OwnKey => options.Value.SigningKey ?? Path.Combine(data.Path, AuditKey.FileName);

    /// <summary>Signs what the chain is now. Another node may have done so.</summary>
    public async Task WriteAsync(long sequence, string hash, CancellationToken ct)
    {
        using var key = options.Value.SigningKey is { } configured ? AuditKey.Load(configured) : AuditKey.LoadOrCreate(OwnKey);
        var checkpoint = AuditCheckpoint.Sign(key, sequence, hash, time.GetUtcNow());
        var month = Directory.CreateDirectory(Path.Combine(Folder, checkpoint.At.ToString("yyyy-MM", CultureInfo.InvariantCulture)));
        var path = Path.Combine(month.FullName, string.Create(CultureInfo.InvariantCulture, $"{sequence:D12}.json"));
        if (!File.Exists(path))
        {
            var draft = $"{path}.{Environment.ProcessId}.tmp";
            await using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
            {
                // After a power cut an empty checkpoint would look like a forged one.
                await file.WriteAsync(checkpoint.ToJson(), ct);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
            FolderSync.Sync(month.FullName);
        }
    }

    /// <summary>All that there are, by sequence, and the first that is not what somebody with a key has signed.</summary>
    public async Task<(IReadOnlyList<AuditCheckpoint> Signed, AuditProblem? Problem)> ReadAsync(CancellationToken ct)
    {
        if (!Directory.Exists(Folder))
        {
            return ([], null);
        }

        var keys = options.Value.TrustedKeys.Append(OwnKey).Where(File.Exists).Select(AuditKey.Load).ToList();
        try
        {
            var signed = new List<AuditCheckpoint>();
            foreach (var path in Directory.EnumerateFiles(Folder, Pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileNameWithoutExtension(path);
                _ = long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence);
                if (await ParseAsync(path, ct) is not { } checkpoint || checkpoint.Sequence != sequence)
                {
                    return (signed, new AuditProblem(sequence, "CHECKPOINT_FORGED", $"The checkpoint of event {name} is damaged."));
                }

                if (!keys.Exists(checkpoint.IsSignedBy))
                {
                    return (signed, new AuditProblem(
                        sequence, "CHECKPOINT_FORGED", $"The checkpoint of event {sequence} is not signed by a key that is trusted here (it names {checkpoint.KeyId})."));
                }

                signed.Add(checkpoint);
            }

            return ([.. signed.OrderBy(checkpoint => checkpoint.Sequence)], null);
        }
        finally
        {
            keys.ForEach(key => key.Dispose());
        }
    }

    private static async Task<AuditCheckpoint?> ParseAsync(string path, CancellationToken ct)
    {
        try
        {
            return AuditCheckpoint.Parse(await File.ReadAllBytesAsync(path, ct));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
