using System.Security.Cryptography;
using System.Text.Json;
using Dam.Domain.Delivery;
using Dam.Infrastructure.Blobs.FileSystem;

namespace Dam.Infrastructure.Delivery;

/// <summary>
/// The signing key that is made when none is configured: once, into a file that only its owner may read, and loaded at every start after that. Without it
/// every URL that was given out would die with the process.
/// </summary>
internal static class SigningKeyFile
{
    public const string Name = "signing-keys.json";

    private const string FirstId = "k1";

    /// <summary>Throws <see cref="InvalidDataException"/> for a file that is there but cannot be used: making another would silently kill every URL.</summary>
    public static SigningKeys LoadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            CreateOrExplain(path);
        }

        try
        {
            var stored = JsonSerializer.Deserialize<List<StoredKey?>>(File.ReadAllBytes(path), JsonSerializerOptions.Web) ?? [];
            return new SigningKeys(stored.Select(KeyOf));
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"The signing keys in {path} cannot be used: {e.Message} Restore the file, or set Dam:Delivery:SigningKeys.", e);
        }
    }

    private static SigningKey KeyOf(StoredKey? stored) => stored is { Id: { } id, Secret: { } secret }
        ? new SigningKey(id, Convert.FromBase64String(secret))
        : throw new FormatException("A key has no id or no secret.");

    private static void CreateOrExplain(string path)
    {
        try
        {
            Create(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{DataFolder.Setting}: \"{path}\" cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>Whole or not at all, and durable; where two processes start at once, the first one's key stays.</summary>
    private static void Create(string path)
    {
        var draft = $"{path}.{Guid.CreateVersion7():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var secret = RandomNumberGenerator.GetBytes(SigningKey.ShortestSecret);
        using (var file = new FileStream(draft, options))
        {
            JsonSerializer.Serialize<List<StoredKey>>(file, [new StoredKey(FirstId, Convert.ToBase64String(secret))], JsonSerializerOptions.Web);
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }

        FolderSync.Sync(Path.GetDirectoryName(path)!);
    }

    private sealed record StoredKey(string? Id, string? Secret);
}
