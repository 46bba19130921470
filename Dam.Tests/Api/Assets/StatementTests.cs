using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Jobs;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;
using Dam.GraphQL.Validation;
using Dam.Infrastructure.Jobs;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using GraphSchema = Dam.GraphQL.Types.Schema;

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

        await _host.Administrator.MutateAsync("mutation($input: SaveChannelInput!) { saveChannel(input: $input) { errors { code } } }", new { key = "web", name = "Web" });
        foreach (var name in (string[])["card", "page"])
        {
            await _host.Administrator.MutateAsync(
                "mutation($input: SaveRenditionPresetInput!) { saveRenditionPreset(input: $input) { errors { code } } }", new { name, transform = new { width = 10 } });
        }

        // What a job asks would be counted with what enqueued it.
        await _host.Services.GetServices<IHostedService>().OfType<JobWorker>().Single().StopAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    public static TheoryData<string, int> Queries =>
    [
        ("{ viewer { subject } }", 0),
        ("query($id: ID!) { asset(id: $id) { id title delivery { allowed } rendition(transform: { width: 10 }) { url } currentVersion { number } } }", 1),
        ("query($id: ID!) { a: asset(id: $id) { id } b: asset(id: $id) { title } node(id: $id) { id } }", 1),
        ("{ assets(first: 10) { nodes { id title filename delivery { allowed } rendition(transform: { width: 10 }) { url } } pageInfo { hasNextPage } } }", 1),
        ("{ assets(first: 10) { totalCount nodes { id } } }", 2),
        ("{ assets(first: 10) { nodes { skuLinks { nodes { sku { code } } } } } }", 3),
        ("{ skus(first: 10) { nodes { name assets { nodes { role asset { title rendition(transform: { width: 10 }) { url } } } } } } }", 2),
        ("{ sku(code: \"LAMP-01\") { assets { totalCount nodes { asset { title } } } } }", 3),
        ("{ sku(code: \"LAMP-01\") { assets { edges { cursor node { asset { skuLinks { nodes { position } } versions(first: 2) { nodes { number } } } } } } } }", 4),
        ("{ sku(code: \"LAMP-01\") { assets { nodes { position } } } }", 2),
        ("{ assets(first: 10) { nodes { versions(first: 5) { totalCount nodes { number } pageInfo { endCursor } } } } }", 3),
        ("{ changes(first: 5) { nodes { kind asset { title } sku { code } } cursor } }", 3),
        ("{ changes(first: 5, channel: \"web\") { nodes { kind asset { title } sku { code } } cursor } }", 4),
        ("query($id: ID!) { asset(id: $id) { similar { similarity asset { title } } } }", 3),
        ("{ assets(first: 10) { nodes { similar(first: 3, minSimilarity: 0.97) { similarity } } } }", 3),
        ("{ assetsByChecksum(checksums: [\"0000000000000000000000000000000000000000000000000000000000000000\", \"0000000000000000000000000000000000000000000000000000000000000001\"]) { checksum asset { title } } }", 1),
        ("{ changesHead }", 1),
        ("{ auditEvents(first: 5) { nodes { action actor { name } details hash } } }", 1),
        ("{ verifyAudit { intact } }", 1),
        ("{ jobs(first: 5, where: { state: FAILED }) { nodes { id kind state progress } } }", 1),
        ("{ purges(first: 5, where: { state: WAITING, key: \"dam\", target: \"varnish\" }) { totalCount nodes { key target state askedAt confirmedAt attempts lastError } } }", 2),
        ("{ jobs(first: 5) { totalCount nodes { kind asset { title } } } node(id: \"job_00000000000000000000000000000001\") { id } }", 3),
        ("query($id: ID!) { nodes(ids: [$id, $id, \"sku_x\", \"nothing\"]) { id } }", 1),
        ("{ renditionPresets { name width } }", 1),
        ("{ assets(first: 10) { nodes { rendition(preset: \"card\") { url } responsiveImage(preset: \"card\") { src } other: rendition(preset: \"page\") { url } } } }", 2),
        ("{ assets(first: 10) { nodes { technicalMetadata } } }", 2),
        ("query($id: ID!) { asset(id: $id) { metadata technicalMetadata original { url } preview { url } responsiveImage { src } } }", 2),
        ("{ skus(first: 10) { totalCount nodes { code } } }", 2),
        ("{ assets(first: 10) { nodes { skuLinks { totalCount } } } }", 3),
        ("{ channels { key name slots { minWidth } } }", 1),
        ("{ assets(first: 10) { nodes { channelReadiness(channel: \"web\") { ready problems { rule } rendition { url } } } } }", 2),
        ("{ skus(first: 10) { nodes { channelReadiness(channel: \"web\") { ready problems { role } assets { link { asset { title } } readiness { ready rendition { url } } } } } } }", 3),
        ("query($release: ID!) { assets(first: 10) { nodes { rights { license { name } } } } node(id: $release) { ... on Release { subject document { title } } } }", 3),
        ("query($license: ID!) { assets(first: 10) { nodes { rights { channels { key } license { channels { key } } releases { subject } } takedown { reason } } } node(id: $license) { id } }", 3),
        ("{ licenses(first: 5) { totalCount nodes { name channels { key } } } }", 2),
        ("{ releases(first: 5, where: { subject: { eq: \"A\" } }) { totalCount edges { cursor node { subject document { title } } } } }", 2),
        ("{ assets(first: 10) { nodes { delivery(context: { channel: \"web\" }) { allowed alternates { title } } } } }", 2),
    ];

    /// <summary>Begin, commit and the job that follows are not counted; the event that tells of the change is.</summary>
    public static TheoryData<string, int> Mutations =>
    [
        ("mutation { createUpload(input: { filename: \"c.png\", size: 10 }) { errors { code } } }", 1),
        ("mutation { createUpload(input: { filename: \"c.png\", size: 10, idempotencyKey: \"k\" }) { errors { code } } }", 3),
        ("mutation($id: ID!) { setAssetStatus(input: { assetId: $id, status: IN_REVIEW }) { asset { revision } errors { code } } }", 6),
        ("mutation($id: ID!) { setAssetRights(input: { assetId: $id, rights: { credit: \"x\" } }) { asset { revision } errors { code } } }", 4),
        ("mutation($id: ID!) { setAssetRights(input: { assetId: $id, rights: { credit: null } }) { asset { revision } errors { code } } }", 2),
        ("mutation($id: ID!) { setAssetRights(input: { assetId: $id, rights: { credit: \"x\" }, dryRun: true }) { asset { revision } errors { code } } }", 2),
        ("mutation($id: ID!) { revokeDeliveryUrls(input: { assetId: $id, reason: \"x\" }) { asset { revision } errors { code } } }", 4),
        ("mutation($id: ID!) { updateAsset(input: { id: $id, title: \"x\", tags: [\"a\", \"b\"] }) { asset { revision } errors { code } } }", 6),
        ("mutation($id: ID!) { updateAsset(input: { id: $id, tags: [] }) { asset { revision } errors { code } } }", 2),
        ("mutation($id: ID!) { updateAssets(input: { assets: [{ id: $id, title: \"x\" }] }) { rows { asset { revision } } errors { code } } }", 4),
        ("mutation($id: ID!) { restoreAssetVersion(input: { assetId: $id, versionId: \"version_x\" }) { asset { revision } errors { code } } }", 0),
        ("mutation($id: ID!) { deleteAsset(input: { assetId: $id }) { errors { code } } }", 3),
        ("mutation($id: ID!) { deleteAsset(input: { assetId: $id, dryRun: true }) { errors { code } } }", 1),
        ("mutation($id: ID!) { restoreAsset(input: { assetId: $id }) { asset { revision } errors { code } } }", 2),
        ("mutation($id: ID!) { syncSkus(input: { skus: [{ code: \"LAMP-01\", links: [] }, { code: \"NEW\", name: \"New\", links: [{ asset: { id: $id } }] }] }) { errors { code } } }", 12),
        ("mutation($upload: ID!) { createAsset(input: { source: { uploadId: $upload }, title: \"x\", tags: [\"a\"] }) { asset { revision } errors { code } } }", 8),
        ("mutation($upload: ID!) { createAsset(input: { source: { uploadId: $upload } }) { nearDuplicates { similarity asset { title } } errors { code } } }", 10),
        ("mutation($upload: ID!) { createAssets(input: { assets: [{ source: { uploadId: $upload } }] }) { rows { outcome asset { revision } nearDuplicates { similarity } } errors { code } } }", 11),
        ("mutation($id: ID!, $upload: ID!) { addAssetVersion(input: { assetId: $id, source: { uploadId: $upload } }) { asset { revision } errors { code } } }", 7),
        ("mutation($id: ID!, $version: ID!) { restoreAssetVersion(input: { assetId: $id, versionId: $version }) { asset { revision } errors { code } } }", 5),
        ("mutation($same: ID!) { createAsset(input: { source: { uploadId: $same } }) { errors { ... on DuplicateContentError { existing { title } } } } }", 3),
        ("mutation($digest: Sha256!) { createUpload(input: { filename: \"c.png\", size: 10, sha256: $digest }) { upload { existing { title } } errors { code } } }", 2),
        ("mutation($id: ID!) { deleteAsset(input: { assetId: $id, dryRun: true }) { impact { skus renditions } errors { code } } }", 3),
        ("mutation { syncSkus(input: { skus: [{ code: \"LAMP-01\" }] }) { rows { sku { name } } errors { code } } }", 3),
        ("mutation { saveRenditionPreset(input: { name: \"new\", transform: { width: 10 } }) { preset { name } errors { code } } }", 5),
        ("mutation($id: ID!) { renderAssets(input: { assetIds: [$id], presets: [\"card\"], channels: [\"web\"] }) { job { state } errors { code } } }", 3),
        ("mutation($id: ID!) { renderAssets(input: { assetIds: [$id], presets: [\"card\"] }) { job { state } errors { code } } }", 2),
        ("mutation { deleteRenditionPreset(input: { name: \"card\" }) { deletedName errors { code } } }", 3),
        ("mutation { deleteRenditionPreset(input: { name: \"card\", dryRun: true }) { deletedName errors { code } } }", 1),
        ("mutation { saveRenditionPreset(input: { name: \"card\", transform: { width: 10 } }) { errors { code } } }", 2),
        ("mutation($quarantined: ID!) { releaseFromQuarantine(input: { assetId: $quarantined, note: \"x\" }) { asset { revision } errors { code } } }", 9),
        ("mutation { saveChannel(input: { key: \"new\", name: \"New\" }) { channel { name } errors { code } } }", 4),
        ("mutation { saveChannel(input: { key: \"web\", name: \"Web\", slots: [{ minWidth: 100 }] }) { channel { name } errors { code } } }", 4),
        ("mutation { saveChannel(input: { key: \"web\", name: \"Web\" }) { channel { name } errors { code } } }", 2),
        ("mutation { createLicense(input: { name: \"L\", channels: [\"web\"] }) { license { name } errors { code } } }", 4),
        ("mutation($id: ID!) { createRelease(input: { kind: MODEL, subject: \"A\", documentId: $id }) { release { subject } errors { code } } }", 4),
        ("mutation($id: ID!, $license: ID!, $release: ID!) { setAssetRights(input: { assetId: $id, rights: { channels: [\"web\"], licenseId: $license, releaseIds: [$release], needsRelease: true } }) { asset { revision } errors { code } } }", 8),
        ("mutation($release: ID!) { revokeRelease(input: { releaseId: $release, reason: \"x\" }) { release { revokedAt } errors { code } } }", 4),
        ("mutation($release: ID!) { revokeRelease(input: { releaseId: $release, reason: \"x\", dryRun: true }) { impact { assets skus channels renditions affected { title } affectedSkus { code } affectedChannels { key } } errors { code } } }", 12),
        ("mutation($license: ID!) { revokeLicense(input: { licenseId: $license, reason: \"x\" }) { license { revokedAt } errors { code } } }", 4),
        ("mutation($id: ID!) { takeDownAsset(input: { assetId: $id, reason: \"x\" }) { asset { revision } errors { code } } }", 5),
        ("mutation($id: ID!) { reinstateAsset(input: { assetId: $id, reason: \"x\" }) { asset { revision } errors { code } } }", 2),
        ("mutation($id: ID!) { setAssetAlternates(input: { assetIds: [$id] }) { assets { title } errors { code } } }", 2),
        ("mutation($failed: ID!) { retryJob(input: { jobId: $failed }) { job { state } errors { code } } }", 4),
        ("mutation($failed: ID!) { discardJob(input: { jobId: $failed }) { discardedId errors { code } } }", 3),
    ];

    [Theory]
    [MemberData(nameof(Queries))]
    [MemberData(nameof(Mutations))]
    public async Task Operation_Should_TakeSoManyStatements_When_Run(string operation, int expected)
    {
        var variables = await VariablesAsync(operation);
        _host.ForgetStatements();

        await _host.Administrator.QueryAsync(operation, variables);

        Assert.True(_host.Statements.Count == expected, $"{_host.Statements.Count} statements instead of {expected}:\n{string.Join("\n\n", _host.Statements)}");
    }

    /// <summary>All that runs statements: the fields of the roots, and those below them whose values are awaited or come in batches.</summary>
    [Fact]
    public void Operations_Should_SelectEveryFieldThatAsksTheDatabase()
    {
        var schema = _host.Services.GetRequiredService<GraphSchema>();
        var selected = Queries.Concat(Mutations).SelectMany(row => Selected(schema, row.Data.Item1)).ToHashSet(StringComparer.Ordinal);

        var asking = schema.Types.OfType<ObjectType>().Where(type => type != schema.Subscription).SelectMany(
            type => type.Fields.Where(field => type == schema.Query || type == schema.Mutation || Asks(field)), (type, field) => $"{type.Name}.{field.Name}");

        Assert.DoesNotContain(asking, field => !selected.Contains(field));
    }

    private static bool Asks(FieldDefinition field) => field.Resolver is ColumnResolver resolver && resolver.GetType().GetGenericTypeDefinition() != typeof(SyncResolver<>);

    private static List<string> Selected(GraphSchema schema, string operation)
    {
        var context = new ValidationContext(schema, Parser.Parse(operation), new ValidationOptions());
        var rule = new Selections(context);
        new DocumentWalker(context, [rule]).Walk();
        return rule.Fields;
    }

    private sealed class Selections(ValidationContext context) : ValidationRule(context)
    {
        public List<string> Fields { get; } = [];

        public override void EnterField(FieldUse use) => Fields.Add($"{use.Parent?.Name}.{use.Field.Name}");
    }

    /// <summary>Ids of what the operation's variables are named after.</summary>
    private async Task<Dictionary<string, string>> VariablesAsync(string operation)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Names("id"))
        {
            variables["id"] = _id;
        }

        if (Names("upload"))
        {
            variables["upload"] = await _host.Administrator.UploadAsync("new.png", TestPng.Noise(3));
        }

        if (Names("same"))
        {
            variables["same"] = await _host.Administrator.UploadAsync("same.png", TestPng.Noise(1));
        }

        if (Names("digest"))
        {
            variables["digest"] = DamClient.Digest(TestPng.Noise(1));
        }

        if (Names("failed"))
        {
            variables["failed"] = await FailAsync();
        }

        if (Names("version"))
        {
            var asset = await _host.Administrator.QueryAsync("query($id: ID!) { asset(id: $id) { currentVersion { id } } }", new { id = _id });
            variables["version"] = asset.GetProperty("asset").GetProperty("currentVersion").GetProperty("id").GetString()!;
            await _host.Administrator.MutateAsync(
                "mutation($input: AddAssetVersionInput!) { addAssetVersion(input: $input) { errors { code } } }",
                new { assetId = _id, source = new { uploadId = await _host.Administrator.UploadAsync("newer.png", TestPng.Noise(4)) } });
        }

        if (Names("release"))
        {
            variables["release"] = (await _host.Administrator.MutateAsync(
                "mutation($input: CreateReleaseInput!) { createRelease(input: $input) { release { id } errors { code } } }", new { kind = "MODEL", subject = "A", documentId = _id }))
                .GetProperty("release").GetProperty("id").GetString()!;
        }

        if (Names("license"))
        {
            variables["license"] = (await _host.Administrator.MutateAsync(
                "mutation($input: CreateLicenseInput!) { createLicense(input: $input) { license { id } errors { code } } }", new { name = "L", channels = new[] { "web" } }))
                .GetProperty("license").GetProperty("id").GetString()!;
        }

        if (Names("release") || Names("license"))
        {
            var rights = new { licenseId = variables.GetValueOrDefault("license"), releaseIds = variables.TryGetValue("release", out var release) ? new[] { release } : [] };
            await _host.Administrator.MutateAsync("mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { errors { code } } }", new { assetId = _id, rights });
        }

        if (Names("quarantined"))
        {
            variables["quarantined"] = _id;
            await using var context = _host.Services.GetRequiredService<Database>().OpenContext();
            await context.AssetVersions.ExecuteUpdateAsync(set => set.SetProperty(version => version.Processing, ProcessingState.Quarantined), TestContext.Current.CancellationToken);
        }

        return variables;

        bool Names(string variable) => operation.Contains($"${variable}:", StringComparison.Ordinal);
    }

    /// <summary>A job, of a kind that this service leaves alone, that has failed.</summary>
    private async Task<string> FailAsync()
    {
        const string Kind = "of-a-newer-version";
        var ct = TestContext.Current.CancellationToken;
        await using (var unit = await _host.Services.GetRequiredService<IUnitsOfWork>().BeginAsync(ct))
        {
            unit.Jobs.Enqueue(Kind, "x", new JobTerms());
            await unit.CommitAsync(ct);
        }

        var table = _host.Services.GetRequiredService<JobTable>();
        var run = await table.ClaimAsync(Kind, TimeSpan.FromMinutes(1));
        await table.BuryAsync(run!, "The disk is full.", ct);
        return (await _host.Administrator.QueryAsync("{ jobs(first: 1, where: { state: FAILED }) { nodes { id } } }")).GetProperty("jobs").GetProperty("nodes")[0].GetProperty("id").GetString()!;
    }
}
