using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Changes;
using Dam.Domain.Channels;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Jobs;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>Licences and releases that cover many assets, on every provider.</summary>
public abstract class GrantContract(string provider) : IAsyncLifetime
{
    /// <summary>Some more than two portions of what the feed is told of at once.</summary>
    private const int Many = 1_203;

    private static readonly Caller Admin = Caller.Administrator("tests");

    private static readonly Caller Shop = Caller.Storefront("shop");

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private RevokeGrantHandler Revoke => new(_database.Units, _database.Time);

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Revoke_Should_RefuseAllThatIsCoveredAndTellOfEachOnce_When_ManyAssetsAre(bool isLicense)
    {
        var grant = isLicense ? await AddLicenseAsync() : await AddReleaseAsync();
        await AddAssetsAsync(Many, RightsUnder(grant));
        var free = await _database.AddAssetAsync("free", published: true);
        var deleted = await _database.AddAssetAsync("deleted", RightsUnder(grant), published: true);
        Assert.True((await new DeleteAssetHandler(_database.Units, _database.Time).HandleAsync(Admin, new DeleteAsset(deleted.Id, ExpectedRevision: null, DryRun: false), Ct)).Succeeded);
        Assert.Equal(Many + 1, await _database.Assets.CountAsync(Shop, filter: null, Ct));
        Assert.Equal((Many, 2), (await Impact.CountAssetsAsync(ImpactScope.Of(grant), Ct), (await Impact.FindAssetsAsync(ImpactScope.Of(grant), 2, Ct)).Count));

        Assert.True((isLicense
            ? await Revoke.HandleAsync(Admin, new RevokeLicense(grant.Value, "Over", DryRun: false), Ct)
            : await Revoke.HandleAsync(Admin, new RevokeRelease(grant.Value, "Over", DryRun: false), Ct)).Succeeded);

        Assert.Equal(1, await _database.Assets.CountAsync(Shop, filter: null, Ct));
        Assert.Equal(free.Id, Assert.Single(await _database.Assets.FindAsync(Shop, [free.Id, deleted.Id], Ct)).Id);
        var rounds = await TellAsync();
        await using var context = _database.Get<Database>().OpenContext();
        var told = await context.Events.Where(row => row.Kind == ChangeKind.DeliveryChanged).Select(row => row.AssetId).ToListAsync(Ct);
        Assert.Equal((3, Many, Many), (rounds, told.Count, told.Distinct().Count()));
        Assert.DoesNotContain(free.Id, told.OfType<Guid>());
    }

    [Fact]
    public async Task Releases_Should_FollowTheAssetsList_When_RightsChange()
    {
        var (one, two) = (await AddReleaseAsync(), await AddReleaseAsync());
        var asset = await _database.AddAssetAsync(rights: RightsUnder(one), published: true);

        await SetAsync(ReleaseSet.Of([one.Value, two.Value]));
        Assert.Equal((1, 1), (await Impact.CountAssetsAsync(ImpactScope.Of(one), Ct), await Impact.CountAssetsAsync(ImpactScope.Of(two), Ct)));
        await SetAsync(ReleaseSet.Of([two.Value]));
        Assert.Equal((0, 1), (await Impact.CountAssetsAsync(ImpactScope.Of(one), Ct), await Impact.CountAssetsAsync(ImpactScope.Of(two), Ct)));
        Assert.True((await Revoke.HandleAsync(Admin, new RevokeRelease(one.Value, "Over", DryRun: false), Ct)).Succeeded);
        Assert.Equal(1, await _database.Assets.CountAsync(Shop, filter: null, Ct));
        await SetAsync(releases: null);
        Assert.Empty(Assert.Single(await _database.Assets.FindAsync(Admin, [asset.Id], Ct)).Releases);

        async Task SetAsync(ReleaseSet? releases)
        {
            var command = new SetAssetRights(asset.Id, new RightsPatch { Releases = Change<ReleaseSet>.To(releases) }, ExpectedRevision: null);
            Assert.True((await new SetAssetRightsHandler(_database.Units, new OneMark(), _database.Time).HandleAsync(Admin, command, Ct)).Succeeded);
        }
    }

    [Fact]
    public async Task Impact_Should_NameSkusOnceAndChannelsByKey_When_AssetsShareThem()
    {
        var (narrow, wide) = (await AddReleaseAsync(), await AddReleaseAsync());
        var web = await _database.AddAssetAsync("web", RightsUnder(narrow) with { Channels = KeyRule.Of(["web"]) });
        var both = await _database.AddAssetAsync("both", RightsUnder(narrow) with { Channels = KeyRule.Of(["web", "print"]) });
        var all = await _database.AddAssetAsync("all", RightsUnder(wide));
        foreach (var key in (string[])["web", "print", "shop"])
        {
            Assert.True((await new SaveChannelHandler(_database.Units, new OneMark(), _database.Time).HandleAsync(Admin, new SaveChannel(key, key, Slots: null), Ct)).Succeeded);
        }

        var first = await _database.AddSkuAsync("B", links: [(web.Id, SkuRole.Primary), (both.Id, SkuRole.Detail), (all.Id, SkuRole.Detail)]);
        _database.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await _database.AddSkuAsync("A", links: [(both.Id, SkuRole.Primary)]);

        Assert.Equal([first.Id, second.Id], await Impact.FindSkusAsync(ImpactScope.Of(narrow), 10, Ct));
        Assert.Equal([first.Id], await Impact.FindSkusAsync(ImpactScope.Of(narrow), 1, Ct));
        Assert.Equal([first.Id], await Impact.FindSkusAsync(new ImpactScope(all.Id), 10, Ct));
        Assert.Equal(["print", "web"], await Impact.FindChannelsAsync(ImpactScope.Of(narrow), Ct));
        Assert.Equal(["web"], await Impact.FindChannelsAsync(new ImpactScope(web.Id), Ct));
        Assert.Equal(["print", "shop", "web"], await Impact.FindChannelsAsync(ImpactScope.Of(wide), Ct));
    }

    [Fact]
    public async Task Alternates_Should_BeThoseThatAreNamedLast_When_GroupsMeet()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await _database.AddAssetAsync($"{i}", published: true)).Id);
        }

        await SetAsync(ids[0], ids[1], ids[2]);
        await SetAsync(ids[3], ids[4]);
        Assert.Equal([[1, 2], [0, 2], [0, 1], [4], [3]], await AlternatesAsync());

        await SetAsync(ids[0], ids[3]);
        Assert.Equal([[3], [2], [1], [0], []], await AlternatesAsync());
        Assert.Equal(0, await ChangesOfAsync(() => SetAsync(ids[3], ids[0])));

        async Task SetAsync(params Guid[] assetIds) =>
            Assert.True((await new SetAssetAlternatesHandler(_database.Units, _database.Time).HandleAsync(Admin, new SetAssetAlternates(assetIds), Ct)).Succeeded);

        async Task<int[][]> AlternatesAsync()
        {
            var found = await _database.Assets.AlternatesAsync(Shop, ids, new DeliveryContext(_database.Time.GetUtcNow()), 10, AssetColumns.Title, Ct);
            return [.. ids.Select(id => found.GetValueOrDefault(id, []).Select(asset => ids.IndexOf(asset.Id)).Order().ToArray())];
        }
    }

    private IAssetImpactReader Impact => _database.Get<IAssetImpactReader>();

    private async Task<int> ChangesOfAsync(Func<Task> work)
    {
        await using var context = _database.Get<Database>().OpenContext();
        var before = await context.Events.CountAsync(Ct);
        await work();
        return await context.Events.CountAsync(Ct) - before;
    }

    private static AssetRights RightsUnder(GrantId grant) =>
        grant.IsLicense ? new AssetRights { LicenseId = grant.Value } : new AssetRights { NeedsRelease = true, Releases = ReleaseSet.Of([grant.Value]) };

    /// <summary>Runs what waits, one after the other; how many they were.</summary>
    private async Task<int> TellAsync()
    {
        var (table, handler, rounds) = (_database.Get<JobTable>(), new TellOfGrantHandler(_database.Units), 0);
        while (await table.ClaimAsync(TellOfGrantHandler.JobKind, TimeSpan.FromMinutes(1)) is { } run)
        {
            await handler.RunAsync(run, Ct);
            Assert.True(run.HasEnded);
            rounds++;
        }

        return rounds;
    }

    private async Task AddAssetsAsync(int count, AssetRights rights) => await _database.AddAsync([.. Enumerable.Range(0, count).Select(i =>
    {
        var now = _database.Time.GetUtcNow();
        var asset = Asset.Create($"{i}", rights, TestDatabase.Content(), now);
        asset.SetStatus(asset.CurrentVersion, AssetStatus.Approved, note: null, now);
        asset.CurrentVersion.ProcessingSucceeded(image: null);
        return asset;
    })]);

    private async Task<GrantId> AddLicenseAsync() =>
        new(IsLicense: true, (await new CreateLicenseHandler(_database.Units, _database.Time).HandleAsync(Admin, new CreateLicense(new NewLicense("L")), Ct)).Value!.Value);

    private async Task<GrantId> AddReleaseAsync() =>
        new(IsLicense: false, (await new CreateReleaseHandler(_database.Units, _database.Time).HandleAsync(Admin, new CreateRelease(new NewRelease(ReleaseKind.Model, "A")), Ct)).Value!.Value);
}
