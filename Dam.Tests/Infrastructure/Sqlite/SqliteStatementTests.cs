using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Infrastructure.Persistence;
using Dam.Tests.Snapshots;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Infrastructure.Sqlite;

/// <summary>The text of each reader's statement, under review, and that each call runs one.</summary>
public sealed class SqliteStatementTests : IAsyncLifetime
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    private static readonly Caller Shop = Caller.Storefront("shop");

    private static readonly Caller FrenchShop = new("shop", [], [Permissions.ReadDeliverable]) { Territory = Territory.Parse("FR") };

    private static readonly Guid[] Ids = [Guid.CreateVersion7(), Guid.CreateVersion7()];

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static PageRequest First => new(10, null, null, null);

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync("Sqlite");

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task AssetsById() => Snapshot.Match(await StatementOfAsync(() => _database.Assets.FindAsync(Admin, Ids, Ct)));

    [Fact]
    public async Task AssetsById_Storefront() => Snapshot.Match(await StatementOfAsync(() => _database.Assets.FindAsync(Shop, Ids, Ct)));

    [Fact]
    public async Task AssetsById_StorefrontInOneTerritory() => Snapshot.Match(await StatementOfAsync(() => _database.Assets.FindAsync(FrenchShop, Ids, Ct)));

    [Fact]
    public async Task AssetForDelivery() => Snapshot.Match(await StatementOfAsync(() => _database.Assets.FindForDeliveryAsync(Ids[0], Ct)));

    [Fact]
    public async Task AssetPage() => Snapshot.Match(await StatementOfAsync(() => _database.Assets.PageAsync(Admin, new AssetQuery(Filter: null, [], First), Ct)));

    [Fact]
    public async Task AssetPage_AfterACursor()
    {
        await _database.AddAssetAsync();
        AssetSort[] order = [new(AssetSortField.Title, SortDirection.Asc), new(AssetSortField.Size, SortDirection.Desc)];
        var first = await _database.Assets.PageAsync(Admin, new AssetQuery(Filter: null, order, First), Ct);
        var after = first.Value!.Items[0].Cursor;

        Snapshot.Match(await StatementOfAsync(
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
            Sku = new TextFilter { StartsWith = "SKU-" },
            Deliverable = new DeliverableFilter(Eq: false, new DeliveryContext(TestDatabase.Start, Territory.Parse("US-CA"))),
            Not = new AssetFilter { Title = new TextFilter { Eq = "g" } },
            And = [new AssetFilter { Title = new TextFilter { Eq = "h" } }],
            Or = [new AssetFilter { Title = new TextFilter { Eq = "i" } }, new AssetFilter { Title = new TextFilter { Eq = "j" } }],
        };

        Snapshot.Match(await StatementOfAsync(() => _database.Assets.PageAsync(Shop, new AssetQuery(filter, [], First), Ct)));
    }

    [Fact]
    public async Task AssetCount() => Snapshot.Match(await StatementOfAsync(() => _database.Assets.CountAsync(Admin, filter: null, Ct)));

    [Fact]
    public async Task VersionsById_Storefront() => Snapshot.Match(await StatementOfAsync(() => _database.Assets.FindVersionsAsync(Shop, Ids, Ct)));

    [Fact]
    public async Task VersionPage() => Snapshot.Match(await StatementOfAsync(() => _database.Assets.VersionsAsync(Admin, Ids[0], First, Ct)));

    [Fact]
    public async Task VersionCount() => Snapshot.Match(await StatementOfAsync(() => _database.Assets.CountVersionsAsync(Admin, Ids[0], Ct)));

    [Fact]
    public async Task AssetsByDigest() => Snapshot.Match(await StatementOfAsync(() => _database.Assets.FindByDigestAsync(Admin, [TestDatabase.Digest("x")], Ct)));

    [Fact]
    public async Task SkusById() => Snapshot.Match(await StatementOfAsync(() => _database.Skus.FindAsync(Shop, Ids, Ct)));

    [Fact]
    public async Task SkusByCode() => Snapshot.Match(await StatementOfAsync(() => _database.Skus.FindByCodeAsync(Shop, ["A", "B"], Ct)));

    [Fact]
    public async Task SkuPage()
    {
        var filter = new SkuFilter { Or = [new SkuFilter { Code = new TextFilter { StartsWith = "A" } }, new SkuFilter { Name = new TextFilter { Contains = "b" } }] };
        Snapshot.Match(await StatementOfAsync(() => _database.Skus.PageAsync(Shop, new SkuQuery(filter, [new SkuSort(SkuSortField.Name, SortDirection.Desc)], First), Ct)));
    }

    [Fact]
    public async Task SkuCount() => Snapshot.Match(await StatementOfAsync(() => _database.Skus.CountAsync(Shop, filter: null, Ct)));

    [Fact]
    public async Task LinksOfSkus() => Snapshot.Match(await StatementOfAsync(
        () => _database.Skus.LinksOfSkusAsync(Admin, Ids, new SkuLinkFilter(Role: null, Deliverable: null), 4, after: null, Ct)));

    [Fact]
    public async Task LinksOfSkus_Deliverable() => Snapshot.Match(await StatementOfAsync(
        () => _database.Skus.LinksOfSkusAsync(Shop, Ids, new SkuLinkFilter(SkuRole.Gallery, new DeliveryContext(TestDatabase.Start)), 4, after: null, Ct)));

    [Fact]
    public async Task LinkCountOfSkus() => Snapshot.Match(await StatementOfAsync(
        () => _database.Skus.CountLinksOfSkusAsync(Admin, Ids, new SkuLinkFilter(Role: null, Deliverable: null), Ct)));

    [Fact]
    public async Task LinksOfAssets() => Snapshot.Match(await StatementOfAsync(() => _database.Skus.LinksOfAssetsAsync(Admin, Ids, 4, after: null, Ct)));

    [Fact]
    public async Task LinkCountOfAssets() => Snapshot.Match(await StatementOfAsync(() => _database.Skus.CountLinksOfAssetsAsync(Admin, Ids, Ct)));

    [Fact]
    public async Task Readers_Should_RunNoStatement_When_TheCallerMaySeeNothing()
    {
        var nobody = Caller.Anonymous;
        await _database.Assets.FindAsync(nobody, Ids, Ct);
        await _database.Assets.PageAsync(nobody, new AssetQuery(Filter: null, [], First), Ct);
        await _database.Assets.CountAsync(nobody, filter: null, Ct);
        await _database.Assets.FindVersionsAsync(nobody, Ids, Ct);
        await _database.Assets.VersionsAsync(nobody, Ids[0], First, Ct);
        await _database.Assets.CountVersionsAsync(nobody, Ids[0], Ct);
        await _database.Assets.FindByDigestAsync(nobody, [TestDatabase.Digest("x")], Ct);
        await _database.Skus.FindAsync(nobody, Ids, Ct);
        await _database.Skus.FindByCodeAsync(nobody, ["A"], Ct);
        await _database.Skus.PageAsync(nobody, new SkuQuery(Filter: null, [], First), Ct);
        await _database.Skus.CountAsync(nobody, filter: null, Ct);
        await _database.Skus.LinksOfAssetsAsync(nobody, Ids, 4, after: null, Ct);
        await _database.Skus.CountLinksOfAssetsAsync(nobody, Ids, Ct);

        Assert.Empty(_database.Log.Statements);
    }

    [Theory]
    [InlineData(AssetSortField.CreatedAt, SortDirection.Desc)]
    [InlineData(AssetSortField.CreatedAt, SortDirection.Asc)]
    [InlineData(AssetSortField.UpdatedAt, SortDirection.Desc)]
    [InlineData(AssetSortField.Title, SortDirection.Asc)]
    [InlineData(AssetSortField.Filename, SortDirection.Asc)]
    [InlineData(AssetSortField.Size, SortDirection.Desc)]
    public async Task PageAsync_Should_WalkAnIndex_When_AnyFieldSorts(AssetSortField field, SortDirection direction)
    {
        await _database.AddAssetAsync();
        AssetSort[] order = [new(field, direction)];
        var first = await _database.Assets.PageAsync(Admin, new AssetQuery(Filter: null, order, First), Ct);
        var next = new AssetQuery(Filter: null, order, First with { After = first.Value!.Items[0].Cursor });

        var plan = await PlanAsync(await StatementOfAsync(() => _database.Assets.PageAsync(Admin, next, Ct)));

        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LinksOfSkusAsync_Should_SearchByIndex_When_SkusAreNamed()
    {
        var plan = await PlanAsync(await StatementOfAsync(
            () => _database.Skus.LinksOfSkusAsync(Admin, Ids, new SkuLinkFilter(Role: null, Deliverable: null), 4, after: null, Ct)));

        Assert.Contains("SEARCH l USING INDEX", plan, StringComparison.Ordinal);
    }

    private async Task<string> StatementOfAsync<T>(Func<Task<T>> call)
    {
        _database.Log.Clear();
        await call();
        return Assert.Single(_database.Log.Statements);
    }

    /// <summary>How SQLite would run a statement; parameters stay unbound, which does not change the plan.</summary>
    private async Task<string> PlanAsync(string statement)
    {
        await using var context = _database.Get<Database>().OpenContext();
        await context.Database.OpenConnectionAsync(Ct);
        await using var command = (SqliteCommand)context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {statement}";
        for (var i = 0; command.CommandText.Contains($"@p{i}", StringComparison.Ordinal); i++)
        {
            command.Parameters.AddWithValue($"@p{i}", 1);
        }

        await using var reader = await command.ExecuteReaderAsync(Ct);
        var steps = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            steps.Add(reader.GetString(3));
        }

        return string.Join('\n', steps);
    }
}
