using System.Net;
using System.Text.Json;
using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Changes;
using Dam.Tests.Infrastructure.Imaging;
using Microsoft.Extensions.DependencyInjection;

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

        // As where the service's settings have lost the mark since it was demanded.
        await _host.Services.GetRequiredService<IUnitsOfWork>().ChangeAsync(
            async unit =>
            {
                var asset = (await unit.Assets.FindForChangeAsync(Guid.ParseExact(id["asset_".Length..], "N"), expectedRevision: null, Ct)).Value!;
                asset.SetRights(asset.Rights with { Watermark = "lost" }, _host.Clock.Now);
                unit.Events.Add(new Event(ChangeKind.DeliveryChanged, "asset.delivery-changed", "tests", asset.Id));
                return true;
            },
            Ct);

        using var refused = await GetAsync(before);
        Assert.Equal("WATERMARK_REQUIRED", await CodeOf(refused));
        var answer = await _host.Storefront.PostAsync("query($id: ID!) { asset(id: $id) { rendition { url } } }", new { id });
        Assert.StartsWith("transform.watermark: There is no watermark of this name.", answer.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mutations_Should_SayWhichMarksThereAre_When_RightsDemandAnother()
    {
        var id = await PublishAsync("draft");
        var upload = await _host.Administrator.UploadAsync("b.png", TestPng.Noise(2));
        const string Create = "mutation($input: CreateAssetInput!) { createAsset(input: $input) { errors { code message path } } }";
        const string CreateMany = "mutation($input: CreateAssetsInput!) { createAssets(input: $input) { errors { code message path } } }";
        const string Set = "mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { errors { code message path } } }";
        foreach (var mark in (string[])["lost", "", new string('d', 5000), "dra\0ft"])
        {
            var rights = new { watermark = mark };
            Assert.Equal("input rights watermark", await ProblemAsync(Set, new { assetId = id, rights }));
            Assert.Equal("input rights watermark", await ProblemAsync(Create, new { source = new { uploadId = upload }, rights }));
            Assert.Equal("input assets 0 rights watermark", await ProblemAsync(CreateMany, new { assets = new[] { new { source = new { uploadId = upload }, rights } }, errorPolicy = "REJECT_ALL" }));
        }

        Assert.Equal("draft", (await AskAsync(id, "rights { watermark }")).GetProperty("rights").GetProperty("watermark").GetString());

        async Task<string> ProblemAsync(string mutation, object input)
        {
            var payload = (await _host.Administrator.QueryAsync(mutation, new { input })).EnumerateObject().Single().Value;
            var error = Assert.Single(payload.GetProperty("errors").EnumerateArray());
            Assert.Equal("WATERMARK_UNKNOWN", error.GetProperty("code").GetString());
            Assert.Contains("draft", error.GetProperty("message").GetString(), StringComparison.Ordinal);
            return string.Join(' ', error.GetProperty("path").EnumerateArray().Select(part => part.GetString()));
        }
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
