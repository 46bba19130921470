using System.Text.Json;

namespace Dam.Tests.Api.Assets;

public sealed class AssetQueryTests : IAsyncLifetime
{
    private readonly DamHost _host = DamHost.Start();
    private readonly List<string> _ids = [];

    public async ValueTask InitializeAsync()
    {
        foreach (var name in new[] { "Émile.png", "anvil.png", "Bowl.png", "chair.png", "desk.png" })
        {
            _ids.Add(await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync(name, TestPng.Noise(_ids.Count))));
            _host.Clock.Now = _host.Clock.Now.AddSeconds(1);
        }

        foreach (var id in _ids)
        {
            Assert.Equal("READY", await _host.Administrator.WaitUntilProcessedAsync(id));
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Asset_Should_KnowItsImage_When_Processed()
    {
        var id = await _host.Administrator.PublishAsync("lounge-portrait.jpg", Samples.Read("lounge-portrait.jpg"));

        var asset = (await _host.Administrator.QueryAsync(
            """
            query($id: ID!) {
              asset(id: $id) {
                __typename id title kind status revision filename mediaType size checksum width height colors createdAt
                placeholder { thumbHash dominantColor } processing { state problems { code } }
                currentVersion { id number isCurrent status createdBy { name } } publishedVersion { number }
                versions(first: 5) { totalCount nodes { number } }
                preview(transform: { width: 100, format: JPEG }) { url width height mediaType }
                original { url expiresAt }
                responsiveImage(transform: { format: WEBP }, widths: [100, 200, 100000]) { src srcset sizes width height }
              }
            }
            """,
            new { id })).GetProperty("asset");

        Assert.Equal("Asset", asset.GetProperty("__typename").GetString());
        Assert.Equal("lounge-portrait", asset.GetProperty("title").GetString());
        Assert.Equal("IMAGE", asset.GetProperty("kind").GetString());
        Assert.Equal("image/jpeg", asset.GetProperty("mediaType").GetString());
        Assert.True(asset.GetProperty("height").GetInt32() > asset.GetProperty("width").GetInt32(), "EXIF orientation is applied.");
        Assert.Matches("^#[0-9A-F]{6}$", asset.GetProperty("colors")[0].GetString());
        Assert.Equal(1, asset.GetProperty("versions").GetProperty("totalCount").GetInt32());
        Assert.Equal(1, asset.GetProperty("publishedVersion").GetProperty("number").GetInt32());
        Assert.Equal(100, asset.GetProperty("preview").GetProperty("width").GetInt32());
        var candidates = asset.GetProperty("responsiveImage").GetProperty("srcset").GetString()!.Split(", ");
        Assert.Equal(["100w", "200w", $"{asset.GetProperty("width")}w"], candidates.Select(candidate => candidate.Split(' ')[1]));
    }

    [Fact]
    public async Task Assets_Should_PageForwardAndBackwardWithoutGapOrRepeat_When_Walked()
    {
        var forward = await WalkAsync("first: 2, after: $cursor", page => (page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean(), "endCursor"));
        var backward = await WalkAsync("last: 2, before: $cursor", page => (page.GetProperty("pageInfo").GetProperty("hasPreviousPage").GetBoolean(), "startCursor"));

        Assert.Equal(Enumerable.Reverse(_ids), forward);
        Assert.Equal([.. _ids[..2].AsEnumerable().Reverse().Select(id => id), .. _ids[2..4].AsEnumerable().Reverse(), _ids[4]], backward);
    }

    [Theory]
    [InlineData("""{ title: { eq: "emile" } }""", new[] { 0 })]
    [InlineData("""{ title: { startsWith: "b" } }""", new[] { 2 })]
    [InlineData("""{ filename: { contains: "%" } }""", new int[0])]
    [InlineData("""{ or: [{ title: { eq: "anvil" } }, { title: { eq: "desk" } }] }""", new[] { 1, 4 })]
    [InlineData("""{ not: { title: { in: ["anvil", "bowl"] } } }""", new[] { 0, 3, 4 })]
    [InlineData("""{ status: { eq: APPROVED } }""", new int[0])]
    [InlineData("""{ kind: { eq: IMAGE }, width: { gte: 96, lt: 97 } }""", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("""{ mediaType: { neq: "image/png" } }""", new int[0])]
    [InlineData("""{ deliverable: {} }""", new int[0])]
    [InlineData("""{ deliverable: { eq: false } }""", new[] { 0, 1, 2, 3, 4 })]
    public async Task Assets_Should_KeepWhatMatches_When_Filtered(string where, int[] expected)
    {
        var data = await _host.Administrator.QueryAsync($"{{ assets(first: 100, where: {where}, order: [{{ createdAt: ASC }}]) {{ totalCount nodes {{ id }} }} }}");

        var found = data.GetProperty("assets").GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("id").GetString()).ToList();
        Assert.Equal(expected.Select(index => _ids[index]), found);
        Assert.Equal(expected.Length, data.GetProperty("assets").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Assets_Should_SortWithoutCaseAndAccents_When_OrderedByTitle()
    {
        var data = await _host.Administrator.QueryAsync("{ assets(first: 100, order: [{ title: ASC }]) { nodes { title } } }");

        Assert.Equal(
            ["anvil", "Bowl", "chair", "desk", "Émile"],
            data.GetProperty("assets").GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("title").GetString()));
    }

    [Theory]
    [InlineData("", "PAGE_SIZE_MISSING")]
    [InlineData("(first: 0)", "PAGE_SIZE_OUT_OF_RANGE")]
    [InlineData("(first: 101)", "PAGE_SIZE_OUT_OF_RANGE")]
    [InlineData("(first: 1, last: 1)", "PAGE_SIZE_AMBIGUOUS")]
    [InlineData("""(first: 1, after: "nonsense")""", "CURSOR_INVALID")]
    public async Task Assets_Should_BeAnErrorThatSaysWhy_When_ThePageIsBad(string arguments, string code)
    {
        var answer = await _host.Administrator.PostAsync($"{{ assets{arguments} {{ nodes {{ id }} }} }}");

        Assert.Equal(code, Assert.Single(answer.GetProperty("errors").EnumerateArray()).GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Node_Should_GiveEachKind_When_AskedById()
    {
        await _host.Administrator.MutateAsync(
            "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { created errors { code } } }",
            new { skus = new[] { new { code = "LAMP-01", links = new[] { new { asset = new { id = _ids[0] } } } } } });
        var data = await _host.Administrator.QueryAsync(
            "query($id: ID!) { asset(id: $id) { currentVersion { id } skuLinks { totalCount nodes { sku { id code } } } } }", new { id = _ids[0] });
        var versionId = data.GetProperty("asset").GetProperty("currentVersion").GetProperty("id").GetString();
        var links = data.GetProperty("asset").GetProperty("skuLinks");
        Assert.Equal(1, links.GetProperty("totalCount").GetInt32());
        var skuId = links.GetProperty("nodes")[0].GetProperty("sku").GetProperty("id").GetString();

        var nodes = await _host.Administrator.QueryAsync(
            "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } node(id: \"nothing\") { id } }", new { ids = new[] { _ids[0], versionId, skuId, "asset_x" } });

        Assert.Equal(
            ["Asset", "AssetVersion", "Sku", null],
            nodes.GetProperty("nodes").EnumerateArray().Select(node => node.ValueKind == JsonValueKind.Null ? null : node.GetProperty("__typename").GetString()));
        Assert.Equal(JsonValueKind.Null, nodes.GetProperty("node").ValueKind);
    }

    [Fact]
    public async Task SetAssetStatus_Should_Conflict_When_TheRevisionIsOld()
    {
        await _host.Administrator.ApproveAsync(_ids[0]);

        var data = await _host.Administrator.QueryAsync(
            "mutation($input: SetAssetStatusInput!) { setAssetStatus(input: $input) { asset { id } errors { __typename ... on RevisionConflictError { currentRevision } } } }",
            new { input = new { assetId = _ids[0], status = "ARCHIVED", expectedRevision = 1 } });

        var error = data.GetProperty("setAssetStatus").GetProperty("errors")[0];
        Assert.Equal("RevisionConflictError", error.GetProperty("__typename").GetString());
        Assert.Equal(2, error.GetProperty("currentRevision").GetInt32());
    }

    private async Task<List<string>> WalkAsync(string arguments, Func<JsonElement, (bool More, string Cursor)> next)
    {
        var ids = new List<string>();
        string? cursor = null;
        for (var pages = 0; pages < 10; pages++)
        {
            var data = await _host.Administrator.QueryAsync(
                $"query($cursor: String) {{ assets({arguments}) {{ nodes {{ id }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}", new { cursor });
            var page = data.GetProperty("assets");
            ids.AddRange(page.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("id").GetString()!));
            var (more, name) = next(page);
            if (!more)
            {
                return ids;
            }

            cursor = page.GetProperty("pageInfo").GetProperty(name).GetString();
        }

        throw new InvalidOperationException("The pages do not end.");
    }
}
