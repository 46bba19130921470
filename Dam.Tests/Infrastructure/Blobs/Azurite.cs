using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dam.Tests.Infrastructure.Blobs;

/// <summary>Azure Blob storage as npm's azurite serves it, on a free port of the loopback, with its data in a folder that goes with it.</summary>
public sealed class Azurite : IAsyncLifetime
{
    /// <summary>Takes bearer tokens too, which it does over HTTPS only; it looks at all of them but their signature.</summary>
    private readonly bool _takesTokens;

    private const string Account = "damtests";

    private readonly string _path = Directory.CreateTempSubdirectory("dam-azurite-").FullName;
    private Process? _server;

    public Azurite()
    {
    }

    internal Azurite(bool takesTokens) => _takesTokens = takesTokens;

    public string ConnectionString { get; private set; } = "";

    /// <summary>The account's address.</summary>
    internal Uri ServiceUri => new($"{Address}/{Account}");

    /// <summary>That it shows, when it takes tokens.</summary>
    internal X509Certificate2? Certificate { get; private set; }

    private string Address { get; set; } = "";

    public async ValueTask InitializeAsync()
    {
        var program = RepositoryRoot.File("node_modules", "azurite", "dist", "src", "blob", "main.js");
        Assert.True(File.Exists(program), "azurite is missing, which stands in for Azure in these tests: run ./run setup (or npm ci).");
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        var start = new ProcessStartInfo("node", [program, "--blobHost", "127.0.0.1", "--blobPort", "0", "--location", _path, "--skipApiVersionCheck", "--disableTelemetry", .. TokenOptions()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = _path,
        };
        start.Environment["AZURITE_ACCOUNTS"] = $"{Account}:{key}";
        _server = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (await _server.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Split("listens on ") is [_, var address])
            {
                _ = _server.StandardOutput.ReadToEndAsync(CancellationToken.None);
                Address = address.Trim();
                ConnectionString = $"DefaultEndpointsProtocol={new Uri(Address).Scheme};AccountName={Account};AccountKey={key};BlobEndpoint={Address}/{Account};";
                return;
            }
        }

        throw new InvalidOperationException($"azurite ended with {_server.ExitCode} before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        Certificate?.Dispose();
        if (_server is not null)
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync(CancellationToken.None);
            _server.Dispose();
        }

        Directory.Delete(_path, recursive: true);
    }

    private string[] TokenOptions()
    {
        if (!_takesTokens)
        {
            return [];
        }

        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        Certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var (certificateFile, keyFile) = (Path.Combine(_path, "certificate.pem"), Path.Combine(_path, "key.pem"));
        File.WriteAllText(certificateFile, Certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return ["--oauth", "basic", "--cert", certificateFile, "--key", keyFile];
    }
}
