using System.Text.Json;

namespace Dam.Tests.Api.Assets;

/// <summary>Who may see what: everything for administrators, what is deliverable for storefronts, nothing for others.</summary>
public sealed class VisibilityTests : IAsyncLifetime
{
    private readonly DamHost _host = DamHost.Start();
    private string _published = "";
    private string _draft = "";
    private string _embargoed = "";

    public async ValueTask InitializeAsync()
    {
        _published = await _host.Administrator.PublishAsync("published.png", TestPng.Noise(1));
        _draft = await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("draft.png", TestPng.Noise(2)));

        // Ids of the same millisecond have no order, and assets are listed by their age.
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        _embargoed = await _host.Administrator.CreateAssetAsync(
            await _host.Administrator.UploadAsync("embargoed.png", TestPng.Noise(3)), rights: new { embargoUntil = _host.Clock.Now.AddHours(1) });
        await _host.Administrator.ApproveAsync(_embargoed);
        await _host.Administrator.WaitUntilProcessedAsync(_embargoed);
        await _host.Administrator.MutateAsync(
            "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { created errors { code } } }",
            new { skus = new[] { new { code = "LAMP-01", links = new[] { _published, _draft, _embargoed }.Select(id => new { asset = new { id } }) } } });
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Storefront_Should_SeeOnlyWhatIsDeliverable_When_ItReads()
    {
        Assert.Equal([_published], await SeenAsync(_host.Storefront));
        Assert.Equal(3, (await SeenAsync(_host.Administrator)).Count);

        _host.Clock.Now = _host.Clock.Now.AddHours(1);

        Assert.Equal([_embargoed, _published], await SeenAsync(_host.Storefront));
    }

    [Fact]
    public async Task Storefront_Should_GetTheAnswerForAnUnknownId_When_TheAssetIsNotForIt()
    {
        foreach (var id in new[] { _draft, _embargoed, "asset_00000000000000000000000000000000" })
        {
            var data = await _host.Storefront.QueryAsync("query($id: ID!) { asset(id: $id) { id } node(id: $id) { id } }", new { id });
            Assert.Equal(JsonValueKind.Null, data.GetProperty("asset").ValueKind);
            Assert.Equal(JsonValueKind.Null, data.GetProperty("node").ValueKind);
        }
    }

    [Fact]
    public async Task Storefront_Should_SeeOnlyDeliverableLinks_When_ItReadsASku()
    {
        var data = await _host.Storefront.QueryAsync("""{ sku(code: "LAMP-01") { assets(deliverable: false) { totalCount nodes { asset { id } } } } }""");

        var links = data.GetProperty("sku").GetProperty("assets");
        Assert.Equal(1, links.GetProperty("totalCount").GetInt32());
        Assert.Equal(_published, links.GetProperty("nodes")[0].GetProperty("asset").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Storefront_Should_HaveNoOriginalsAndNoPreviews_When_ItAsks()
    {
        var answer = await _host.Storefront.PostAsync(
            "query($id: ID!) { asset(id: $id) { id original { url } preview { url } rendition(transform: { width: 10 }) { url } } }", new { id = _published });

        var asset = answer.GetProperty("data").GetProperty("asset");
        Assert.Equal(JsonValueKind.Null, asset.GetProperty("original").ValueKind);
        Assert.Equal(JsonValueKind.Null, asset.GetProperty("preview").ValueKind);
        Assert.Equal(JsonValueKind.Object, asset.GetProperty("rendition").ValueKind);
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal("FORBIDDEN", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(["asset", "preview"], error.GetProperty("path").EnumerateArray().Select(part => part.GetString()));
    }

    [Fact]
    public async Task Storefront_Should_NotReadWhatWasSaidWithin_When_ItAsks()
    {
        var answer = await _host.Storefront.PostAsync(
            "query($id: ID!) { asset(id: $id) { publishedVersion { number note createdBy { name } } } }", new { id = _published });

        var version = answer.GetProperty("data").GetProperty("asset").GetProperty("publishedVersion");
        Assert.Equal(1, version.GetProperty("number").GetInt32());
        Assert.Equal(JsonValueKind.Null, version.GetProperty("note").ValueKind);
        Assert.Equal(JsonValueKind.Null, version.GetProperty("createdBy").ValueKind);
        Assert.Equal(
            ["FORBIDDEN", "FORBIDDEN"],
            answer.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("extensions").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Storefront_Should_GetNotAuthorizedError_When_ItChangesSomething()
    {
        var data = await _host.Storefront.QueryAsync(
            """
            mutation($id: ID!) {
              createUpload(input: { filename: "a.png", size: 1 }) { errors { __typename ... on NotAuthorizedError { permission } } }
              setAssetStatus(input: { assetId: $id, status: ARCHIVED }) { errors { __typename ... on NotAuthorizedError { permission } } }
              setAssetRights(input: { assetId: $id, rights: { embargoUntil: null } }) { errors { __typename ... on NotAuthorizedError { permission } } }
              syncSkus(input: { skus: [] }) { errors { __typename ... on NotAuthorizedError { permission } } }
            }
            """,
            new { id = _published });

        Assert.Equal(
            ["asset:write", "asset:approve", "rights:write", "sku:write"],
            data.EnumerateObject().Select(field => field.Value.GetProperty("errors")[0].GetProperty("permission").GetString()));
    }

    [Fact]
    public async Task Anonymous_Should_SeeNothingButItself_When_InProduction()
    {
        var viewer = await _host.Anonymous.QueryAsync("{ viewer { subject roles permissions } }");
        Assert.Equal("anonymous", viewer.GetProperty("viewer").GetProperty("subject").GetString());

        foreach (var query in new[] { "{ assets(first: 1) { nodes { id } } }", """{ sku(code: "LAMP-01") { id } }""", """{ node(id: "x") { id } }""" })
        {
            var answer = await _host.Anonymous.PostAsync(query);
            Assert.Equal("FORBIDDEN", Assert.Single(answer.GetProperty("errors").EnumerateArray()).GetProperty("extensions").GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task LoopbackCaller_Should_BeAdministrator_When_InDevelopmentOnly()
    {
        await using var development = DamHost.Start("Development");

        var viewer = await development.Anonymous.QueryAsync("{ viewer { roles } }");

        Assert.Equal("administrator", viewer.GetProperty("viewer").GetProperty("roles")[0].GetString());
    }

    private static async Task<List<string>> SeenAsync(DamClient client)
    {
        var data = await client.QueryAsync("{ assets(first: 100) { totalCount nodes { id } } }");
        List<string> ids = [.. data.GetProperty("assets").GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("id").GetString()!)];
        Assert.Equal(ids.Count, data.GetProperty("assets").GetProperty("totalCount").GetInt32());
        return ids;
    }
}
