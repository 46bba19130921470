namespace Dam.Tests.Api.Assets;

/// <summary>What each operation costs in SQL statements: a change here is a change of cost, to be decided and not to happen.</summary>
public sealed class StatementTests : IAsyncLifetime
{
    private readonly DamHost _host = DamHost.Start();
    private string _id = "";

    public async ValueTask InitializeAsync()
    {
        _id = await _host.Administrator.PublishAsync("a.png", TestPng.Noise(1));
        var other = await _host.Administrator.PublishAsync("b.png", TestPng.Noise(2));
        await _host.Administrator.MutateAsync(
            "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { created errors { code } } }",
            new { skus = new[] { "LAMP-01", "LAMP-02" }.Select(code => new { code, links = new[] { _id, other }.Select(id => new { asset = new { id } }) }) });
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("{ viewer { subject } }", 0)]
    [InlineData("query($id: ID!) { asset(id: $id) { id title delivery { allowed } rendition(transform: { width: 10 }) { url } currentVersion { number } } }", 1)]
    [InlineData("query($id: ID!) { a: asset(id: $id) { id } b: asset(id: $id) { title } node(id: $id) { id } }", 1)]
    [InlineData("{ assets(first: 10) { nodes { id title filename delivery { allowed } rendition(transform: { width: 10 }) { url } } pageInfo { hasNextPage } } }", 1)]
    [InlineData("{ assets(first: 10) { totalCount nodes { id } } }", 2)]
    [InlineData("{ assets(first: 10) { nodes { skuLinks { nodes { sku { code } } } } } }", 3)]
    [InlineData("{ skus(first: 10) { nodes { name assets { nodes { role asset { title rendition(transform: { width: 10 }) { url } } } } } } }", 2)]
    [InlineData("{ sku(code: \"LAMP-01\") { assets { totalCount nodes { asset { title } } } } }", 3)]
    [InlineData("{ sku(code: \"LAMP-01\") { assets { edges { cursor node { asset { skuLinks { nodes { position } } versions(first: 2) { nodes { number } } } } } } } }", 4)]
    [InlineData("{ sku(code: \"LAMP-01\") { assets { nodes { position } } } }", 2)]
    [InlineData("{ assets(first: 10) { nodes { versions(first: 5) { totalCount nodes { number } pageInfo { endCursor } } } } }", 3)]
    [InlineData("{ changes(first: 5) { nodes { kind asset { title } sku { code } } cursor } }", 3)]
    [InlineData("query($id: ID!) { asset(id: $id) { similar { similarity asset { title } } } }", 3)]
    [InlineData("{ assets(first: 10) { nodes { similar(first: 3, minSimilarity: 0.97) { similarity } } } }", 3)]
    [InlineData("{ assetsByChecksum(checksums: [\"0000000000000000000000000000000000000000000000000000000000000000\", \"0000000000000000000000000000000000000000000000000000000000000001\"]) { checksum asset { title } } }", 1)]
    [InlineData("{ changesHead }", 1)]
    [InlineData("{ auditEvents(first: 5) { nodes { action actor { name } details hash } } }", 1)]
    [InlineData("{ verifyAudit { intact } }", 1)]
    [InlineData("{ jobs(first: 5, where: { state: FAILED }) { nodes { id kind state progress } } }", 1)]
    [InlineData("{ jobs(first: 5) { totalCount nodes { kind asset { title } } } node(id: \"job_00000000000000000000000000000001\") { id } }", 3)]
    [InlineData("query($id: ID!) { nodes(ids: [$id, $id, \"sku_x\", \"nothing\"]) { id } }", 1)]
    public async Task Query_Should_TakeSoManyStatements_When_Run(string query, int expected)
    {
        _host.ForgetStatements();

        await _host.Administrator.QueryAsync(query, query.Contains("$id", StringComparison.Ordinal) ? new { id = _id } : null);

        Assert.True(_host.Statements.Count == expected, $"{_host.Statements.Count} statements instead of {expected}:\n{string.Join("\n\n", _host.Statements)}");
    }

    /// <summary>Begin, commit and the job that follows are not counted; the event that tells of the change is.</summary>
    [Theory]
    [InlineData("createUpload", "{ filename: \"c.png\", size: 10 }", 1)]
    [InlineData("createUpload", "{ filename: \"c.png\", size: 10, idempotencyKey: \"k\" }", 3)]
    [InlineData("setAssetStatus", "{ assetId: $id, status: IN_REVIEW }", 6)]
    [InlineData("setAssetRights", "{ assetId: $id, rights: { credit: \"x\" } }", 4)]
    [InlineData("setAssetRights", "{ assetId: $id, rights: { credit: null } }", 2)]
    [InlineData("setAssetRights", "{ assetId: $id, rights: { credit: \"x\" }, dryRun: true }", 2)]
    [InlineData("revokeDeliveryUrls", "{ assetId: $id, reason: \"x\" }", 4)]
    [InlineData("updateAsset", "{ id: $id, title: \"x\", tags: [\"a\", \"b\"] }", 6)]
    [InlineData("updateAsset", "{ id: $id, tags: [] }", 2)]
    [InlineData("updateAssets", "{ assets: [{ id: $id, title: \"x\" }] }", 4)]
    [InlineData("restoreAssetVersion", "{ assetId: $id, versionId: \"version_x\" }", 0)]
    [InlineData("deleteAsset", "{ assetId: $id }", 3)]
    [InlineData("deleteAsset", "{ assetId: $id, dryRun: true }", 1)]
    [InlineData("restoreAsset", "{ assetId: $id }", 2)]
    [InlineData("syncSkus", "{ skus: [{ code: \"LAMP-01\", links: [] }, { code: \"NEW\", name: \"New\", links: [{ asset: { id: $id } }] }] }", 12)]
    public async Task Mutation_Should_TakeSoManyStatements_When_Run(string mutation, string input, int expected)
    {
        var selection = mutation switch
        {
            "updateAssets" => "rows { asset { revision } } ",
            "setAssetStatus" or "setAssetRights" or "revokeDeliveryUrls" or "updateAsset" or "restoreAssetVersion" or "restoreAsset" => "asset { revision } ",
            _ => "",
        };
        _host.ForgetStatements();

        var variable = input.Contains("$id", StringComparison.Ordinal) ? "($id: ID!)" : "";
        await _host.Administrator.QueryAsync(
            $"mutation{variable} {{ {mutation}(input: {input}) {{ {selection}errors {{ code }} }} }}", variable.Length > 0 ? new { id = _id } : null);

        Assert.True(_host.Statements.Count == expected, $"{_host.Statements.Count} statements instead of {expected}:\n{string.Join("\n\n", _host.Statements)}");
    }
}
