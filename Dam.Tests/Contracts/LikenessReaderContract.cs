using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Likenesses;
using Dam.Infrastructure.Persistence;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>How every provider finds what looks the same.</summary>
public abstract class LikenessReaderContract(string provider) : IAsyncLifetime
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    private static readonly Caller Shop = Caller.Storefront("shop");

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ILikenessReader Reader => _database.Get<ILikenessReader>();

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A picture of its own for each seed: soft waves.</summary>
    /// <param name="shift">A part of its width by which it is cut on the left.</param>
    internal static Likeness Some(int seed, double shift = 0)
    {
        var random = new Random(seed);
        var waves = Enumerable.Range(0, 12).Select(_ => (X: random.NextDouble() * 3, Y: random.NextDouble() * 3, Phase: random.NextDouble() * 6, Height: random.NextDouble())).ToList();
        var levels = new float[Likeness.Side * Likeness.Side];
        for (var i = 0; i < levels.Length; i++)
        {
            var (x, y) = (shift + ((1 - shift) * ((i % Likeness.Side) + 0.5) / Likeness.Side), ((double)(i / Likeness.Side) + 0.5) / Likeness.Side);
            levels[i] = (float)waves.Sum(wave => (1 + wave.Height) * 20 * Math.Sin((2 * Math.PI * ((wave.X * x) + (wave.Y * y))) + wave.Phase));
        }

        return Likeness.Of(levels)!;
    }

    [Fact]
    public async Task FindAsync_Should_GiveWhatWasKept_When_ItWasSetAndSetAnew()
    {
        var (first, second, blank) = (await AddAsync(Some(1)), await AddAsync(Some(2)), await AddAsync(likeness: null));
        await SetAsync(second.CurrentVersion, Some(3));

        var found = await Reader.FindAsync(Admin, [first.Id, second.Id, blank.Id, Guid.CreateVersion7()], Ct);

        Assert.Equal(Sorted(first.Id, second.Id), found.Keys.Order());
        Assert.Equal(Some(1).Levels, found[first.Id].Levels);
        Assert.Equal(Some(3).Levels, found[second.Id].Levels);
    }

    [Fact]
    public async Task SetAsync_Should_ForgetWhatWasKept_When_ThereIsNothingAnyMore()
    {
        var asset = await AddAsync(Some(1));

        await SetAsync(asset.CurrentVersion, likeness: null);

        Assert.Empty(await Reader.FindAsync(Admin, [asset.Id], Ct));
        Assert.Empty(await SimilarAsync(Admin, Some(1)));
    }

    [Fact]
    public async Task SimilarAsync_Should_FindThemMostSimilarFirst_When_SomeLookAlike()
    {
        var same = await AddAsync(Some(1));
        var cut = await AddAsync(Some(1, shift: 0.04));
        for (var other = 2; other < 40; other++)
        {
            await AddAsync(Some(other));
        }

        var found = await SimilarAsync(Admin, Some(1));

        Assert.Equal([same.Id, cut.Id], found.Select(asset => asset.AssetId));
        Assert.Equal(1, found[0].Similarity, 3);
        Assert.InRange(found[1].Similarity, Likeness.Near, 0.9999);
        Assert.Equal([same.Id], (await SimilarAsync(Admin, Some(1), first: 1)).Select(asset => asset.AssetId));
        Assert.Equal([same.Id], (await SimilarAsync(Admin, Some(1), minSimilarity: 0.9999)).Select(asset => asset.AssetId));
        Assert.Equal([cut.Id], (await SimilarAsync(Admin, Some(1), except: same.Id)).Select(asset => asset.AssetId));
    }

    [Fact]
    public async Task SimilarAsync_Should_AnswerEachByItself_When_SeveralAreAsked()
    {
        var (first, second) = (await AddAsync(Some(1)), await AddAsync(Some(2)));

        var found = await Reader.SimilarAsync(Admin, [new(Some(2)), new(Some(3)), new(Some(1)), new(Some(1), first.Id)], 10, Likeness.Near, Ct);

        Assert.Equal([[second.Id], [], [first.Id], []], found.Select(list => list.Select(asset => asset.AssetId)));
    }

    [Fact]
    public async Task SimilarAsync_Should_FindOnlyWhatTheCallerSees_When_VersionsAndStatusesDiffer()
    {
        var published = await AddAsync(Some(1), published: true);
        var draft = await AddAsync(Some(1));
        var newer = await AddAsync(Some(1), published: true);
        await AddVersionAsync(newer.Id, Some(2));
        var deleted = await AddAsync(Some(1), published: true);
        await DeleteAsync(deleted.Id);

        Assert.Equal(Sorted(published.Id, draft.Id), Sorted(await SimilarAsync(Admin, Some(1))));
        Assert.Equal(Sorted(newer.Id), Sorted(await SimilarAsync(Admin, Some(2))));
        Assert.Equal(Sorted(published.Id, newer.Id), Sorted(await SimilarAsync(Shop, Some(1))));
        Assert.Empty(await SimilarAsync(Shop, Some(2)));
        Assert.Empty(await SimilarAsync(Caller.Anonymous, Some(1)));
        Assert.Equal([Some(2).Keys, Some(1).Keys], new[] { await KeysAsync(Admin, newer.Id), await KeysAsync(Shop, newer.Id) });
        Assert.Empty(await Reader.FindAsync(Shop, [draft.Id, deleted.Id], Ct));
    }

    [Fact]
    public async Task Likeness_Should_GoWithItsVersion_When_AnAssetIsRemoved()
    {
        var asset = await AddAsync(Some(1));
        await using var context = _database.Get<Database>().OpenContext();

        await context.Assets.Where(found => found.Id == asset.Id).ExecuteDeleteAsync(Ct);

        Assert.Equal(0, await context.Likenesses.CountAsync(Ct));
    }

    private static IEnumerable<Guid> Sorted(params Guid[] ids) => ids.Order();

    private static IEnumerable<Guid> Sorted(IReadOnlyList<SimilarAsset> assets) => assets.Select(asset => asset.AssetId).Order();

    private async Task<IReadOnlyList<int>> KeysAsync(Caller caller, Guid assetId) => (await Reader.FindAsync(caller, [assetId], Ct))[assetId].Keys;

    private async Task<IReadOnlyList<SimilarAsset>> SimilarAsync(
        Caller caller, Likeness likeness, int first = 10, double minSimilarity = Likeness.Near, Guid? except = null) =>
        Assert.Single(await Reader.SimilarAsync(caller, [new LikenessSearch(likeness, except)], first, minSimilarity, Ct));

    private async Task<Asset> AddAsync(Likeness? likeness, bool published = false)
    {
        var asset = await _database.AddAssetAsync(published: published);
        await SetAsync(asset.CurrentVersion, likeness);
        return asset;
    }

    private async Task AddVersionAsync(Guid assetId, Likeness likeness)
    {
        await using var unit = await _database.Units.BeginAsync(Ct);
        var version = (await unit.Assets.FindAsync(assetId, Ct))!.AddVersion(TestDatabase.Content("second.jpg"), _database.Time.GetUtcNow());
        await unit.Likenesses.SetAsync(version, likeness, Ct);
        await unit.CommitAsync(Ct);
    }

    private async Task SetAsync(AssetVersion version, Likeness? likeness)
    {
        await using var unit = await _database.Units.BeginAsync(Ct);
        await unit.Likenesses.SetAsync(version, likeness, Ct);
        await unit.CommitAsync(Ct);
    }

    private async Task DeleteAsync(Guid id)
    {
        await using var context = _database.Get<Database>().OpenContext();
        var now = _database.Time.GetUtcNow();
        await context.Assets.Where(asset => asset.Id == id).ExecuteUpdateAsync(set => set.SetProperty(asset => asset.DeletedAt, now), Ct);
    }
}
