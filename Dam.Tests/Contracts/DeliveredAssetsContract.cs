using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Changes;
using Dam.Domain.Delivery;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Infrastructure.Persistence.Delivery;
using Dam.Infrastructure.Persistence.Nodes;
using Dam.Tests.Infrastructure;

namespace Dam.Tests.Contracts;

/// <summary>What a node keeps of assets for delivery is what the rows say: its own changes at once, others' when it has looked, and nothing counts when it could not look.</summary>
public abstract class DeliveredAssetsContract(string provider) : IAsyncLifetime
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    private TestDatabase _here = null!;
    private TestDatabase _there = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _here = await TestDatabase.OpenAsync(provider);
        _there = await _here.AddNodeAsync();
        _here.Time.Counter = 0;
        await LookAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _there.DisposeAsync();
        await _here.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task FindAsync_Should_AskTheDatabaseOnce_When_NothingChanges()
    {
        var asset = await _here.AddAssetAsync(published: true);
        var first = await FindAsync(asset.Id);

        var (again, statements) = await _here.WatchAsync(() => FindAsync(asset.Id));

        Assert.Same(first, again);
        Assert.Empty(statements);
    }

    [Fact]
    public async Task FindAsync_Should_KnowIt_When_ThisNodeHasCommitted()
    {
        var asset = await _here.AddAssetAsync(published: true);
        for (var round = 0; round < 3; round++)
        {
            var expiry = TestDatabase.Start.AddHours(round);
            await FindAsync(asset.Id);
            await SetExpiryAsync(_here, asset.Id, expiry);
            Assert.Equal(expiry, (await FindAsync(asset.Id))!.Asset.Rights.ExpiresAt);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FindAsync_Should_KnowIt_When_AnotherNodeHasCommittedAndThisOneHasLooked(bool isNumbered)
    {
        var (asset, other) = (await _here.AddAssetAsync(published: true), await _here.AddAssetAsync(published: true));
        for (var round = 0; round < 3; round++)
        {
            var expiry = TestDatabase.Start.AddHours(round);
            var keptOther = await FindAsync(other.Id);
            await FindAsync(asset.Id);
            await SetExpiryAsync(_there, asset.Id, expiry);
            if (isNumbered)
            {
                await _there.Get<Sequencer>().RunOnceAsync(Ct);
            }

            await LookAsync();

            Assert.Equal(expiry, (await FindAsync(asset.Id))!.Asset.Rights.ExpiresAt);
            Assert.Same(keptOther, await FindAsync(other.Id));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FindAsync_Should_ForgetAll_When_AnEventNamesNothing(bool isHere)
    {
        var asset = await _here.AddAssetAsync(published: true);
        var before = await FindAsync(asset.Id);
        await WriteEventsAsync(isHere ? _here : _there, count: 1, skuId: Guid.CreateVersion7());
        await LookAsync();
        Assert.Same(before, await FindAsync(asset.Id));

        await WriteEventsAsync(isHere ? _here : _there, count: 1);
        await (isHere ? Task.CompletedTask : LookAsync());

        Assert.NotSame(before, await FindAsync(asset.Id));
    }

    [Fact]
    public async Task FindAsync_Should_KnowThemAll_When_MoreHappenedElsewhereThanOneStatementReads()
    {
        var assets = new List<Asset>();
        for (var i = 0; i < 3; i++)
        {
            assets.Add(await _here.AddAssetAsync(published: true));
        }

        foreach (var isNumbered in (bool[])[true, false])
        {
            foreach (var asset in assets)
            {
                await FindAsync(asset.Id);
            }

            await SetExpiryAsync(_there, assets[0].Id, _there.Time.Now);
            await WriteEventsAsync(_there, count: 600, skuId: Guid.CreateVersion7());
            await SetExpiryAsync(_there, assets[1].Id, _there.Time.Now);
            while (isNumbered && await _there.Get<Sequencer>().RunOnceAsync(Ct) > 0)
            {
            }

            await LookAsync();

            foreach (var asset in assets[..2])
            {
                Assert.Equal(_there.Time.Now, (await FindAsync(asset.Id))!.Asset.Rights.ExpiresAt);
            }

            _there.Time.Now += TimeSpan.FromHours(1);
        }
    }

    /// <summary>It had no number when this node asked for the head, and has one when it asks for those without.</summary>
    [Fact]
    public async Task FindAsync_Should_KnowIt_When_AnEventIsNumberedWhileThisNodeLooks()
    {
        var asset = await _here.AddAssetAsync(published: true);
        await _there.Get<Sequencer>().RunOnceAsync(Ct);
        await LookAsync();
        await FindAsync(asset.Id);
        await SetExpiryAsync(_there, asset.Id, TestDatabase.Start);
        await _there.Get<Sequencer>().RunOnceAsync(Ct);

        await _here.Get<DeliveredAssets>().FollowAsync(head: 0, anyWaits: true, _here.Time.GetTimestamp(), Ct);

        Assert.Equal(TestDatabase.Start, (await FindAsync(asset.Id))!.Asset.Rights.ExpiresAt);
    }

    [Fact]
    public async Task FindAsync_Should_KnowIt_When_AUrlIsOfANewerEpoch()
    {
        var asset = await _here.AddAssetAsync(published: true);
        await FindAsync(asset.Id);
        var handler = new RevokeDeliveryUrlsHandler(_there.Units, _there.Time);
        Assert.True((await handler.HandleAsync(Admin, new RevokeDeliveryUrls(asset.Id, "r"), Ct)).Succeeded);

        Assert.Equal(1, (await _here.Get<IDeliveredAssets>().FindAsync(asset.Id, epoch: 1, Ct))!.Asset.Epoch);
    }

    [Fact]
    public async Task FindAsync_Should_AskTheDatabase_When_ItHasNotLookedForASecond()
    {
        var asset = await _here.AddAssetAsync(published: true);
        await FindAsync(asset.Id);
        await SetExpiryAsync(_there, asset.Id, TestDatabase.Start);
        _here.Time.Counter += _here.Time.TimestampFrequency;

        Assert.Equal(TestDatabase.Start, (await FindAsync(asset.Id))!.Asset.Rights.ExpiresAt);
    }

    [Fact]
    public async Task FindAsync_Should_ForgetIt_When_TheAssetIsDeletedElsewhere()
    {
        var asset = await _here.AddAssetAsync(published: true);
        Assert.NotNull(await FindAsync(asset.Id));
        Assert.True((await new DeleteAssetHandler(_there.Units, _there.Time).HandleAsync(Admin, new DeleteAsset(asset.Id, ExpectedRevision: null, DryRun: false), Ct)).Succeeded);

        await LookAsync();

        Assert.Null(await FindAsync(asset.Id));
    }

    private Task LookAsync() => _here.Get<NodeWatch>().LookAsync(Ct);

    private async Task<DeliveredAsset?> FindAsync(Guid id) => await _here.Get<IDeliveredAssets>().FindAsync(id, epoch: 0, Ct);

    private static async Task SetExpiryAsync(TestDatabase node, Guid id, DateTimeOffset expiry)
    {
        var handler = new SetAssetRightsHandler(node.Units, new OneMark(), node.Time);
        var rights = new RightsPatch { ExpiresAt = Change<DateTimeOffset?>.To(expiry) };
        Assert.True((await handler.HandleAsync(Admin, new SetAssetRights(id, rights, ExpectedRevision: null), Ct)).Succeeded);
    }

    private static async Task WriteEventsAsync(TestDatabase node, int count, Guid? skuId = null)
    {
        await using var unit = await node.Units.BeginAsync(Ct);
        for (var i = 0; i < count; i++)
        {
            unit.Events.Add(new Event(Kind: null, "tests.happened", "tests", SkuId: skuId));
        }

        await unit.CommitAsync(Ct);
    }
}
