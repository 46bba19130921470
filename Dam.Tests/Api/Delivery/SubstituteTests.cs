using System.Net;
using System.Text.Json;

namespace Dam.Tests.Api.Delivery;

/// <summary>A URL that was asked for with `standIn` serves what may be had in the place of what may not.</summary>
public sealed class SubstituteTests : IAsyncLifetime
{
    private readonly DamHost _host = DamHost.Start();
    private string _french = "";
    private string _german = "";

    private DamClient Admin => _host.Administrator;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _french = await Admin.PublishAsync("french.png", TestPng.Noise(1));
        _german = await Admin.PublishAsync("german.png", TestPng.Noise(2));
        await Admin.MutateAsync("mutation($input: SetAssetAlternatesInput!) { setAssetAlternates(input: $input) { errors { code } } }", new { assetIds = new[] { _french, _german } });
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Get_Should_ServeTheStandInWhileTheAssetIsRefused_When_TheUrlAsksForIt()
    {
        var (plain, url) = (await UrlAsync(standIn: false), await UrlAsync(standIn: true));
        var (before, own) = (await GetAsync(plain), await GetAsync(url));
        Assert.Equal((before.Body.Length, null), (own.Body.Length, own.ContentLocation));
        Assert.DoesNotContain(Number(_german), own.PurgeKeys, StringComparison.Ordinal);

        var (refusedUntil, changes) = (_host.Clock.Now.AddSeconds(40), _host.Clock.Now.AddSeconds(25));
        await SetRightsAsync(_french, new { embargoUntil = refusedUntil });
        await SetRightsAsync(_german, new { expiresAt = changes });
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(plain)).Status);
        var instead = await GetAsync(url);

        Assert.Equal(HttpStatusCode.OK, instead.Status);
        Assert.NotEqual(before.Tag, instead.Tag);
        Assert.Contains(Number(_german), instead.ContentLocation, StringComparison.Ordinal);
        Assert.Equal(instead.Body, (await GetAsync(instead.ContentLocation!)).Body);
        Assert.Equal(instead.Body, (await GetAsync(await UrlAsync(standIn: false, of: _german))).Body);
        Assert.Contains($"asset-{Number(_french)}", instead.PurgeKeys, StringComparison.Ordinal);
        Assert.Contains($"asset-{Number(_german)}", instead.PurgeKeys, StringComparison.Ordinal);
        Assert.Equal("public, max-age=25, s-maxage=25", instead.CacheControl);
        await SetRightsAsync(_german, new { expiresAt = (string?)null });
        Assert.Equal("public, max-age=40, s-maxage=40", (await GetAsync(url)).CacheControl);

        _host.Clock.Now = refusedUntil;
        Assert.Equal((own.Tag, null), ((await GetAsync(url)) is var again ? again.Tag : null, again.ContentLocation));
    }

    [Fact]
    public async Task Get_Should_Refuse_When_NoStandInMayBeHadThere()
    {
        var url = await UrlAsync(standIn: true, territory: "DE");
        Assert.Contains(".d-DE~s/", url, StringComparison.Ordinal);
        await SetRightsAsync(_french, new { territories = new { mode = "ONLY", territories = new[] { "FR" } } });
        await SetRightsAsync(_german, new { territories = new { mode = "ONLY", territories = new[] { "DE" } } });
        var instead = await GetAsync(url);
        Assert.Equal((HttpStatusCode.OK, "max-age=60, private", ""), (instead.Status, instead.CacheControl, instead.PurgeKeys));

        await SetRightsAsync(_german, new { territories = new { mode = "ONLY", territories = new[] { "AT" } } });
        var refused = await GetAsync(url);
        Assert.Equal((HttpStatusCode.Forbidden, "no-store"), (refused.Status, refused.CacheControl));

        await SetRightsAsync(_german, new { territories = (object?)null });
        await Admin.MutateAsync("mutation($input: TakeDownAssetInput!) { takeDownAsset(input: $input) { errors { code } } }", new { assetId = _german, reason = "A court" });
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(url)).Status);
    }

    /// <summary>It is given out although the asset is refused, so that a page can be written before a licence begins; what is not published has none.</summary>
    [Fact]
    public async Task Rendition_Should_HaveAUrl_When_TheAssetIsRefusedAndAStandInWillDo()
    {
        await SetRightsAsync(_french, new { expiresAt = _host.Clock.Now.AddSeconds(-1) });
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(await UrlAsync(standIn: true))).Status);
        var draft = await Admin.CreateAssetAsync(await Admin.UploadAsync("draft.png", TestPng.Noise(3)));

        var none = await Admin.QueryAsync("query($id: ID!) { asset(id: $id) { rendition(standIn: true) { url } responsiveImage(standIn: true) { src } } }", new { id = draft });

        Assert.Equal(JsonValueKind.Null, none.GetProperty("asset").GetProperty("rendition").ValueKind);
        Assert.Equal(JsonValueKind.Null, none.GetProperty("asset").GetProperty("responsiveImage").ValueKind);
    }

    [Fact]
    public async Task ResponsiveImage_Should_ServeTheStandInInEachWidth_When_TheAssetIsRefused()
    {
        await SetRightsAsync(_french, new { expiresAt = _host.Clock.Now.AddSeconds(-1) });
        var asset = (await Admin.QueryAsync(
            "query($id: ID!) { asset(id: $id) { plain: responsiveImage(widths: [20, 40]) { src } image: responsiveImage(transform: { format: PNG }, widths: [20, 40], standIn: true) { src srcset } } }",
            new { id = _french })).GetProperty("asset");

        Assert.Equal(JsonValueKind.Null, asset.GetProperty("plain").ValueKind);
        var image = asset.GetProperty("image");
        string[] urls = [image.GetProperty("src").GetString()!, .. image.GetProperty("srcset").GetString()!.Split(", ").Select(candidate => candidate.Split(' ')[0])];
        foreach (var url in urls)
        {
            Assert.Contains(Number(_german), (await GetAsync(url)).ContentLocation, StringComparison.Ordinal);
        }
    }

    private static string Number(string id) => id[(id.IndexOf('_', StringComparison.Ordinal) + 1)..];

    private async Task<string> UrlAsync(bool standIn, string? of = null, string? territory = null) => (await Admin.QueryAsync(
        "query($id: ID!, $standIn: Boolean!, $t: Territory) { asset(id: $id) { rendition(transform: { width: 40, format: PNG }, context: { territory: $t }, standIn: $standIn) { url } } }",
        new { id = of ?? _french, standIn, t = territory })).GetProperty("asset").GetProperty("rendition").GetProperty("url").GetString()!;

    private async Task SetRightsAsync(string assetId, object rights) => await Admin.MutateAsync(
        "mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { errors { code message } } }", new { assetId, rights });

    private async Task<(HttpStatusCode Status, byte[] Body, string? Tag, string? ContentLocation, string CacheControl, string PurgeKeys)> GetAsync(string url)
    {
        using var http = _host.Http();
        using var response = await http.GetAsync(url, Ct);
        return (
            response.StatusCode, await response.Content.ReadAsByteArrayAsync(Ct), response.Headers.ETag?.Tag, response.Content.Headers.ContentLocation?.ToString(),
            $"{response.Headers.CacheControl}", response.Headers.TryGetValues("Surrogate-Key", out var keys) ? string.Join(' ', keys) : "");
    }
}
