using System.Net;
using Dam.Domain.Imaging;

namespace Dam.Tests.Api.Delivery;

/// <summary>An AVIF that takes longer than a request may: something else is given until it is there, and nobody keeps that for long.</summary>
public sealed class StandInTests : IAsyncDisposable
{
    private const string Modern = "image/avif,image/webp,*/*";

    private readonly DamHost _host = DamHost.Start();
    private readonly HttpClient _http;

    public StandInTests() => _http = _host.Http();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Get_Should_GiveWebPUntilTheAvifIsThere_When_TheAvifIsLarge()
    {
        var asset = await _host.AddAssetAsync(Samples.Read(Samples.Meadow));
        var url = _host.RenditionUrl(asset, ImageFormat.Auto, width: 1400);

        var first = await GetAsync(url);
        Assert.Equal("image/webp", first.MediaType);
        Assert.DoesNotContain("max-age", first.CacheControl, StringComparison.Ordinal);
        Assert.Contains("no-cache", first.CacheControl, StringComparison.Ordinal);

        var wait = TimeSpan.FromMinutes(2);
        using var limit = new CancellationTokenSource(wait);
        var later = first;
        while (later.MediaType != "image/avif")
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Delay(50, Ct);
            later = await GetAsync(url);
        }

        Assert.Contains("max-age=60", later.CacheControl, StringComparison.Ordinal);
        Assert.NotEqual(first.Tag, later.Tag);
        Assert.Equal(first.Tag, (await GetAsync(url, accept: "image/webp")).Tag);
    }

    private async Task<(string? MediaType, string CacheControl, string? Tag)> GetAsync(string url, string accept = Modern)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await _http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (response.Content.Headers.ContentType?.MediaType, $"{response.Headers.CacheControl}", response.Headers.ETag?.Tag);
    }
}
