using System.Security.Cryptography;
using System.Text;
using Dam.Infrastructure.Blobs.FileSystem;

namespace Dam.Infrastructure.Audit;

/// <summary>A key that signs checkpoints, or only verifies them.</summary>
internal sealed class AuditKey : IDisposable
{
    public const string FileName = "audit-key.pem";

    private readonly ECDsa _key;

    private AuditKey(ECDsa key)
    {
        _key = key;
        Id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];
    }

    /// <summary>Begin of the SHA-256 of the public key.</summary>
    public string Id { get; }

    /// <summary>Of a PEM file, private or public.</summary>
    public static AuditKey Load(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return new AuditKey(key);
        }
        catch (Exception failure) when (failure is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new InvalidDataException($"{AuditOptions.Section}: \"{path}\" is no key in PEM for ECDSA: {failure.Message}", failure);
        }
    }

    /// <summary>Why a file is of no use as a key; null when it is.</summary>
    /// <param name="signs">Whether it has to hold the private key.</param>
    public static string? ProblemOf(string path, bool signs)
    {
        if (!File.Exists(path))
        {
            return $"there is no file \"{path}\".";
        }

        try
        {
            using var key = Load(path);
            if (signs)
            {
                key.Sign([]);
            }

            return null;
        }
        catch (InvalidDataException)
        {
            return $"\"{path}\" is no key in PEM for ECDSA.";
        }
        catch (CryptographicException)
        {
            return $"\"{path}\" holds no private key.";
        }
    }

    /// <summary>Makes one that only its owner may read, unless somebody else has been faster.</summary>
    public static AuditKey LoadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var draft = $"{path}.{Environment.ProcessId}.tmp";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var file = new FileStream(draft, options))
            {
                file.Write(Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem()));
                file.Flush(flushToDisk: true);
            }

            try
            {
                File.Move(draft, path, overwrite: false);
                FolderSync.Sync(Path.GetDirectoryName(path)!);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(draft);
            }
        }

        return Load(path);
    }

    public byte[] Sign(byte[] text) => _key.SignData(text, HashAlgorithmName.SHA256);

    public bool Verify(byte[] text, byte[] signature) => _key.VerifyData(text, signature, HashAlgorithmName.SHA256);

    public void Dispose() => _key.Dispose();
}
