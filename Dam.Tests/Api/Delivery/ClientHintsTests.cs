using System.Net;
using Dam.Tests.Infrastructure.Imaging;

namespace Dam.Tests.Api.Delivery;

/// <summary>Files whose width the browser may choose, by what it says of its screen.</summary>
public sealed class ClientHintsTests : IAsyncLifetime
{
    private readonly DamHost _host = DamHost.Start();
    private string _id = "";
    private string _url = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _id = await _host.Administrator.PublishAsync("a.png", TestPng.Noise(1, 1000, 500));
        _url = await UrlAsync("width: 900, format: JPEG, hints: true");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task File_Should_FillTheRoom_When_HintsSayHowMuchThereIs()
    {
        foreach (var (hints, width) in new (string Hints, int Width)[]
        {
            ("", 900), ("Sec-CH-Width: 300", 320), ("Sec-CH-Width: 320", 320), ("Sec-CH-Width: 321", 480), ("Sec-CH-Width: 1", 160), ("Sec-CH-Width: 700", 900), ("Sec-CH-Width: 99999", 900),
            ("Sec-CH-Viewport-Width: 200", 320), ("Sec-CH-Viewport-Width: 200; Sec-CH-DPR: 2.5", 640), ("Sec-CH-Width: 100; Sec-CH-Viewport-Width: 900", 160),
            ("Save-Data: on", 640), ("Sec-CH-Width: 300; Save-Data: on", 160), ("Sec-CH-Width: 10; Save-Data: on", 160),
            ("Sec-CH-Width: -5", 900), ("Sec-CH-Width: wide", 900), ("Sec-CH-Width: 99999999999", 900), ("Sec-CH-Viewport-Width: 200; Sec-CH-DPR: 1e9", 320), ("Sec-CH-DPR: 2", 900),
        })
        {
            using var file = await GetAsync(_url, hints);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            var pixels = ImagingFixture.Decode(await file.Content.ReadAsByteArrayAsync(Ct));
            Assert.Equal((hints, width, width / 2), (hints, pixels.Width, pixels.Height));
        }
    }

    [Fact]
    public async Task File_Should_StayWithTheBrowser_When_HintsHaveChosenIt()
    {
        using var small = await GetAsync(_url, "Sec-CH-Width: 300");
        using var plain = await GetAsync(await UrlAsync("width: 900, format: JPEG"), "Sec-CH-Width: 300");
        using var auto = await GetAsync(await UrlAsync("width: 900, hints: true"), "Sec-CH-Width: 300");

        Assert.Equal("private, max-age=60", string.Join(", ", small.Headers.CacheControl!.ToString().Split(", ").OrderDescending()));
        Assert.False(small.Headers.Contains("Surrogate-Key"));
        Assert.Equal("Sec-CH-Width, Sec-CH-Viewport-Width, Sec-CH-DPR, Save-Data", string.Join(", ", small.Headers.Vary));
        Assert.Equal("Accept, Sec-CH-Width, Sec-CH-Viewport-Width, Sec-CH-DPR, Save-Data", string.Join(", ", auto.Headers.Vary));

        // Whoever was given no such address may ask for what they like.
        Assert.Contains("public", plain.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Empty(plain.Headers.Vary);
        Assert.Equal(900, ImagingFixture.Decode(await plain.Content.ReadAsByteArrayAsync(Ct)).Width);
    }

    [Fact]
    public async Task File_Should_BeTheOneOfThatWidth_When_BothAreAskedFor()
    {
        using var hinted = await GetAsync(_url, "Sec-CH-Width: 640");
        using var named = await GetAsync(await UrlAsync("width: 640, format: JPEG"), "");
        using var other = await GetAsync(_url, "Sec-CH-Width: 641");

        Assert.Equal(named.Headers.ETag, hinted.Headers.ETag);
        Assert.NotEqual(other.Headers.ETag, hinted.Headers.ETag);
        Assert.Equal(await named.Content.ReadAsByteArrayAsync(Ct), await hinted.Content.ReadAsByteArrayAsync(Ct));

        // A tag is of one width: another one is not answered as unchanged.
        using var unchanged = await GetAsync(_url, $"Sec-CH-Width: 640; If-None-Match: {hinted.Headers.ETag}");
        using var changed = await GetAsync(_url, $"Sec-CH-Width: 900; If-None-Match: {hinted.Headers.ETag}");
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (unchanged.StatusCode, changed.StatusCode));
    }

    private async Task<string> UrlAsync(string transform) =>
        (await _host.Storefront.QueryAsync($"query($id: ID!) {{ asset(id: $id) {{ rendition(transform: {{ {transform} }}) {{ url }} }} }}", new { id = _id }))
        .GetProperty("asset").GetProperty("rendition").GetProperty("url").GetString()!;

    private async Task<HttpResponseMessage> GetAsync(string url, string hints)
    {
        using var http = _host.Http();
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        foreach (var hint in hints.Split("; ", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = hint.IndexOf(':', StringComparison.Ordinal);
            Assert.True(request.Headers.TryAddWithoutValidation(hint[..colon], hint[(colon + 2)..]));
        }

        return await http.SendAsync(request, Ct);
    }
}
