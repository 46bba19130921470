using System.Diagnostics;
using System.Security.Cryptography;

namespace Dam.Tests.Infrastructure.Blobs;

/// <summary>Azure Blob storage as npm's azurite serves it, on a free port of the loopback, with its data in a folder that goes with it.</summary>
public sealed class Azurite : IAsyncLifetime
{
    private const string Account = "damtests";

    private readonly string _path = Directory.CreateTempSubdirectory("dam-azurite-").FullName;
    private Process? _server;

    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var program = RepositoryRoot.File("node_modules", "azurite", "dist", "src", "blob", "main.js");
        Assert.True(File.Exists(program), "azurite is missing, which stands in for Azure in these tests: run ./run setup (or npm ci).");
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        var start = new ProcessStartInfo("node", [program, "--blobHost", "127.0.0.1", "--blobPort", "0", "--location", _path, "--skipApiVersionCheck", "--disableTelemetry"])
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
                ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={key};BlobEndpoint={address.Trim()}/{Account};";
                return;
            }
        }

        throw new InvalidOperationException($"azurite ended with {_server.ExitCode} before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync(CancellationToken.None);
            _server.Dispose();
        }

        Directory.Delete(_path, recursive: true);
    }
}
