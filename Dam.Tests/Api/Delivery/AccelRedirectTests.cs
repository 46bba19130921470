using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Dam.Domain.Delivery;
using Dam.Domain.Rights;

namespace Dam.Tests.Api.Delivery;

/// <summary>Debian's nginx in front, set up by docs/delivery/nginx.conf, sends the files that Dam allows, and no others.</summary>
public sealed partial class AccelRedirectTests : IAsyncLifetime
{
    private readonly DamHost _host = DamHost.Start(configure: settings => settings["Dam:Delivery:AccelRedirect"] = "/blobs/");
    private readonly string _folder = Directory.CreateTempSubdirectory("dam-nginx-").FullName;
    private readonly HttpClient _http = new();
    private Process? _nginx;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var port = FreePort.Next();
        using var direct = _host.Http();
        var documented = CertificatePattern().Replace(await File.ReadAllTextAsync(RepositoryRoot.File("docs", "delivery", "nginx.conf"), Ct), "")
            .Replace("443 ssl http2", $"127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace("127.0.0.1:5080", direct.BaseAddress!.Authority, StringComparison.Ordinal)
            .Replace("/var/lib/dam", _host.Data, StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "nginx.conf"),
            $$"""
            user {{Environment.UserName}};
            worker_processes 1;
            pid {{_folder}}/nginx.pid;
            error_log {{_folder}}/error.log;
            events { }
            http {
              access_log off;
              client_body_temp_path {{_folder}}/body;
              proxy_temp_path {{_folder}}/proxy;
              fastcgi_temp_path {{_folder}}/fastcgi;
              uwsgi_temp_path {{_folder}}/uwsgi;
              scgi_temp_path {{_folder}}/scgi;
              {{documented}}
            }
            """,
            Ct);
        _nginx = Process.Start(new ProcessStartInfo("nginx", ["-p", _folder, "-e", Path.Combine(_folder, "error.log"), "-c", Path.Combine(_folder, "nginx.conf"), "-g", "daemon off; master_process off;"]))!;
        _http.BaseAddress = new Uri($"http://127.0.0.1:{port}");
        while (true)
        {
            Assert.False(_nginx.HasExited, "nginx has ended.");
            try
            {
                using var answer = await _http.GetAsync("/health/ready", Ct);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20, Ct);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _nginx?.Kill(entireProcessTree: true);
        _nginx?.Dispose();
        _http.Dispose();
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Get_Should_BeSentByNginxWithEveryHeader_When_Allowed()
    {
        var asset = await _host.AddAssetAsync(TestPng.Noise(1));
        var path = new Uri(_host.RenditionUrl(asset)).PathAndQuery;

        using var response = await _http.GetAsync(path, Ct);
        using var direct = _host.Http();
        using var told = await direct.GetAsync(path, Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var bytes = await response.Content.ReadAsByteArrayAsync(Ct);
        Assert.Equal(TestPng.Noise(1)[..8], bytes[..8]);
        Assert.Equal(bytes.Length, response.Content.Headers.ContentLength);
        Assert.Empty(await told.Content.ReadAsByteArrayAsync(Ct));
        Assert.StartsWith("/blobs/renditions/default/", Assert.Single(told.Headers.GetValues("X-Accel-Redirect")), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("X-Accel-Redirect"));
        foreach (var name in (string[])["ETag", "Cache-Control", "Surrogate-Key", "Cache-Tag", "X-Content-Type-Options", "Content-Security-Policy"])
        {
            Assert.Equal(told.Headers.NonValidated[name].ToString(), response.Headers.NonValidated[name].ToString());
        }

        Assert.Equal("image/png", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("picture.png", response.Content.Headers.ContentDisposition?.FileName);
        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { response.Headers.ETag! } } };
        using var known = await _http.SendAsync(again, Ct);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
    }

    [Fact]
    public async Task Get_Should_SendAPart_When_ARangeOfAnOriginalIsAsked()
    {
        var bytes = TestPng.Noise(1, 400, 300);
        var asset = await _host.AddAssetAsync(bytes);
        using var request = new HttpRequestMessage(HttpMethod.Get, _host.Get<MediaUrls>().ForOriginal(asset, asset.CurrentVersion).Url.PathAndQuery);
        request.Headers.Range = new RangeHeaderValue(100, 199);

        using var part = await _http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[100..200], await part.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal("attachment", part.Content.Headers.ContentDisposition?.DispositionType);
        Assert.True(part.Headers.CacheControl is { Private: true, NoStore: true });
    }

    [Fact]
    public async Task Get_Should_GiveNothing_When_RefusedOrAskedPastDam()
    {
        var asset = await _host.AddAssetAsync(TestPng.Noise(1));
        var path = new Uri(_host.RenditionUrl(asset)).PathAndQuery;
        using var first = await _http.GetAsync(path, Ct);
        await _host.SetRightsAsync(asset.Id, new RightsPatch { ExpiresAt = Change<DateTimeOffset?>.To(_host.Clock.Now) });

        using var refused = await _http.GetAsync(path, Ct);
        using var past = await _http.GetAsync($"/blobs/originals/default/{asset.CurrentVersion.Digest[..2]}/{asset.CurrentVersion.Digest[2..4]}/{asset.CurrentVersion.Digest}", Ct);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (first.StatusCode, refused.StatusCode, past.StatusCode));
        Assert.True(refused.Headers.CacheControl!.NoStore);
    }

    [GeneratedRegex("^  ssl_.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CertificatePattern();
}
