using System.Security.Cryptography;

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

            using (var file = new StreamWriter(draft, options))
            {
                file.Write(made.ExportPkcs8PrivateKeyPem());
            }

            try
            {
                File.Move(draft, path, overwrite: false);
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
