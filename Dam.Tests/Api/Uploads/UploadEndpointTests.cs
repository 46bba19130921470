using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Dam.Tests.Api.Uploads;

public sealed class UploadEndpointTests : IAsyncDisposable
{
    private readonly DamHost _host = DamHost.Start();
    private readonly HttpClient _http;

    public UploadEndpointTests() => _http = _host.Http();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Put_Should_TakeTheBytesTwice_When_TheAnswerWasLost()
    {
        var upload = await _host.CreateUploadAsync("a.png", 5);

        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(_host.UploadUrl(upload), "hello")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(_host.UploadUrl(upload), "hello")).Status);
        Assert.Equal((HttpStatusCode.Conflict, "UPLOAD_ALREADY_RECEIVED"), await PutAsync(_host.UploadUrl(upload), "world"));
    }

    [Theory]
    [InlineData("hell", HttpStatusCode.UnprocessableEntity, "SIZE_MISMATCH")]
    [InlineData("hello!", HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE")]
    [InlineData("", HttpStatusCode.UnprocessableEntity, "SIZE_MISMATCH")]
    public async Task Put_Should_RefuseAndKeepNothing_When_TheSizeIsAnother(string sent, HttpStatusCode status, string code)
    {
        var upload = await _host.CreateUploadAsync("a.png", 5);

        Assert.Equal((status, code), await PutAsync(_host.UploadUrl(upload), sent));
        Assert.Equal((status, code), await PutAsync(_host.UploadUrl(upload), sent, chunked: true));
        Assert.Empty(Kept());
    }

    [Fact]
    public async Task Put_Should_RefuseAndKeepNothing_When_TheChecksumIsAnother()
    {
        var upload = await _host.CreateUploadAsync("a.png", 5, new string('a', 64));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "CHECKSUM_MISMATCH"), await PutAsync(_host.UploadUrl(upload), "hello"));
        Assert.Empty(Kept());
    }

    [Fact]
    public async Task Put_Should_BeNotFound_When_TheUrlIsForgedOrForAnotherUpload()
    {
        var url = _host.UploadUrl(await _host.CreateUploadAsync("a.png", 5));
        var other = await _host.CreateUploadAsync("b.png", 5);
        string[] bad = [url[..^1] + (url[^1] == 'A' ? 'B' : 'A'), url.Split('?')[0], url.Replace(new Uri(url).Segments[^1], other.Id.ToString("N"), StringComparison.Ordinal), $"{_http.BaseAddress}uploads/x?exp=1&sig=k1.x"];

        foreach (var forged in bad)
        {
            Assert.Equal((HttpStatusCode.NotFound, "NOT_FOUND"), await PutAsync(forged, "hello"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Put_Should_NameTheDeclaredSize_When_MoreBytesCome(bool chunked)
    {
        var upload = await _host.CreateUploadAsync("a.png", 5);
        using var request = new HttpRequestMessage(HttpMethod.Put, _host.UploadUrl(upload)) { Content = new StringContent("hello!") };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await _http.SendAsync(request, Ct);

        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct));
        Assert.Equal("More than the 5 bytes that were declared came.", problem.RootElement.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Put_Should_SayThatItExpired_When_TheUploadHas()
    {
        var upload = await _host.CreateUploadAsync("a.png", 5);
        _host.Clock.Now = upload.ExpiresAt;

        Assert.Equal((HttpStatusCode.NotFound, "URL_EXPIRED"), await PutAsync(_host.UploadUrl(upload), "hello"));
    }

    [Fact]
    public async Task Put_Should_TakeMoreThanOtherRoutesMay_When_TheFileIsLarge()
    {
        const int size = 40 * 1024 * 1024;
        var upload = await _host.CreateUploadAsync("a.bin", size);
        using var content = new ByteArrayContent(new byte[size]);

        using var response = await _http.PutAsync(_host.UploadUrl(upload), content, Ct);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task Put_Should_SayWhatIsWrong_When_TheBodyIsNoHttp()
    {
        var url = new Uri(_host.UploadUrl(await _host.CreateUploadAsync("a.png", 1000)));
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port, Ct);
        var broken = $"PUT {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nno size\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(broken), Ct);
        using var reader = new StreamReader(client.GetStream());

        var answer = await reader.ReadToEndAsync(Ct);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"BAD_REQUEST\"", answer, StringComparison.Ordinal);
        Assert.Contains("X-Content-Type-Options: nosniff", answer, StringComparison.Ordinal);
        Assert.Empty(Kept());
    }

    [Fact]
    public async Task Put_Should_LeaveNothing_When_TheClientGoesAway()
    {
        var upload = await _host.CreateUploadAsync("a.png", 1000);
        var url = new Uri(_host.UploadUrl(upload));
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(url.Host, url.Port, Ct);
            var half = $"PUT {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Length: 1000\r\n\r\nhalf";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(half), Ct);
            await Task.Delay(200, Ct);
        }

        for (var tries = 0; Kept().Count > 0 && tries < 100; tries++)
        {
            await Task.Delay(50, Ct);
        }

        Assert.Empty(Kept());
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(_host.UploadUrl(upload), new string('x', 1000))).Status);
    }

    /// <summary>Files in the blob folder, staged ones included.</summary>
    private List<string> Kept() =>
        Directory.Exists(Path.Combine(_host.Data, "blobs")) ? [.. Directory.EnumerateFiles(Path.Combine(_host.Data, "blobs"), "*", SearchOption.AllDirectories)] : [];

    private async Task<(HttpStatusCode Status, string? Code)> PutAsync(string url, string content, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new StringContent(content) };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await _http.SendAsync(request, Ct);
        var body = await response.Content.ReadAsStringAsync(Ct);
        return (response.StatusCode, body.Length == 0 ? null : JsonDocument.Parse(body).RootElement.GetProperty("code").GetString());
    }
}
