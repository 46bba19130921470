using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Infrastructure.Persistence.Seeding;
using Dam.Tests.Infrastructure;

namespace Dam.Tests.Contracts;

/// <summary>The made-up catalogue is what the use cases would have written: every reader takes it, and the same seed makes it again.</summary>
public abstract class CatalogSeederContract(string provider) : IAsyncLifetime
{
    private const int Count = 1200;

    private static readonly Caller Admin = Caller.Administrator("tests");

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task RunAsync_Should_FillEveryTable_When_TheDatabaseIsEmpty()
    {
        await SeedAsync(_database, seed: 7);

        Assert.Equal(Count, await _database.Assets.CountAsync(Admin, filter: null, Ct));
        Assert.Equal(Count * 3 / 4, await _database.Skus.CountAsync(Admin, filter: null, Ct));
        var skus = (await _database.Skus.PageAsync(Admin, new SkuQuery(Filter: null, [], new PageRequest(100, null, null, null)), Ct)).Value!;
        var links = (await _database.Skus.LinksOfSkusAsync(
            Admin, [.. skus.Items.Select(item => item.Item.Id)], new SkuLinkFilter(Role: null, Deliverable: null), new PageRequest(100, null, null, null), assets: null, Ct)).Value!;
        Assert.InRange(links.Values.Average(page => page.Items.Count), 3.5, 4.5);
        Assert.All(links.Values, page => Assert.Equal(SkuRole.Primary, page.Items[0].Item.Role));
        var rights = _database.Get<IRightsReader>();
        Assert.Equal((100, 200), (await rights.CountLicensesAsync(Admin, filter: null, Ct), await rights.CountReleasesAsync(Admin, filter: null, Ct)));
        var assets = await AssetsAsync(_database);
        Assert.InRange(assets.Count(asset => asset.License is not null), Count / 20, Count / 5);
        Assert.InRange(assets.Count(asset => asset.Releases.Count > 0), Count / 40, Count / 10);
        Assert.All(assets, asset => Assert.Equal(asset.Rights.Releases.Ids.Count, asset.Releases.Count));
    }

    [Fact]
    public async Task RunAsync_Should_MakeTheSameCatalogueAgain_When_TheSeedIsTheSame()
    {
        await SeedAsync(_database, seed: 7);
        await using var again = await TestDatabase.OpenAsync(provider);
        await SeedAsync(again, seed: 7);
        var assets = await AssetsAsync(_database);

        Assert.Equal(assets.Select(Describe), (await AssetsAsync(again)).Select(Describe));
        Assert.Contains(assets, asset => asset.CurrentVersion.Number == 2 && asset.PublishedVersion?.Number == 1);
        Assert.Contains(assets, asset => asset.Rights.EmbargoUntil is not null);
        Assert.All(assets, asset => Assert.Equal(asset.CurrentVersion.MediaType == "image/jpeg", asset.CurrentVersion.Image is { Width: 40, Height: 30 }));
        Assert.Equal(Enum.GetValues<AssetStatus>(), assets.Select(asset => asset.CurrentVersion.Status).Distinct().Order());

        static string Describe(AssetDetails asset) => $"{asset.Id} {asset.Title} {asset.CurrentVersion.Id} {asset.CurrentVersion.Filename} {asset.UpdatedAt:O} {asset.Rights.Territories.Mode}";
    }

    [Fact]
    public async Task RunAsync_Should_AddToWhatIsThere_When_TheSeedIsNew()
    {
        await SeedAsync(_database, seed: 7);
        await SeedAsync(_database, seed: 8);

        Assert.Equal(2 * Count, await _database.Assets.CountAsync(Admin, filter: null, Ct));
    }

    [Fact]
    public async Task RunAsync_Should_Refuse_When_TheSeedIsThereAlready()
    {
        await SeedAsync(_database, seed: 7);

        await Assert.ThrowsAsync<InvalidOperationException>(() => SeedAsync(_database, seed: 7));
        Assert.Equal(Count, await _database.Assets.CountAsync(Admin, filter: null, Ct));
    }

    private static async Task<List<AssetDetails>> AssetsAsync(TestDatabase database)
    {
        var assets = new List<AssetDetails>();
        for (string? after = null; assets.Count < Count;)
        {
            var query = new AssetQuery(Filter: null, [new AssetSort(AssetSortField.CreatedAt, SortDirection.Asc)], new PageRequest(100, after, null, null));
            var page = (await database.Assets.PageAsync(Admin, query, Ct)).Value!;
            assets.AddRange(page.Items.Select(item => item.Item));
            after = page.Items[^1].Cursor;
        }

        return assets;
    }

    private static Task SeedAsync(TestDatabase database, long seed) => database.Get<CatalogSeeder>().RunAsync(Count, seed, [Picture, Document], progress: null, Ct);

    private static VersionDetails Document => Picture with { Digest = TestDatabase.Digest("document"), Filename = "document.pdf", MediaType = "application/pdf", Image = null };

    private static readonly VersionDetails Picture = new()
    {
        Id = Guid.CreateVersion7(),
        AssetId = Guid.CreateVersion7(),
        Number = 1,
        IsCurrent = true,
        Status = AssetStatus.Draft,
        Digest = TestDatabase.Digest("picture"),
        Region = "default",
        Filename = "picture.jpg",
        MediaType = "image/jpeg",
        Size = 1000,
        Note = null,
        CreatedBy = "tests",
        CreatedAt = TestDatabase.Start,
        Processing = ProcessingState.Ready,
        ProcessingStage = null,
        Problems = [],
        Image = new VersionImage(40, 30, HasAlpha: false, Pages: 1, [], "", default, null, null),
    };
}
