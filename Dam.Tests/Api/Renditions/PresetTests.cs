using System.Net;
using System.Text.Json;

namespace Dam.Tests.Api.Renditions;

/// <summary>Transforms under names: saved, asked for, laid under a query's own, made before anybody asks, and the only ones where so set.</summary>
public sealed class PresetTests : IAsyncDisposable
{
    private const string Save = "mutation($input: SaveRenditionPresetInput!) { saveRenditionPreset(input: $input) { preset { name description width height fit gravity format quality background eager } errors { __typename code message path } } }";

    private const string Render = "mutation($input: RenderAssetsInput!) { renderAssets(input: $input) { job { id kind state } errors { code message path } } }";

    private const string List = "{ renditionPresets { name width eager } }";

    private DamHost _host = DamHost.Start();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Preset_Should_BeKeptAndListed_When_ItIsSaved()
    {
        var card = new { name = "card", description = "On a card", transform = new { width = 400, height = 300, fit = "PAD", background = "#FFEE00", format = "WEBP", quality = 70 } };
        var saved = (await _host.Administrator.MutateAsync(Save, card)).GetProperty("preset");
        Assert.Equal(
            """{"name":"card","description":"On a card","width":400,"height":300,"fit":"PAD","gravity":"FOCAL_POINT","format":"WEBP","quality":70,"background":"#FFEE00","eager":false}""",
            saved.GetRawText());

        await _host.Administrator.MutateAsync(Save, new { name = "a.first", transform = new { width = 10 } });
        var changed = await _host.Administrator.MutateAsync(Save, new { name = "card", transform = new { width = 200 }, eager = true });
        Assert.Equal(JsonValueKind.Null, changed.GetProperty("preset").GetProperty("description").ValueKind);

        // Whoever may read anything sees them; nobody else does.
        Assert.Equal(
            """[{"name":"a.first","width":10,"eager":false},{"name":"card","width":200,"eager":true}]""", (await _host.Storefront.QueryAsync(List)).GetProperty("renditionPresets").GetRawText());
        Assert.True((await _host.Anonymous.PostAsync(List)).TryGetProperty("errors", out _));
    }

    [Theory]
    [InlineData("Card", "{\"width\": 10}", "PRESET_NAME_INVALID", "name")]
    [InlineData("", "{\"width\": 10}", "PRESET_NAME_INVALID", "name")]
    [InlineData("a/b", "{\"width\": 10}", "PRESET_NAME_INVALID", "name")]
    [InlineData("card", "{\"width\": 0}", "INVALID_TRANSFORM", "width")]
    [InlineData("card", "{\"fit\": \"COVER\", \"width\": 10}", "INVALID_TRANSFORM", "height")]
    [InlineData("card", "{\"width\": 1000000}", "INVALID_TRANSFORM", "width")]
    public async Task Preset_Should_BeRefusedWithThePath_When_ItCannotBe(string name, string transform, string code, string path)
    {
        var answer = await _host.Administrator.QueryAsync(Save, new { input = new { name, transform = JsonSerializer.Deserialize<JsonElement>(transform) } });

        var error = Assert.Single(answer.GetProperty("saveRenditionPreset").GetProperty("errors").EnumerateArray());
        Assert.Equal((code, path), (error.GetProperty("code").GetString(), error.GetProperty("path").EnumerateArray().Last().GetString()));
        Assert.Empty((await _host.Administrator.QueryAsync(List)).GetProperty("renditionPresets").EnumerateArray());
    }

    [Fact]
    public async Task Preset_Should_NotBeSaved_When_AStorefrontTries()
    {
        var answer = await _host.Storefront.QueryAsync(Save, new { input = new { name = "card", transform = new { width = 10 } } });

        Assert.Equal("NotAuthorizedError", answer.GetProperty("saveRenditionPreset").GetProperty("errors")[0].GetProperty("__typename").GetString());
    }

    [Fact]
    public async Task Rendition_Should_BeThePresets_When_ItIsNamed_And_OwnFieldsWin()
    {
        var id = await _host.Administrator.PublishAsync("a.png", TestPng.Noise(1, 200, 100));
        await _host.Administrator.MutateAsync(Save, new { name = "card", transform = new { width = 60, height = 60, fit = "PAD", format = "PNG" } });

        var asset = (await _host.Storefront.QueryAsync(
            """
            query($id: ID!) { asset(id: $id) {
              named: rendition(preset: "card") { url width height mediaType }
              spelled: rendition(transform: { width: 60, height: 60, fit: PAD, format: PNG }) { url }
              own: rendition(preset: "card", transform: { width: 40, fit: INSIDE }) { url width height mediaType }
              image: responsiveImage(preset: "card", widths: [30, 60]) { srcset width height }
            } }
            """,
            new { id })).GetProperty("asset");

        Assert.Equal((60, 60, "image/png"), Of(asset.GetProperty("named")));
        Assert.Equal(asset.GetProperty("spelled").GetProperty("url").GetString(), asset.GetProperty("named").GetProperty("url").GetString());
        Assert.Equal((40, 20, "image/png"), Of(asset.GetProperty("own")));
        Assert.Equal((60, 60), (asset.GetProperty("image").GetProperty("width").GetInt32(), asset.GetProperty("image").GetProperty("height").GetInt32()));
        Assert.Contains(" 30w, ", asset.GetProperty("image").GetProperty("srcset").GetString(), StringComparison.Ordinal);

        // A URL keeps what it was made with.
        await _host.Administrator.MutateAsync(Save, new { name = "card", transform = new { width = 20 } });
        using var http = _host.Http();
        using var old = await http.GetAsync(asset.GetProperty("named").GetProperty("url").GetString(), Ct);
        Assert.Equal(HttpStatusCode.OK, old.StatusCode);
    }

    [Fact]
    public async Task Preset_Should_BeGoneForWhoNamesIt_When_ItIsDeleted()
    {
        const string delete = "mutation($input: DeleteRenditionPresetInput!) { deleteRenditionPreset(input: $input) { deletedName errors { code path } } }";
        const string ask = "query($id: ID!) { asset(id: $id) { rendition(preset: \"card\") { url } } }";
        var id = await _host.Administrator.PublishAsync("a.png", TestPng.Noise(1));
        await _host.Administrator.MutateAsync(Save, new { name = "card", transform = new { width = 16 } });
        var url = (await _host.Storefront.QueryAsync(ask, new { id })).GetProperty("asset").GetProperty("rendition").GetProperty("url").GetString();

        Assert.Equal(JsonValueKind.Null, (await _host.Administrator.MutateAsync(delete, new { name = "card", dryRun = true })).GetProperty("deletedName").ValueKind);
        Assert.NotNull((await _host.Storefront.QueryAsync(ask, new { id })).GetProperty("asset").GetProperty("rendition").GetProperty("url").GetString());
        Assert.Equal("NOT_AUTHORIZED", await RefusalAsync(_host.Storefront, "card"));
        Assert.Equal("card", (await _host.Administrator.MutateAsync(delete, new { name = "card" })).GetProperty("deletedName").GetString());

        Assert.Equal("PRESET_UNKNOWN", CodeOf(await _host.Storefront.PostAsync(ask, new { id })));
        Assert.Empty((await _host.Administrator.QueryAsync(List)).GetProperty("renditionPresets").EnumerateArray());
        Assert.Equal("PRESET_NOT_FOUND", await RefusalAsync(_host.Administrator, "card"));
        Assert.Equal("PRESET_NOT_FOUND", await RefusalAsync(_host.Administrator, "No Name\u0000"));

        // What was given out stays good.
        using var http = _host.Http();
        using var file = await http.GetAsync(url, Ct);
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);

        async Task<string?> RefusalAsync(DamClient client, string name) =>
            (await client.QueryAsync(delete, new { input = new { name } })).GetProperty("deleteRenditionPreset").GetProperty("errors")[0].GetProperty("code").GetString();
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("No Name\\u0000")]
    public async Task Rendition_Should_BeAnError_When_ThereIsNoSuchPreset(string name)
    {
        var id = await _host.Administrator.PublishAsync("a.png", TestPng.Noise(1));

        Assert.Equal("PRESET_UNKNOWN", CodeOf(await _host.Storefront.PostAsync($"query($id: ID!) {{ asset(id: $id) {{ rendition(preset: \"{name}\") {{ url }} }} }}", new { id })));
    }

    [Fact]
    public async Task Rendition_Should_TakePresetsAlone_When_SoSet()
    {
        await _host.DisposeAsync();
        _host = DamHost.Start(configure: settings => settings["Dam:Renditions:PresetsOnly"] = "true");
        var id = await _host.Administrator.PublishAsync("a.png", TestPng.Noise(1));
        await _host.Administrator.MutateAsync(Save, new { name = "card", transform = new { width = 16 } });

        foreach (var field in new[]
        {
            "rendition(transform: { width: 16 }) { url }", "rendition { url }", "rendition(preset: \"card\", transform: { dpr: 2 }) { url }", "responsiveImage { src }",
            "responsiveImage(preset: \"card\", widths: [10]) { src }",
        })
        {
            Assert.Equal("PRESET_REQUIRED", CodeOf(await _host.Storefront.PostAsync($"query($id: ID!) {{ asset(id: $id) {{ {field} }} }}", new { id })));
        }

        var asset = (await _host.Storefront.QueryAsync("query($id: ID!) { asset(id: $id) { rendition(preset: \"card\") { url } responsiveImage(preset: \"card\") { src } } }", new { id })).GetProperty("asset");
        Assert.NotEqual(JsonValueKind.Null, asset.GetProperty("rendition").ValueKind);
        Assert.NotEqual(JsonValueKind.Null, asset.GetProperty("responsiveImage").ValueKind);
    }

    [Fact]
    public async Task Preset_Should_BeMadeBeforeAnybodyAsks_When_ItIsEager()
    {
        await _host.Administrator.MutateAsync(Save, new { name = "card", transform = new { width = 32 }, eager = true });
        await _host.Administrator.MutateAsync(Save, new { name = "print", transform = new { width = 48, format = "JPEG" }, eager = true });
        await _host.Administrator.MutateAsync(Save, new { name = "lazy", transform = new { width = 64, format = "JPEG" } });

        await _host.Administrator.PublishAsync("a.png", TestPng.Noise(1));

        // AVIF and WebP of the one, JPEG of the other.
        await UntilDoneAsync("make-presets");
        Assert.Equal(3, CountRenditions());
    }

    /// <summary>Noise of this size is no JPEG of a thousand bytes, which shows only when it is made.</summary>
    [Fact]
    public async Task Presets_Should_BeMadeAllTheSame_When_OneOfThemHasTooManyBytes()
    {
        await _host.Administrator.MutateAsync(Save, new { name = "first", transform = new { width = 100, format = "JPEG", maxBytes = 1000 }, eager = true });
        await _host.Administrator.MutateAsync(Save, new { name = "second", transform = new { width = 48, format = "JPEG" }, eager = true });
        var noise = await _host.Administrator.PublishAsync("a.png", TestPng.Noise(1, 200, 200));
        await UntilDoneAsync("make-presets");
        Assert.Equal(1, CountRenditions());

        await _host.Administrator.MutateAsync(Save, new { name = "third", transform = new { width = 64, format = "JPEG" } });
        await _host.Administrator.MutateAsync(Render, new { assetIds = new[] { noise }, presets = new[] { "first", "second", "third" } });
        await UntilDoneAsync("render-assets");

        Assert.Equal(2, CountRenditions());
        using var patience = Patience();
        JsonElement events;
        do
        {
            await Task.Delay(20, patience.Token);
            events = (await _host.Administrator.QueryAsync("{ auditEvents(first: 1, where: { action: \"assets.rendered\" }) { nodes { details } } }")).GetProperty("auditEvents").GetProperty("nodes");
        }
        while (events.GetArrayLength() == 0);
        var details = events[0].GetProperty("details");
        Assert.Equal(2, details.GetProperty("made").GetInt32());
        var failure = Assert.Single(details.GetProperty("failed").EnumerateArray());
        Assert.Equal(("TOO_MANY_BYTES", "first"), (failure.GetProperty("code").GetString(), failure.GetProperty("preset").GetString()));
    }

    [Fact]
    public async Task RenderAssets_Should_MakeThemAndReport_When_SomeCannotBe()
    {
        await _host.Administrator.MutateAsync(Save, new { name = "card", transform = new { width = 32, format = "JPEG" } });
        await _host.Administrator.MutateAsync(Save, new { name = "second", transform = new { width = 32, page = 2, format = "JPEG" } });
        var first = await _host.Administrator.PublishAsync("a.png", TestPng.Noise(1));
        var second = await _host.Administrator.PublishAsync("b.png", TestPng.Noise(2));
        var draft = await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("c.png", TestPng.Noise(3)));
        var input = new { assetIds = new[] { first, second, draft, "asset_x" }, presets = new[] { "card", "second" }, idempotencyKey = "once" };

        await _host.Administrator.MutateAsync(Render, input);
        await _host.Administrator.MutateAsync(Render, input);
        await UntilDoneAsync("render-assets");

        Assert.Equal(2, CountRenditions());
        using var patience = Patience();
        JsonElement[] reports = [];
        while (reports.Length == 0)
        {
            await Task.Delay(20, patience.Token);
            reports = [.. (await _host.Administrator.QueryAsync("{ auditEvents(first: 10, where: { action: \"assets.rendered\" }) { nodes { actor { name } details } } }"))
                .GetProperty("auditEvents").GetProperty("nodes").EnumerateArray()];
        }

        var report = Assert.Single(reports);
        var details = report.GetProperty("details");
        Assert.Equal("bootstrap", report.GetProperty("actor").GetProperty("name").GetString());
        Assert.Equal((4, 2), (details.GetProperty("assets").GetInt32(), details.GetProperty("made").GetInt32()));
        Assert.Equal(
            ["ASSET_NOT_FOUND", "INVALID_TRANSFORM second", "INVALID_TRANSFORM second", "NOT_PUBLISHED"],
            details.GetProperty("failed").EnumerateArray().Select(failure => failure.TryGetProperty("preset", out var preset) ? $"{failure.GetProperty("code")} {preset}".TrimEnd() : $"{failure.GetProperty("code")}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("[]", "[\"card\"]", "ASSETS_TOO_MANY")]
    [InlineData("[\"asset_x\"]", "[]", "PRESETS_TOO_MANY")]
    [InlineData("[\"asset_x\"]", "[\"none\"]", "PRESET_NOT_FOUND")]
    public async Task RenderAssets_Should_BeRefused_When_NothingCanBeMade(string assetIds, string presets, string code)
    {
        var answer = await _host.Administrator.QueryAsync($"mutation {{ renderAssets(input: {{ assetIds: {assetIds}, presets: {presets} }}) {{ job {{ id }} errors {{ code }} }} }}");
        Assert.Equal(code, answer.GetProperty("renderAssets").GetProperty("errors")[0].GetProperty("code").GetString());

        var shop = await _host.Storefront.QueryAsync($"mutation {{ renderAssets(input: {{ assetIds: {assetIds}, presets: {presets} }}) {{ job {{ id }} errors {{ code }} }} }}");
        Assert.Equal("NOT_AUTHORIZED", shop.GetProperty("renderAssets").GetProperty("errors")[0].GetProperty("code").GetString());
    }

    private int CountRenditions() => Directory.EnumerateFiles(Path.Combine(_host.Data, "blobs", "renditions"), "*", SearchOption.AllDirectories).Count();

    private async Task UntilDoneAsync(string kind)
    {
        using var patience = Patience();
        while ((await _host.Administrator.QueryAsync("query($kind: String) { jobs(first: 1, where: { kind: $kind }) { totalCount } }", new { kind })).GetProperty("jobs").GetProperty("totalCount").GetInt32() > 0)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private static CancellationTokenSource Patience()
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        return patience;
    }

    private static (int Width, int Height, string? MediaType) Of(JsonElement rendition) =>
        (rendition.GetProperty("width").GetInt32(), rendition.GetProperty("height").GetInt32(), rendition.GetProperty("mediaType").GetString());

    private static string? CodeOf(JsonElement answer) => answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString();
}
