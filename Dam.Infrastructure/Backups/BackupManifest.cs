using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dam.Infrastructure.Backups;

/// <summary>What a backup holds. Written last: a folder without it is no backup.</summary>
/// <param name="Format">Of the folder; this version writes and reads <see cref="CurrentFormat"/>.</param>
/// <param name="Version">Of the service that wrote it.</param>
/// <param name="CreatedAt">When it was begun; what it holds is the state of a moment shortly after.</param>
/// <param name="Provider">Of the database.</param>
/// <param name="Schema">The newest migration.</param>
/// <param name="Events">Number of the last sealed event.</param>
/// <param name="Head">That event's hash; null when there is none.</param>
/// <param name="Rows">Of each table.</param>
/// <param name="Originals">How many files are named by rows, each under <c>originals/{region}/ab/cd/{digest}</c>.</param>
/// <param name="OriginalBytes">Of all of them.</param>
/// <param name="Files">The other files, by their name in the folder.</param>
internal sealed record BackupManifest(
    int Format,
    string Version,
    DateTimeOffset CreatedAt,
    string Provider,
    string Schema,
    long Events,
    string? Head,
    IReadOnlyDictionary<string, long> Rows,
    long Originals,
    long OriginalBytes,
    IReadOnlyDictionary<string, BackupFile> Files)
{
    public const int CurrentFormat = 1;

    public const string Name = "manifest.json";

    public static BackupManifest Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            throw new BackupException($"\"{folder}\" is no backup, or an unfinished one: it has no {Name}.");
        }

        try
        {
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), BackupJson.Default.BackupManifest) ?? throw new JsonException("It is null.");
            return manifest.Format == CurrentFormat
                ? manifest
                : throw new BackupException($"\"{path}\" has the format {manifest.Format}; this version reads {CurrentFormat}.");
        }
        catch (JsonException failure)
        {
            throw new BackupException($"\"{path}\" cannot be read: {failure.Message}", failure);
        }
    }

    public void Write(string folder)
    {
        var draft = Path.Combine(folder, $"{Name}.tmp");
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupManifest));
        File.Move(draft, Path.Combine(folder, Name));
    }
}

/// <param name="Size">Bytes.</param>
/// <param name="Digest">SHA-256.</param>
internal sealed record BackupFile(long Size, string Digest);

/// <summary>A backup or a restore that cannot be done, for a reason that the operator is told.</summary>
public sealed class BackupException(string message, Exception? innerException = null) : Exception(message, innerException);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
