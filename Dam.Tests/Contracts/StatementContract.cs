using System.Runtime.CompilerServices;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Audit;
using Dam.Domain.Blobs;
using Dam.Domain.Changes;
using Dam.Domain.Channels;
using Dam.Domain.Jobs;
using Dam.Domain.Likenesses;
using Dam.Domain.Paging;
using Dam.Domain.Purges;
using Dam.Domain.Renditions;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Domain.Uploads;
using Dam.Infrastructure.Persistence.Nodes;
using Dam.Infrastructure.Persistence.Purges;
using Dam.Tests.Infrastructure;
using Dam.Tests.Snapshots;

namespace Dam.Tests.Contracts;

/// <summary>The text of each reader's statement, under review for each provider, and that each call runs one.</summary>
/// <param name="source">The test's file, beside which the texts lie.</param>
public abstract class StatementContract(string provider, string source) : IAsyncLifetime
{
    protected static readonly Caller Admin = Caller.Administrator("tests");

    protected static readonly Caller Shop = Caller.Storefront("shop");

    protected static readonly Caller FrenchShop = new("shop", [], [Permissions.ReadDeliverable]) { Territory = Territory.Parse("FR") };

    protected static readonly Guid[] Ids = [Guid.CreateVersion7(), Guid.CreateVersion7()];

    private static readonly LikenessSearch[] Searches = [new(LikenessReaderContract.Some(1), Ids[0]), new(LikenessReaderContract.Some(2))];

    private TestDatabase _database = null!;

    private protected TestDatabase Database => _database;

    private IChangeReader Changes => _database.Get<IChangeReader>();

    private IJobReader Jobs => _database.Get<IJobReader>();

    private IAuditReader Audit => _database.Get<IAuditReader>();

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected static PageRequest First => new(10, null, null, null);

    public async ValueTask InitializeAsync() => _database = await OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual Task<TestDatabase> OpenAsync(string provider) => TestDatabase.OpenAsync(provider);

    [Fact]
    public async Task ChangesAfterANumber() => Match(string.Join("\n\n", await StatementsOfAsync(() => Changes.AfterAsync(null, 10, scope: null, Ct))));

    [Fact]
    public async Task ChangesOfAChannel() => Match((await StatementsOfAsync(() => Changes.AfterAsync(7, 10, new ChangeScope("web", Territory.Parse("FR")), Ct)))[^1]);

    [Fact]
    public async Task ChangesHead() => Match(await StatementOfAsync(() => Changes.HeadAsync(Ct)));

    [Fact]
    public async Task Look() => Match(await StatementOfAsync(async () =>
    {
        await _database.Get<NodeWatch>().LookAsync(Ct);
        return true;
    }));

    [Fact]
    public async Task ChangesById() => Match(await StatementOfAsync(() => Changes.FindAsync(Ids, Ct)));

    [Fact]
    public async Task AuditPage() => Match(await StatementOfAsync(() => Audit.PageAsync(
        new AuditFilter(Ids[0], Ids[1], "somebody", "asset.created", TestDatabase.Start, TestDatabase.Start.AddDays(1)), First, Ct)));

    [Fact]
    public async Task AuditById() => Match(await StatementOfAsync(() => Audit.FindAsync(Ids, Ct)));

    [Fact]
    public async Task BlobPages() => Match(string.Join("\n\n", await StatementsOfAsync(async () =>
    {
        var blobs = _database.Get<IBlobReader>();
        var name = new BlobName("default", TestDatabase.Digest("x"));
        await blobs.PageAsync(after: null, 10, Ct);
        await blobs.PageAsync(name, 10, Ct);
        await blobs.CondemnedAsync(TestDatabase.Start, 10, Ct);
        return await blobs.KnownAsync([name], Ct);
    })));

    [Fact]
    public async Task UploadById() => Match(await StatementOfAsync(() => _database.Get<IUploadReader>().FindAsync(Ids[0], Ct)));

    [Fact]
    public async Task JobPage() => Match(await StatementOfAsync(() => Jobs.PageAsync(new JobFilter(Kind: null, State: null), First, Ct)));

    [Fact]
    public async Task JobPage_WithEveryCondition() => Match(string.Join("\n\n", await StatementsOfAsync(async () =>
    {
        foreach (var state in Enum.GetValues<JobState>())
        {
            await Jobs.PageAsync(new JobFilter("process-version", state), First, Ct);
        }

        return 0;
    })));

    [Fact]
    public async Task JobCount() => Match(await StatementOfAsync(() => Jobs.CountAsync(new JobFilter(Kind: null, JobState.Failed), Ct)));

    [Fact]
    public async Task JobsById() => Match(await StatementOfAsync(() => Jobs.FindAsync(Ids, Ct)));

    [Fact]
    public async Task JobBacklog() => Match(await StatementOfAsync(() => Jobs.BacklogAsync(Ct)));

    [Fact]
    public async Task PurgeCount() => Match(await StatementOfAsync(() => _database.Get<IPurgeReader>().CountAsync(new PurgeFilter(PurgeState.Waiting, Target: null, Key: null), Ct)));

    [Fact]
    public async Task PurgeBacklog() => Match(await StatementOfAsync(() => _database.Get<IPurgeReader>().BacklogAsync(Ct)));

    [Fact]
    public async Task Purges() => Match(string.Join("\n\n", await StatementsOfAsync(async () =>
    {
        var purges = _database.Get<IPurgeReader>();
        await purges.PageAsync(new PurgeFilter(State: null, Target: null, Key: null), First, Ct);
        await purges.PageAsync(new PurgeFilter(PurgeState.Confirmed, "varnish", "dam"), First, Ct);
        return await _database.Get<PurgeTable>().NextAsync("varnish", Ct);
    })));

    [Fact]
    public async Task AssetsById() => Match(await StatementOfAsync(() => _database.Assets.FindAsync(Admin, Ids, Ct)));

    [Fact]
    public async Task AssetsById_Storefront() => Match(await StatementOfAsync(() => _database.Assets.FindAsync(Shop, Ids, Ct)));

    [Fact]
    public async Task AssetsById_StorefrontInOneTerritory() => Match(await StatementOfAsync(() => _database.Assets.FindAsync(FrenchShop, Ids, Ct)));

    [Fact]
    public async Task AssetForDelivery() => Match(await StatementOfAsync(() => _database.Assets.FindForDeliveryAsync(Ids[0], Ct)));

    [Fact]
    public async Task AssetPage() => Match(await StatementOfAsync(() => _database.Assets.PageAsync(Admin, new AssetQuery(Filter: null, [], First), Ct)));

    [Fact]
    public async Task AssetPage_AfterACursor()
    {
        AssetSort[] order = [new(AssetSortField.Title, SortDirection.Asc), new(AssetSortField.Size, SortDirection.Desc)];
        var after = await CursorAsync(order);

        Match(await StatementOfAsync(
            () => _database.Assets.PageAsync(Admin, new AssetQuery(Filter: null, order, First with { After = after }), Ct)));
    }

    [Fact]
    public async Task AssetPage_WithEveryCondition()
    {
        var instant = new RangeFilter<DateTimeOffset> { Gte = TestDatabase.Start, Lt = TestDatabase.Start.AddDays(1) };
        var filter = new AssetFilter
        {
            Ids = Ids,
            Title = new TextFilter { Eq = "a", Neq = "b", In = ["c"], Nin = ["d"], Contains = "e", StartsWith = "f" },
            Filename = new TextFilter { StartsWith = "f" },
            MediaType = new TextFilter { Eq = "image/jpeg" },
            Kinds = [AssetKind.Image, AssetKind.Video],
            Statuses = [AssetStatus.Approved],
            Size = new RangeFilter<long> { Eq = 1, Gt = 2, Gte = 3, Lt = 4, Lte = 5 },
            Width = new RangeFilter<int> { Gt = 1 },
            Height = new RangeFilter<int> { Lt = 1 },
            CreatedAt = instant,
            UpdatedAt = instant,
            SomeTag = new TextFilter { StartsWith = "t" },
            NoTag = new TextFilter { Eq = "u" },
            Sku = new TextFilter { StartsWith = "SKU-" },
            Deliverable = new DeliverableFilter(Eq: false, new DeliveryContext(TestDatabase.Start, Territory.Parse("US-CA"))),
            Not = new AssetFilter { Title = new TextFilter { Eq = "g" } },
            And = [new AssetFilter { Title = new TextFilter { Eq = "h" } }],
            Or = [new AssetFilter { Title = new TextFilter { Eq = "i" } }, new AssetFilter { Title = new TextFilter { Eq = "j" } }],
        };

        Match(await StatementOfAsync(() => _database.Assets.PageAsync(Admin, new AssetQuery(filter, [], First), Ct)));
    }

    [Fact]
    public async Task AssetPage_Storefront()
    {
        AssetSort[] order = [new(AssetSortField.Filename, SortDirection.Asc)];
        var after = await CursorAsync(order);
        var filter = new AssetFilter
        {
            Filename = new TextFilter { StartsWith = "f" },
            MediaType = new TextFilter { Eq = "image/jpeg" },
            Statuses = [AssetStatus.Approved],
            Size = new RangeFilter<long> { Lt = 4 },
            Width = new RangeFilter<int> { Gt = 1 },
            Deliverable = new DeliverableFilter(Eq: false, new DeliveryContext(TestDatabase.Start, Territory.Parse("US-CA"))),
        };

        Match(await StatementOfAsync(() => _database.Assets.PageAsync(Shop, new AssetQuery(filter, order, First with { After = after }), Ct)));
    }

    [Fact]
    public async Task AssetPage_OfATag() => Match(await StatementOfAsync(
        () => _database.Assets.PageAsync(Admin, new AssetQuery(new AssetFilter { SomeTag = new TextFilter { Eq = "t" }, Kinds = [AssetKind.Image] }, [], First), Ct)));

    [Fact]
    public async Task AssetPage_WithSomeTagThatNoIndexFinds() => Match(await StatementOfAsync(
        () => _database.Assets.PageAsync(Admin, new AssetQuery(new AssetFilter { SomeTag = new TextFilter { Contains = "t" } }, [], First) { Columns = AssetColumns.None }, Ct)));

    [Fact]
    public async Task AssetImpact() => Match(string.Join("\n\n", await StatementsOfAsync(async () =>
        await _database.Get<IAssetImpactReader>().CountSkusAsync(new(Ids[0]), Ct) + await _database.Get<IAssetImpactReader>().CountRenditionsAsync(new(Ids[0]), Ct)
        + (await _database.Get<IAssetImpactReader>().FindChannelsAsync(new(Ids[0]), Ct)).Count)));

    [Fact]
    public async Task GrantImpact() => Match(string.Join("\n\n", await StatementsOfAsync(async () =>
    {
        var impact = _database.Get<IAssetImpactReader>();
        var (license, release) = (ImpactScope.Of(new GrantId(IsLicense: true, Ids[0])), ImpactScope.Of(new GrantId(IsLicense: false, Ids[0])));
        await impact.FindAssetsAsync(release, 10, Ct);
        await impact.FindSkusAsync(release, 10, Ct);
        return await impact.CountAssetsAsync(license, Ct) + await impact.CountAssetsAsync(release, Ct) + await impact.CountSkusAsync(release, Ct)
            + (await impact.FindChannelsAsync(release, Ct)).Count + await impact.CountRenditionsAsync(license, Ct);
    })));

    [Fact]
    public async Task LicensesById() => Match(await StatementOfAsync(() => _database.Get<IRightsReader>().FindLicensesAsync(Admin, Ids, Ct)));

    [Fact]
    public async Task LicensePage_WithEveryCondition() => Match(await StatementOfAsync(() => _database.Get<IRightsReader>().PageLicensesAsync(
        Admin,
        new LicenseFilter { Name = new TextFilter { StartsWith = "A" }, Holder = new TextFilter { Eq = "A" }, ExpiresAt = new RangeFilter<DateTimeOffset> { Lt = TestDatabase.Start }, IsRevoked = false },
        First,
        Ct)));

    [Fact]
    public async Task ReleasePage_WithEveryCondition() => Match(await StatementOfAsync(() => _database.Get<IRightsReader>().PageReleasesAsync(
        Admin,
        new ReleaseFilter { Kinds = [ReleaseKind.Model], Subject = new TextFilter { Contains = "A" }, ExpiresAt = new RangeFilter<DateTimeOffset> { Gte = TestDatabase.Start }, IsRevoked = true },
        First,
        Ct)));

    [Fact]
    public async Task ReleasesById() => Match(await StatementOfAsync(() => _database.Get<IRightsReader>().FindReleasesAsync(Admin, Ids, Ct)));

    [Fact]
    public async Task Channels() => Match(string.Join("\n\n", await StatementsOfAsync(async () =>
    {
        var channels = _database.Get<IChannelReader>();
        return (await channels.AllAsync(Shop, Ct), await channels.FindAsync(Shop, Ids, Ct), await channels.FindByKeyAsync(Shop, ["web"], Ct));
    })));

    [Fact]
    public async Task Alternates() => Match(await StatementOfAsync(
        () => _database.Assets.AlternatesAsync(FrenchShop, Ids, new DeliveryContext(TestDatabase.Start, Territory.Parse("FR"), "web"), 10, AssetColumns.Title, Ct)));

    [Fact]
    public async Task AssetCount() => Match(await StatementOfAsync(() => _database.Assets.CountAsync(Admin, filter: null, Ct)));

    [Fact]
    public async Task VersionFacts() => Match(await StatementOfAsync(() => _database.Assets.FactsAsync(Admin, Ids, Ct)));

    [Fact]
    public async Task VersionFacts_Storefront() => Match(await StatementOfAsync(() => _database.Assets.FactsAsync(Shop, Ids, Ct)));

    [Fact]
    public async Task VersionsById_Storefront() => Match(await StatementOfAsync(() => _database.Assets.FindVersionsAsync(Shop, Ids, Ct)));

    [Fact]
    public async Task VersionPage() => Match(await StatementOfAsync(() => _database.Assets.VersionsAsync(Admin, Ids, First, Ct)));

    [Fact]
    public async Task VersionCount() => Match(await StatementOfAsync(() => _database.Assets.CountVersionsAsync(Admin, Ids, Ct)));

    [Fact]
    public async Task AssetsByDigest() => Match(await StatementOfAsync(() => _database.Assets.FindByDigestAsync(Admin, [TestDatabase.Digest("x")], AssetColumns.Title, Ct)));

    [Fact]
    public async Task Likenesses() => Match(await StatementOfAsync(() => _database.Get<ILikenessReader>().FindAsync(Admin, Ids, Ct)));

    [Fact]
    public async Task MissingLikenesses() => Match(await StatementOfAsync(() => _database.Get<ILikenessReader>().MissingAsync(Ids[0], 50, Ct)));

    [Fact]
    public async Task SimilarAssets() => Match(await StatementOfAsync(() => _database.Get<ILikenessReader>().SimilarAsync(Admin, Searches, 10, Likeness.Near, Ct)));

    [Fact]
    public async Task SimilarAssets_Storefront() => Match(await StatementOfAsync(() => _database.Get<ILikenessReader>().SimilarAsync(Shop, Searches, 10, Likeness.Near, Ct)));

    [Fact]
    public async Task Presets() => Match(await StatementOfAsync(() => _database.Get<IPresetReader>().AllAsync(Shop, Ct)));

    [Fact]
    public async Task PresetsByName() => Match(await StatementOfAsync(() => _database.Get<IPresetReader>().FindAsync(Shop, ["a", "b"], Ct)));

    [Fact]
    public async Task SkusById() => Match(await StatementOfAsync(() => _database.Skus.FindAsync(Shop, Ids, Ct)));

    [Fact]
    public async Task SkusByCode() => Match(await StatementOfAsync(() => _database.Skus.FindByCodeAsync(Shop, ["A", "B"], Ct)));

    [Fact]
    public async Task SkuPage()
    {
        var filter = new SkuFilter { Or = [new SkuFilter { Code = new TextFilter { StartsWith = "A" } }, new SkuFilter { Name = new TextFilter { Contains = "b" } }] };
        Match(await StatementOfAsync(() => _database.Skus.PageAsync(Shop, new SkuQuery(filter, [new SkuSort(SkuSortField.Name, SortDirection.Desc)], First), Ct)));
    }

    [Fact]
    public async Task SkuCount() => Match(await StatementOfAsync(() => _database.Skus.CountAsync(Shop, filter: null, Ct)));

    [Fact]
    public async Task LinksOfSkus() => Match(await StatementOfAsync(
        () => _database.Skus.LinksOfSkusAsync(Admin, Ids, new SkuLinkFilter(Role: null, Deliverable: null), new PageRequest(4, null, null, null), assets: null, Ct)));

    [Fact]
    public async Task LinksOfSkus_Deliverable() => Match(await StatementOfAsync(
        () => _database.Skus.LinksOfSkusAsync(Shop, Ids, new SkuLinkFilter(SkuRole.Gallery, new DeliveryContext(TestDatabase.Start)), new PageRequest(4, null, null, null), AssetColumns.File | AssetColumns.Title, Ct)));

    [Fact]
    public async Task LinkCountOfSkus() => Match(await StatementOfAsync(
        () => _database.Skus.CountLinksOfSkusAsync(Admin, Ids, new SkuLinkFilter(Role: null, Deliverable: null), Ct)));

    [Fact]
    public async Task LinksOfAssets() => Match(await StatementOfAsync(() => _database.Skus.LinksOfAssetsAsync(Admin, Ids, new PageRequest(4, null, null, null), Ct)));

    [Fact]
    public async Task LinkCountOfAssets() => Match(await StatementOfAsync(() => _database.Skus.CountLinksOfAssetsAsync(Admin, Ids, Ct)));

    [Fact]
    public async Task Readers_Should_RunNoStatement_When_TheCallerMaySeeNothing()
    {
        var nobody = Caller.Anonymous;
        await _database.Assets.FindAsync(nobody, Ids, Ct);
        await _database.Assets.PageAsync(nobody, new AssetQuery(Filter: null, [], First), Ct);
        await _database.Assets.CountAsync(nobody, filter: null, Ct);
        await _database.Assets.FindVersionsAsync(nobody, Ids, Ct);
        await _database.Assets.VersionsAsync(nobody, Ids, First, Ct);
        await _database.Assets.CountVersionsAsync(nobody, Ids, Ct);
        await _database.Assets.FindByDigestAsync(nobody, [TestDatabase.Digest("x")], AssetColumns.All, Ct);
        await _database.Get<ILikenessReader>().FindAsync(nobody, Ids, Ct);
        await _database.Get<ILikenessReader>().SimilarAsync(nobody, Searches, 10, Likeness.Near, Ct);
        await _database.Assets.AlternatesAsync(nobody, Ids, new DeliveryContext(TestDatabase.Start), 10, AssetColumns.All, Ct);
        await _database.Get<IChannelReader>().AllAsync(nobody, Ct);
        foreach (var caller in new[] { nobody, Shop })
        {
            await _database.Get<IRightsReader>().FindLicensesAsync(caller, Ids, Ct);
            await _database.Get<IRightsReader>().FindReleasesAsync(caller, Ids, Ct);
            await _database.Get<IRightsReader>().PageLicensesAsync(caller, filter: null, First, Ct);
            await _database.Get<IRightsReader>().PageReleasesAsync(caller, filter: null, First, Ct);
        }

        await _database.Get<IPresetReader>().AllAsync(nobody, Ct);
        await _database.Get<IPresetReader>().FindAsync(nobody, ["a"], Ct);
        await _database.Skus.FindAsync(nobody, Ids, Ct);
        await _database.Skus.FindByCodeAsync(nobody, ["A"], Ct);
        await _database.Skus.PageAsync(nobody, new SkuQuery(Filter: null, [], First), Ct);
        await _database.Skus.CountAsync(nobody, filter: null, Ct);
        await _database.Skus.LinksOfAssetsAsync(nobody, Ids, new PageRequest(4, null, null, null), Ct);
        await _database.Skus.CountLinksOfAssetsAsync(nobody, Ids, Ct);

        Assert.Empty(_database.Log.Statements);
    }

    private protected async Task<string> StatementOfAsync<T>(Func<Task<T>> call) => Assert.Single(await StatementsOfAsync(call));

    private protected async Task<IReadOnlyList<string>> StatementsOfAsync<T>(Func<Task<T>> call)
    {
        _database.Log.Clear();
        await call();
        return _database.Log.Statements;
    }

    /// <summary>The cursor of an asset. It says the same to every provider, so it comes from the one that is always there.</summary>
    private protected static async Task<string> CursorAsync(AssetSort[] order)
    {
        await using var database = await TestDatabase.OpenAsync("Sqlite");
        await database.AddAssetAsync();
        var first = await database.Assets.PageAsync(Admin, new AssetQuery(Filter: null, order, First), Ct);
        return first.Value!.Items[0].Cursor;
    }

    private void Match(string received, [CallerMemberName] string method = "") => Snapshot.Match(received, source, method);
}
