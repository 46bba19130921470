using System.Net;
using System.Text.Json;
using Dam.Tests.Infrastructure.Imaging;

namespace Dam.Tests.Api.Delivery;

/// <summary>Rights that demand a watermark: nothing is delivered without it, by whatever way it was asked for.</summary>
public sealed class DemandedWatermarkTests : IAsyncDisposable
{
    private const string SetRights = "mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { asset { rights { watermark } } errors { code path message } } }";

    private readonly string _mark = Path.GetTempFileName();
    private readonly DamHost _host;

    public DemandedWatermarkTests()
    {
        File.WriteAllBytes(_mark, TestPng.Framed(1, 40, 40, frame: 20, shade: 0));
        _host = DamHost.Start(configure: settings =>
        {
            foreach (var name in (string[])["draft", "other"])
            {
                settings[$"Dam:Watermarks:{name}:File"] = _mark;
                settings[$"Dam:Watermarks:{name}:Opacity"] = "1";
                settings[$"Dam:Watermarks:{name}:Position"] = name == "draft" ? "Center" : "NorthWest";
            }
        });
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        File.Delete(_mark);
    }

    [Fact]
    public async Task Renditions_Should_AllCarryIt_When_TheRightsDemandOne()
    {
        var id = await PublishAsync("draft");
        await _host.Administrator.MutateAsync(
            "mutation($input: SaveRenditionPresetInput!) { saveRenditionPreset(input: $input) { errors { code } } }", new { name = "card", transform = new { width = 64, format = "PNG" }, watermark = "other" });
        await _host.Administrator.MutateAsync("mutation($input: SaveChannelInput!) { saveChannel(input: $input) { errors { code } } }", new { key = "web", name = "Web", slots = new[] { new { formats = new[] { "PNG" }, watermark = "other" } } });

        var asset = await AskAsync(id,
            """
            plain: rendition(transform: { width: 64, format: PNG }) { url } other: rendition(transform: { width: 64, format: PNG, watermark: "other" }) { url } card: rendition(preset: "card") { url }
            image: responsiveImage(transform: { format: PNG }, widths: [64]) { url: src } fit: channelReadiness(channel: "web") { rendition { url } }
            """);

        foreach (var url in new[] { "plain", "other", "card", "image" }.Select(field => UrlOf(asset.GetProperty(field))).Append(UrlOf(asset.GetProperty("fit").GetProperty("rendition"))))
        {
            using var file = await GetAsync(url);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            var pixels = ImagingFixture.Decode(await file.Content.ReadAsByteArrayAsync(Ct));
            Assert.InRange(pixels.At(pixels.Width / 2, pixels.Height / 2).G, 0, 10);
            Assert.InRange(pixels.At(pixels.Width / 8, pixels.Height / 8).G, 245, 255);
        }
    }

    [Fact]
    public async Task Url_Should_BeRefused_When_ItWasGivenOutBeforeTheDemand()
    {
        var id = await PublishAsync(mark: null);
        var before = UrlOf((await AskAsync(id, "rendition(transform: { width: 64, format: PNG }) { url }")).GetProperty("rendition"));
        using var free = await GetAsync(before);
        Assert.Equal(HttpStatusCode.OK, free.StatusCode);

        await DemandAsync(id, "draft");

        using var refused = await GetAsync(before);
        Assert.Equal((HttpStatusCode.Forbidden, "WATERMARK_REQUIRED", "no-store"), (refused.StatusCode, await CodeOf(refused), refused.Headers.CacheControl?.ToString()));
        using var marked = await GetAsync(UrlOf((await AskAsync(id, "rendition(transform: { width: 64, format: PNG }) { url }")).GetProperty("rendition")));
        Assert.Equal(HttpStatusCode.OK, marked.StatusCode);

        // Who works on it sees it as it is.
        using var preview = await GetAsync(UrlOf((await AskAsync(id, "preview(transform: { width: 64, format: PNG }) { url }")).GetProperty("preview")));
        Assert.Equal(await free.Content.ReadAsByteArrayAsync(Ct), await preview.Content.ReadAsByteArrayAsync(Ct));

        await DemandAsync(id, mark: null);
        using var again = await GetAsync(before);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Nothing_Should_GoOut_When_NobodyKnowsTheMark()
    {
        var id = await PublishAsync(mark: null);
        var before = UrlOf((await AskAsync(id, "rendition(transform: { width: 64, format: PNG }) { url }")).GetProperty("rendition"));

        await DemandAsync(id, "lost");

        using var refused = await GetAsync(before);
        Assert.Equal("WATERMARK_REQUIRED", await CodeOf(refused));
        var answer = await _host.Storefront.PostAsync("query($id: ID!) { asset(id: $id) { rendition { url } } }", new { id });
        Assert.StartsWith("transform.watermark: There is no watermark of this name.", answer.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private async Task<string> PublishAsync(string? mark)
    {
        var id = await _host.Administrator.PublishAsync("a.png", TestPng.Framed(1, 128, 128, frame: 64, shade: 255));
        await DemandAsync(id, mark);
        return id;
    }

    private async Task DemandAsync(string id, string? mark)
    {
        var rights = (await _host.Administrator.MutateAsync(SetRights, new { assetId = id, rights = new { watermark = mark } })).GetProperty("asset").GetProperty("rights");
        Assert.Equal(mark, rights.GetProperty("watermark").GetString());
    }

    private async Task<JsonElement> AskAsync(string id, string fields) => (await _host.Administrator.QueryAsync($"query($id: ID!) {{ asset(id: $id) {{ {fields} }} }}", new { id })).GetProperty("asset");

    private static string UrlOf(JsonElement rendition) => rendition.GetProperty("url").GetString()!;

    private async Task<HttpResponseMessage> GetAsync(string url)
    {
        using var http = _host.Http();
        return await http.GetAsync(url, Ct);
    }

    private static async Task<string?> CodeOf(HttpResponseMessage response) => JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("code").GetString();
}
