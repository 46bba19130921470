using System.Net;
using System.Text.Json;
using Dam.Tests.Infrastructure.Imaging;

namespace Dam.Tests.Api.Channels;

/// <summary>Channels that say what pictures they take, over HTTP: what is wrong with an asset or a SKU there, and the file that is made to fit.</summary>
public sealed class ChannelReadinessTests : IAsyncDisposable
{
    private const string Save = "mutation($input: SaveChannelInput!) { saveChannel(input: $input) { channel { key slots { role minWidth maxWidth aspectRatio { width height } aspectTolerance fit formats background maxBytes minImages } } errors { code path message } } }";

    private const string Readiness =
        """
        query($id: ID!, $role: SkuRole, $context: DeliveryContextInput) { asset(id: $id) { channelReadiness(channel: "market", role: $role, context: $context) {
          ready role channel { name } delivery { allowed } problems { ...P } obstacles { ...P } rendition { url width height mediaType }
        } } }
        fragment P on ReadinessProblem { rule measured required message }
        """;

    private static readonly object White = new
    {
        role = "PRIMARY",
        minWidth = 100,
        minHeight = 100,
        maxWidth = 200,
        maxHeight = 200,
        aspectRatio = new { width = 1, height = 1 },
        formats = new[] { "JPEG" },
        background = "#FFFFFF",
        colorProfile = "SRGB",
        maxBytes = 9_000,
        minImages = 1,
        maxImages = 1,
    };

    private readonly DamHost _host = DamHost.Start();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Channel_Should_KeepWhatItAsks_When_ItIsSavedAgainWithoutSaying()
    {
        var saved = await SaveAsync(White, new { minImages = 2 });
        Assert.Equal(
            """{"key":"market","slots":[{"role":"PRIMARY","minWidth":100,"maxWidth":200,"aspectRatio":{"width":1,"height":1},"aspectTolerance":0.01,"fit":"PAD","formats":["JPEG"],"background":"#FFFFFF","maxBytes":9000,"minImages":1},"""
            + """{"role":null,"minWidth":null,"maxWidth":null,"aspectRatio":null,"aspectTolerance":0.01,"fit":"PAD","formats":[],"background":null,"maxBytes":null,"minImages":2}]}""",
            saved.GetRawText());

        var renamed = (await _host.Administrator.MutateAsync(Save, new { key = "market", name = "New name" })).GetProperty("channel");
        Assert.Equal(saved.GetRawText(), renamed.GetRawText());
        Assert.Empty((await _host.Administrator.MutateAsync(Save, new { key = "market", name = "New name", slots = Array.Empty<object>() })).GetProperty("channel").GetProperty("slots").EnumerateArray());
    }

    [Fact]
    public async Task Channel_Should_BeRefusedWithThePath_When_WhatItAsksCannotBe()
    {
        foreach (var (slots, code, path) in new (string, string, string)[]
        {
            ("""[{ "minWidth": 0 }]""", "RANGE_INVALID", "0 minWidth"),
            ("""[{ "maxHeight": 1000000 }]""", "RANGE_INVALID", "0 maxHeight"),
            ("""[{ "minWidth": 300, "maxWidth": 200 }]""", "RANGE_INVALID", "0 minWidth"),
            ("""[{}, { "role": "DETAIL", "aspectRatio": { "width": 0, "height": 4 } }]""", "RANGE_INVALID", "1 aspectRatio"),
            ("""[{ "aspectTolerance": 0.6 }]""", "RANGE_INVALID", "0 aspectTolerance"),
            ("""[{ "backgroundTolerance": -1 }]""", "RANGE_INVALID", "0 backgroundTolerance"),
            ("""[{ "maxBytes": 10 }]""", "RANGE_INVALID", "0 maxBytes"),
            ("""[{ "minImages": 5, "maxImages": 4 }]""", "RANGE_INVALID", "0 minImages"),
            ("""[{ "minImages": 101 }]""", "RANGE_INVALID", "0 minImages"),
            ("""[{ "formats": ["AUTO"] }]""", "FORMATS_INVALID", "0 formats"),
            ("""[{ "formats": ["PNG", "PNG"] }]""", "FORMATS_INVALID", "0 formats"),
            ("""[{ "fit": "FILL" }]""", "FIT_INVALID", "0 fit"),
            ("""[{ "fit": "COVER", "background": "#FFFFFF" }]""", "FIT_INVALID", "0 fit"),
            ("""[{ "watermark": "none" }]""", "WATERMARK_UNKNOWN", "0 watermark"),
            ("""[{ "role": "DETAIL" }, { "role": "DETAIL" }]""", "SLOT_TWICE", "1 role"),
        })
        {
            var answer = await _host.Administrator.QueryAsync(Save, new { input = new { key = "market", name = "Market", slots = JsonSerializer.Deserialize<JsonElement>(slots) } });

            var error = Assert.Single(answer.GetProperty("saveChannel").GetProperty("errors").EnumerateArray());
            Assert.Equal((code, $"input slots {path}"), (error.GetProperty("code").GetString(), string.Join(' ', error.GetProperty("path").EnumerateArray().Select(part => part.GetString()))));
        }

        Assert.Empty((await _host.Administrator.QueryAsync("{ channels { key } }")).GetProperty("channels").EnumerateArray());
    }

    [Fact]
    public async Task Rendition_Should_KeepEveryRule_When_ItIsFetched()
    {
        await SaveAsync(White);
        var id = await _host.Administrator.PublishAsync("a.png", TestPng.Framed(1, 240, 160, frame: 20, shade: 255));

        var readiness = await AskAsync(id, "PRIMARY");

        Assert.True(readiness.GetProperty("ready").GetBoolean());
        Assert.Equal(["MAX_WIDTH 240 200", "ASPECT_RATIO 240:160 1:1", "FORMAT image/png image/jpeg", "MAX_BYTES"], RulesIn(readiness, "problems").Select(rule => rule.StartsWith("MAX_BYTES", StringComparison.Ordinal) ? "MAX_BYTES" : rule));
        Assert.Empty(RulesIn(readiness, "obstacles"));
        var rendition = readiness.GetProperty("rendition");
        using var http = _host.Http();
        using var file = await http.GetAsync(rendition.GetProperty("url").GetString(), Ct);
        Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (file.StatusCode, file.Content.Headers.ContentType?.MediaType));
        var bytes = await file.Content.ReadAsByteArrayAsync(Ct);
        Assert.InRange(bytes.Length, 1, 9_000);
        var pixels = ImagingFixture.Decode(bytes);
        Assert.Equal((200, 200, 200, 200), (pixels.Width, pixels.Height, rendition.GetProperty("width").GetInt32(), rendition.GetProperty("height").GetInt32()));
        Assert.All(new[] { (1, 1), (198, 1), (100, 5), (5, 100), (198, 198) }, at => Assert.InRange(pixels.At(at.Item1, at.Item2).G, 250, 255));
        Assert.Equal(rendition.GetProperty("url").GetString(), (await AskAsync(id, "PRIMARY")).GetProperty("rendition").GetProperty("url").GetString());
    }

    [Fact]
    public async Task Obstacles_Should_NameTheRules_When_NothingFits()
    {
        await SaveAsync(White);
        var id = await _host.Administrator.PublishAsync("a.png", TestPng.Framed(1, 99, 20, frame: 3, shade: 200));

        var readiness = await AskAsync(id, "PRIMARY");

        Assert.False(readiness.GetProperty("ready").GetBoolean());
        Assert.Equal(JsonValueKind.Null, readiness.GetProperty("rendition").ValueKind);
        Assert.Equal(["MIN_WIDTH 99 100", "MIN_HEIGHT 99 100", "BACKGROUND #C8C8C8 1 #FFFFFF"], RulesIn(readiness, "obstacles"));

        // In another role nothing is asked.
        Assert.True((await AskAsync(id, "DETAIL")).GetProperty("ready").GetBoolean());
        Assert.True((await AskAsync(id)).GetProperty("ready").GetBoolean());
    }

    [Fact]
    public async Task File_Should_BeRefused_When_NoQualityMakesItSmallEnough()
    {
        await SaveAsync(new { formats = new[] { "JPEG" }, maxBytes = 1_000 });
        var id = await _host.Administrator.PublishAsync("a.png", TestPng.Noise(1, 400, 400));

        var url = (await AskAsync(id)).GetProperty("rendition").GetProperty("url").GetString();

        using var http = _host.Http();
        using var answer = await http.GetAsync(url, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("TOO_MANY_BYTES", JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Verdict_Should_BeARule_When_TheChannelMayNotHaveIt()
    {
        await SaveAsync(White);
        await _host.Administrator.MutateAsync(Save, new { key = "other", name = "Other" });
        var id = await _host.Administrator.PublishAsync("a.png", TestPng.Framed(1, 150, 150, frame: 20, shade: 255));
        await _host.Administrator.MutateAsync(
            "mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { errors { code message } } }", new { assetId = id, rights = new { channels = new[] { "other" } } });

        var readiness = await AskAsync(id, "PRIMARY");

        Assert.Contains("DELIVERY CHANNEL_BLOCKED ALLOWED", RulesIn(readiness, "problems"));
        Assert.Equal(["DELIVERY CHANNEL_BLOCKED ALLOWED"], RulesIn(readiness, "obstacles"));
        Assert.False(readiness.GetProperty("delivery").GetProperty("allowed").GetBoolean());

        // The channel is the one that is asked about, whatever the context says.
        Assert.Equal(["DELIVERY CHANNEL_BLOCKED ALLOWED"], RulesIn(await AskAsync(id, "PRIMARY", new { channel = "other" }), "obstacles"));
    }

    [Fact]
    public async Task Sku_Should_BeReady_When_EachRoleHasEnough()
    {
        await SaveAsync(White, new { minImages = 2, minWidth = 50 });
        var main = await _host.Administrator.PublishAsync("a.png", TestPng.Framed(1, 150, 150, frame: 20, shade: 255));
        var gray = await _host.Administrator.PublishAsync("b.png", TestPng.Framed(2, 150, 150, frame: 20, shade: 120));
        var small = await _host.Administrator.PublishAsync("c.png", TestPng.Noise(3, 40, 40));
        await LinkAsync(("GOOD", [(main, "PRIMARY"), (gray, "GALLERY"), (main, "DETAIL"), (small, "DETAIL")]), ("BAD", [(gray, "PRIMARY"), (small, "GALLERY"), (main, "GALLERY")]), ("NONE", []));

        var skus = (await _host.Storefront.QueryAsync(
            """
            { skus(first: 10) { nodes { code channelReadiness(channel: "market") {
              ready problems { role problem { rule measured required } } assets { link { role asset { filename } } readiness { ready obstacles { rule measured } rendition { width } } }
            } } } }
            """)).GetProperty("skus").GetProperty("nodes").EnumerateArray().ToDictionary(sku => sku.GetProperty("code").GetString()!, sku => sku.GetProperty("channelReadiness"));

        Assert.True(skus["GOOD"].GetProperty("ready").GetBoolean());
        Assert.Equal(
            """{"link":{"role":"DETAIL","asset":{"filename":"c.png"}},"readiness":{"ready":false,"obstacles":[{"rule":"MIN_WIDTH","measured":"40"}],"rendition":null}}""",
            skus["GOOD"].GetProperty("assets")[3].GetRawText());
        Assert.False(skus["BAD"].GetProperty("ready").GetBoolean());
        Assert.Equal(
            """[{"role":"PRIMARY","problem":{"rule":"MIN_IMAGES","measured":"0","required":"1"}},{"role":null,"problem":{"rule":"MIN_IMAGES","measured":"1","required":"2"}}]""",
            skus["BAD"].GetProperty("problems").GetRawText());
        Assert.False(skus["NONE"].GetProperty("ready").GetBoolean());
    }

    [Fact]
    public async Task RenderAssets_Should_MakeWhatFitsAndReportTheRules_When_AChannelIsNamed()
    {
        await SaveAsync(White, new { formats = new[] { "PNG" }, minWidth = 100 });
        var good = await _host.Administrator.PublishAsync("a.png", TestPng.Framed(1, 150, 150, frame: 20, shade: 255));
        var small = await _host.Administrator.PublishAsync("b.png", TestPng.Framed(2, 50, 50, frame: 20, shade: 255));

        await _host.Administrator.MutateAsync(
            "mutation($input: RenderAssetsInput!) { renderAssets(input: $input) { job { kind } errors { code } } }", new { assetIds = new[] { good, small }, channels = new[] { "market" } });

        JsonElement[] reports = [];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (reports.Length == 0)
        {
            await Task.Delay(20, patience.Token);
            reports = [.. (await _host.Administrator.QueryAsync("{ auditEvents(first: 10, where: { action: \"assets.rendered\" }) { nodes { details } } }"))
                .GetProperty("auditEvents").GetProperty("nodes").EnumerateArray()];
        }

        var details = reports[0].GetProperty("details");
        Assert.Equal((2, 2), (details.GetProperty("assets").GetInt32(), details.GetProperty("made").GetInt32()));
        Assert.Equal(
            ["MIN_HEIGHT market PRIMARY", "MIN_WIDTH market", "MIN_WIDTH market PRIMARY"],
            details.GetProperty("failed").EnumerateArray().Select(failure => $"{failure.GetProperty("code")} {failure.GetProperty("channel")} {(failure.TryGetProperty("role", out var role) ? role : default)}".TrimEnd()).Order(StringComparer.Ordinal));

        // What is asked for afterwards is there already.
        var before = Files();
        using var http = _host.Http();
        using var file = await http.GetAsync((await AskAsync(good, "PRIMARY")).GetProperty("rendition").GetProperty("url").GetString(), Ct);
        Assert.Equal((HttpStatusCode.OK, before), (file.StatusCode, Files()));
        Assert.Equal(2, before);

        int Files() => Directory.EnumerateFiles(Path.Combine(_host.Data, "blobs", "renditions"), "*", SearchOption.AllDirectories).Count();
    }

    [Fact]
    public async Task RenderAssets_Should_BeRefused_When_TheChannelIsUnknownOrNothingIsNamed()
    {
        foreach (var (rest, code) in new[] { (", channels: [\"none\"]", "CHANNEL_NOT_FOUND"), (", presets: [], channels: []", "PRESETS_TOO_MANY"), ("", "PRESETS_TOO_MANY") })
        {
            var answer = await _host.Administrator.QueryAsync($"mutation {{ renderAssets(input: {{ assetIds: [\"asset_x\"]{rest} }}) {{ errors {{ code }} }} }}");
            Assert.Equal(code, answer.GetProperty("renderAssets").GetProperty("errors")[0].GetProperty("code").GetString());
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("No Key\\u0000")]
    public async Task Readiness_Should_BeAnError_When_ThereIsNoSuchChannel(string key)
    {
        var id = await _host.Administrator.PublishAsync("a.png", TestPng.Noise(1));
        await LinkAsync(("A", [(id, "PRIMARY")]));

        foreach (var query in new[] { $"query($id: ID!) {{ asset(id: $id) {{ channelReadiness(channel: \"{key}\") {{ ready }} }} }}", $"query($id: ID!) {{ node(id: $id) {{ id }} sku(code: \"A\") {{ channelReadiness(channel: \"{key}\") {{ ready }} }} }}" })
        {
            Assert.Equal("CHANNEL_UNKNOWN", (await _host.Storefront.PostAsync(query, new { id })).GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        }
    }

    private async Task<JsonElement> SaveAsync(params object[] slots) => (await _host.Administrator.MutateAsync(Save, new { key = "market", name = "Market", slots })).GetProperty("channel");

    private async Task<JsonElement> AskAsync(string id, string? role = null, object? context = null) =>
        (await _host.Administrator.QueryAsync(Readiness, new { id, role, context })).GetProperty("asset").GetProperty("channelReadiness");

    private static List<string> RulesIn(JsonElement readiness, string field) =>
        [.. readiness.GetProperty(field).EnumerateArray().Select(problem => $"{problem.GetProperty("rule").GetString()} {problem.GetProperty("measured").GetString()} {problem.GetProperty("required").GetString()}")];

    private async Task LinkAsync(params (string Code, (string Id, string Role)[] Links)[] skus) => await _host.Administrator.MutateAsync(
        "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { errors { code message } } }",
        new { skus = skus.Select(sku => new { code = sku.Code, links = sku.Links.Select(link => new { asset = new { id = link.Id }, role = link.Role }) }) });
}
