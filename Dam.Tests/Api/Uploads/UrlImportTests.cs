using System.Net;
using System.Text.Json;
using Dam.Tests.Infrastructure.Uploads;

namespace Dam.Tests.Api.Uploads;

/// <summary>Assets of files that lie on the web, as clients ask for them.</summary>
public sealed class UrlImportTests : IAsyncDisposable
{
    private const string CreateAsset =
        """
        mutation($input: CreateAssetInput!) {
          createAsset(input: $input) { asset { id filename checksum } errors { __typename code message path } }
        }
        """;

    private readonly ScriptedServer _server = new();
    private readonly DamHost _host;

    public UrlImportTests()
    {
        Serve(TestPng.Noise(1));
        _host = DamHost.Start(configure: settings =>
        {
            settings["Dam:Ingest:Url:AllowPrivateNetworks"] = "true";
            settings["Dam:Ingest:Url:AllowedPorts:0"] = $"{_server.Port}";
            settings["Dam:Ingest:Url:LargestFile"] = "100000";
        });
    }

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return _host.DisposeAsync();
    }

    [Fact]
    public async Task CreateAsset_Should_MakeOne_When_TheFileIsOnTheWeb()
    {
        var asset = (await _host.Administrator.MutateAsync(CreateAsset, new { source = new { url = Url("/shop/lamp%20bird.png?v=3") } })).GetProperty("asset");

        Assert.Equal(("lamp bird.png", DamClient.Digest(TestPng.Noise(1))), (asset.GetProperty("filename").GetString(), asset.GetProperty("checksum").GetString()));
        Assert.Equal("READY", await _host.Administrator.WaitUntilProcessedAsync(asset.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task CreateAsset_Should_FetchOnce_When_TheSameCallComesAgain()
    {
        var input = new { source = new { url = Url("/lamp.png") }, idempotencyKey = "night-import-1" };

        var first = await _host.Administrator.MutateAsync(CreateAsset, input);
        var again = await _host.Administrator.MutateAsync(CreateAsset, input);

        Assert.Equal(first.ToString(), again.ToString());
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task CreateAsset_Should_NameTheUrl_When_TheFileIsRefused()
    {
        await _host.Administrator.MutateAsync(CreateAsset, new { source = new { url = Url("/lamp.png") } });
        Assert.Equal(("DuplicateContentError", "DUPLICATE_CONTENT"), await RefusedAsync(Url("/copy.png")));

        Serve("words"u8.ToArray());
        Assert.Equal(("UnsupportedMediaError", "UNSUPPORTED_MEDIA"), await RefusedAsync(Url("/notes.txt")));

        Serve([]);
        Assert.Equal(("InvalidInputError", "FILE_EMPTY"), await RefusedAsync(Url("/empty.png")));

        Serve(new byte[100_001]);
        Assert.Equal(("TooLargeError", "TOO_LARGE"), await RefusedAsync(Url("/huge.png")));

        _server.Body = [];
        _server.Answer = _ => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
        Assert.Equal(("InvalidInputError", "URL_STATUS"), await RefusedAsync(Url("/gone.png")));
        Assert.Equal(("InvalidInputError", "URL_FORBIDDEN"), await RefusedAsync("http://127.0.0.1:1/a"));
        Assert.Equal(("InvalidInputError", "URL_INVALID"), await RefusedAsync("ftp://127.0.0.1/a"));
    }

    /// <summary>A body without an end costs neither memory nor disk beyond the limit.</summary>
    [Fact]
    public async Task CreateAsset_Should_StopAtTheLimit_When_TheServerNeverEnds()
    {
        var chunk = new string('x', 60_000);
        _server.Body = [];
        _server.Answer = _ => $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{string.Concat(Enumerable.Repeat($"{chunk.Length:x}\r\n{chunk}\r\n", 10))}";

        Assert.Equal(("TooLargeError", "TOO_LARGE"), await RefusedAsync(Url("/endless.png")));

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_host.Data, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task CreateAsset_Should_AskNobody_When_TheCallerMayNot()
    {
        var payload = (await _host.Storefront.QueryAsync(CreateAsset, new { input = new { source = new { url = Url("/lamp.png") } } })).GetProperty("createAsset");

        Assert.Equal("NOT_AUTHORIZED", payload.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Equal(0, _server.Connections);
    }

    [Fact]
    public async Task CreateAsset_Should_ReachNothingInside_When_NothingIsSet()
    {
        await using var host = DamHost.Start(configure: settings => settings["Dam:Ingest:Url:AllowedPorts:0"] = $"{_server.Port}");
        foreach (var name in (string[])["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"])
        {
            var payload = await host.Administrator.QueryAsync(CreateAsset, new { input = new { source = new { url = $"http://{name}:{_server.Port}/latest/meta-data/" } } });

            Assert.Equal("URL_FORBIDDEN", payload.GetProperty("createAsset").GetProperty("errors")[0].GetProperty("code").GetString());
        }

        Assert.Equal(0, _server.Connections);
    }

    private string Url(string path) => $"http://{IPAddress.Loopback}:{_server.Port}{path}";

    private void Serve(byte[] body)
    {
        _server.Body = body;
        _server.Answer = _ => $"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {body.Length}\r\n\r\n";
    }

    private async Task<(string? Type, string? Code)> RefusedAsync(string url)
    {
        var payload = (await _host.Administrator.QueryAsync(CreateAsset, new { input = new { source = new { url } } })).GetProperty("createAsset");
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("asset").ValueKind);
        var error = payload.GetProperty("errors").EnumerateArray().Single();
        Assert.Equal("""["input","source","url"]""", error.GetProperty("path").ToString());
        return (error.GetProperty("__typename").GetString(), error.GetProperty("code").GetString());
    }
}
