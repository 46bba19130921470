using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Audit;
using Dam.Domain.Changes;
using Dam.Domain.Channels;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>Events on every provider: numbered without gaps whoever writes, told in one order, and sealed so that tampering shows.</summary>
public abstract class ChangeContract(string provider) : IAsyncLifetime
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    private static readonly ChangeScope Web = new("web", Territory: null);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IChangeReader Changes => _database.Get<IChangeReader>();

    private Sequencer Sequencer => _database.Get<Sequencer>();

    private SetAssetRightsHandler SetRights => new(_database.Units, new OneMark(), _database.Time);

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task AfterAsync_Should_HaveNoGaps_When_WritersAndSequencersRunAtOnce()
    {
        const int Writers = 8;
        const int Each = 15;
        var asset = await _database.AddAssetAsync();
        using var done = new CancellationTokenSource();
        var seen = Enumerable.Range(0, 3).Select(_ => Task.Run(() => FollowAsync(Writers * Each), Ct)).ToList();
        var sequencers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => SequenceAsync(done.Token), Ct)).ToList();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; i < Each; i++)
                {
                    var outcome = await SetRights.HandleAsync(Admin, new SetAssetRights(asset.Id, Credit($"{writer}.{i}"), ExpectedRevision: null), Ct);
                    Assert.True(outcome.Succeeded);
                }
            },
            Ct)));

        var expected = Enumerable.Range(1, Writers * Each).Select(number => (long)number);
        foreach (var follower in seen)
        {
            Assert.Equal(expected, await follower);
        }

        await done.CancelAsync();
        await Task.WhenAll(sequencers);
        Assert.Null((await _database.Get<IAuditReader>().VerifyAsync(Ct)).Problem);
    }

    [Fact]
    public async Task AfterAsync_Should_TellWhatHappened_When_AssetsAndSkusChange()
    {
        var asset = await _database.AddAssetAsync(image: new VersionImage(1, 1, HasAlpha: false, 1, [new(0, 0, 0)], "aa", new(0, 0, 0), null, null));
        await SetRights.HandleAsync(Admin, new SetAssetRights(asset.Id, Credit("somebody"), null), Ct);
        await new SetAssetStatusHandler(_database.Units, _database.Time).HandleAsync(Admin, new SetAssetStatus(asset.Id, AssetStatus.Approved, null, null, null), Ct);
        await SetRights.HandleAsync(Admin, new SetAssetRights(asset.Id, new RightsPatch { ExpiresAt = Change<DateTimeOffset?>.To(TestDatabase.Start.AddDays(9)) }, null), Ct);
        var link = new SkuLinkRow(new AssetRef(asset.Id, null, null), SkuRole.Primary);
        await SyncAsync([link]);
        await SyncAsync([link]);
        await SyncAsync([]);

        await Sequencer.RunOnceAsync(Ct);

        var page = (await Changes.AfterAsync(null, 100, scope: null, Ct)).Value!;
        Assert.Equal(
            [
                ChangeKind.AssetUpdated,
                ChangeKind.AssetUpdated, ChangeKind.DeliveryChanged,
                ChangeKind.AssetUpdated, ChangeKind.DeliveryChanged,
                ChangeKind.SkuUpdated, ChangeKind.SkuLinked,
                ChangeKind.SkuUpdated, ChangeKind.SkuUnlinked,
            ],
            page.Changes.Select(change => change.Kind));
        Assert.All(page.Changes.Take(5), change => Assert.Equal(asset.Id, change.AssetId));
        Assert.Equal((9L, false), (page.Last, page.HasNext));
        Assert.Equal(9, await Changes.HeadAsync(Ct));
    }

    [Fact]
    public async Task AfterAsync_Should_GoOnWhereItWas_When_TheFeedIsReadInPortions()
    {
        await ChangeAsync(times: 7);

        var first = (await Changes.AfterAsync(null, 3, scope: null, Ct)).Value!;
        var second = (await Changes.AfterAsync(first.Last, 3, scope: null, Ct)).Value!;
        var third = (await Changes.AfterAsync(second.Last, 3, scope: null, Ct)).Value!;
        var nothing = (await Changes.AfterAsync(third.Last, 3, scope: null, Ct)).Value!;

        Assert.Equal([1L, 2, 3, 4, 5, 6, 7], first.Changes.Concat(second.Changes).Concat(third.Changes).Select(change => change.Sequence));
        Assert.Equal((true, true, false, false), (first.HasNext, second.HasNext, third.HasNext, nothing.HasNext));
        Assert.Equal((0, 7L), (nothing.Changes.Count, nothing.Last));
    }

    [Fact]
    public async Task AfterAsync_Should_LeaveOutWhatMayNotBeDelivered_When_AChannelAsks()
    {
        var (shown, hidden, deleted) = (await _database.AddAssetAsync(published: true), await _database.AddAssetAsync(), await _database.AddAssetAsync(published: true));
        await SetRights.HandleAsync(Admin, new SetAssetRights(shown.Id, Credit("a"), null), Ct);
        await SetRights.HandleAsync(Admin, new SetAssetRights(hidden.Id, Credit("a"), null), Ct);
        await SyncAsync([new SkuLinkRow(new AssetRef(hidden.Id, null, null), SkuRole.Primary), new SkuLinkRow(new AssetRef(shown.Id, null, null), SkuRole.Gallery)]);
        await SetRights.HandleAsync(Admin, new SetAssetRights(deleted.Id, Credit("a"), null), Ct);
        await new DeleteAssetHandler(_database.Units, _database.Time).HandleAsync(Admin, new DeleteAsset(deleted.Id, null, DryRun: false), Ct);
        await SetRights.HandleAsync(Admin, new SetAssetRights(hidden.Id, new RightsPatch { ExpiresAt = Change<DateTimeOffset?>.To(TestDatabase.Start) }, null), Ct);
        await Sequencer.RunOnceAsync(Ct);

        var page = (await Changes.AfterAsync(null, 100, Web, Ct)).Value!;

        Assert.Equal(
            [
                (ChangeKind.AssetUpdated, shown.Id), (ChangeKind.SkuUpdated, null), (ChangeKind.SkuLinked, shown.Id),
                (ChangeKind.AssetDeleted, deleted.Id), (ChangeKind.DeliveryChanged, hidden.Id),
            ],
            page.Changes.Select(change => (change.Kind, change.AssetId)));
        Assert.Equal((9L, false), (page.Last, page.HasNext));
    }

    [Fact]
    public async Task AfterAsync_Should_GoOnOverWhatIsLeftOut_When_ThereIsMuchOfIt()
    {
        var (shown, hidden) = (await _database.AddAssetAsync(published: true), await _database.AddAssetAsync());
        await TellAsync([.. Enumerable.Repeat(hidden.Id, ChangeReader.Window + 5), shown.Id, shown.Id, hidden.Id]);

        var nothing = (await Changes.AfterAsync(null, 10, Web, Ct)).Value!;
        var one = (await Changes.AfterAsync(nothing.Last, 1, Web, Ct)).Value!;
        var other = (await Changes.AfterAsync(one.Last, 1, Web, Ct)).Value!;
        var end = (await Changes.AfterAsync(other.Last, 1, Web, Ct)).Value!;

        Assert.Equal((0, ChangeReader.Window, true), (nothing.Changes.Count, nothing.Last, nothing.HasNext));
        Assert.Equal((ChangeReader.Window + 6L, true), (Assert.Single(one.Changes).Sequence, one.HasNext));
        Assert.Equal((ChangeReader.Window + 7L, ChangeReader.Window + 8L, false), (Assert.Single(other.Changes).Sequence, other.Last, other.HasNext));
        Assert.Equal((0, other.Last, false), (end.Changes.Count, end.Last, end.HasNext));
    }

    /// <summary>Who asks for each asset that is told of knows in the end all that may be delivered as it is, though it was not told of everything.</summary>
    [Fact]
    public async Task FollowAsync_Should_MissNothing_When_AssetsComeAndGoInAChannel()
    {
        const int Writers = 4;
        const int Each = 25;
        foreach (var key in (string[])[Web.Channel, "print"])
        {
            Assert.True((await new SaveChannelHandler(_database.Units, new OneMark(), _database.Time).HandleAsync(Admin, new SaveChannel(key, key, Slots: null), Ct)).Succeeded);
        }

        var assets = new List<Guid>();
        for (var i = 0; i < Writers; i++)
        {
            assets.Add((await _database.AddAssetAsync(published: true)).Id);
        }

        using var done = new CancellationTokenSource();
        var sequencer = Task.Run(() => SequenceAsync(done.Token), Ct);
        var consumer = Task.Run(() => ConsumeAsync(), Ct);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                var random = new Random(writer);
                for (var i = 0; i < Each; i++)
                {
                    var channels = Change<KeyRule>.To(KeyRule.Of([i == Each - 1 || random.Next(4) == 0 ? Web.Channel : "print"]));
                    Assert.True((await SetRights.HandleAsync(Admin, new SetAssetRights(assets[writer], Credit($"{i}") with { Channels = channels }, null), Ct)).Succeeded);
                }
            },
            Ct)));
        await SyncAsync([]);

        var (known, told) = await consumer;
        await done.CancelAsync();
        await sequencer;
        var now = await _database.Assets.FindAsync(Admin, assets, Ct);
        Assert.All(now, asset => Assert.Equal(asset.Revision, known[asset.Id]));
        Assert.InRange(told, Writers, await Changes.HeadAsync(Ct) - 1);

        async Task<(Dictionary<Guid, int> Known, long Told)> ConsumeAsync()
        {
            var (revisions, count) = (new Dictionary<Guid, int>(), 0L);
            await foreach (var change in _database.Get<IChangeFeed>().FollowAsync(after: 0, Web, Ct))
            {
                count++;
                if (change.SkuId is not null)
                {
                    break;
                }

                if (change.AssetId is { } id)
                {
                    revisions[id] = (await _database.Assets.FindAsync(Admin, [id], Ct))[0].Revision;
                }
            }

            return (revisions, count);
        }
    }

    [Fact]
    public async Task AfterAsync_Should_BeExpired_When_WhatComesNextIsNoLongerKept()
    {
        await ChangeAsync(times: 3);
        _database.Time.Advance(TimeSpan.FromDays(30) + TimeSpan.FromSeconds(1));
        await ChangeAsync(times: 1);

        var stale = await Changes.AfterAsync(1, 10, scope: null, Ct);
        var current = (await Changes.AfterAsync(3, 10, scope: null, Ct)).Value!;
        var fromOldest = (await Changes.AfterAsync(null, 10, scope: null, Ct)).Value!;

        Assert.Equal("CURSOR_EXPIRED", Assert.Single(stale.Errors).Code);
        Assert.Equal([4L], current.Changes.Select(change => change.Sequence));
        Assert.Equal([4L], fromOldest.Changes.Select(change => change.Sequence));
    }

    [Fact]
    public async Task CommitAsync_Should_TellNothing_When_TheCommandIsRefused()
    {
        var outcome = await SetRights.HandleAsync(Admin, new SetAssetRights(Guid.CreateVersion7(), Credit("x"), null), Ct);

        Assert.False(outcome.Succeeded);
        Assert.Equal(0, await Sequencer.RunOnceAsync(Ct));
    }

    [Theory]
    [InlineData("UPDATE \"Events\" SET \"Actor\" = 'somebody else' WHERE \"Sequence\" = 4", 4, "HASH_MISMATCH")]
    [InlineData("UPDATE \"Events\" SET \"Details\" = '{}' WHERE \"Sequence\" = 4", 4, "DETAILS_MISMATCH")]
    [InlineData("DELETE FROM \"Events\" WHERE \"Sequence\" = 4", 4, "EVENT_MISSING")]
    [InlineData("UPDATE \"Events\" SET \"Sequence\" = CASE \"Sequence\" WHEN 4 THEN 105 ELSE 104 END WHERE \"Sequence\" IN (4, 5);UPDATE \"Events\" SET \"Sequence\" = \"Sequence\" - 100 WHERE \"Sequence\" > 100", 4, "HASH_MISMATCH")]
    [InlineData("UPDATE \"Events\" SET \"Hash\" = '0000000000000000000000000000000000000000000000000000000000000000' WHERE \"Sequence\" = 7", 7, "HASH_MISMATCH")]
    public async Task VerifyAsync_Should_FindTheFirstBadEvent_When_RowsWereTamperedWith(string tampering, long place, string code)
    {
        await ChangeAsync(times: 8);
        var audit = _database.Get<IAuditReader>();
        var whole = await audit.VerifyAsync(Ct);
        Assert.Equal((8L, null), (whole.Events, whole.Problem));

        await using (var context = _database.Get<Database>().OpenContext())
        {
            foreach (var statement in tampering.Split(';'))
            {
                await context.Database.ExecuteSqlRawAsync(statement.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), Ct);
            }
        }

        var found = await audit.VerifyAsync(Ct);
        Assert.Equal((place, code), (found.Problem!.Sequence, found.Problem.Code));
        Assert.Equal(place - 1, found.Events);
    }

    [Fact]
    public async Task VerifyAsync_Should_FindNothing_When_DetailsWereErased()
    {
        await ChangeAsync(times: 3);
        await using (var context = _database.Get<Database>().OpenContext())
        {
            await context.Database.ExecuteSqlRawAsync("UPDATE \"Events\" SET \"Details\" = NULL WHERE \"Sequence\" = 2", Ct);
        }

        Assert.Null((await _database.Get<IAuditReader>().VerifyAsync(Ct)).Problem);
    }

    [Fact]
    public async Task PageAsync_Should_KeepWhatFits_When_TheLogIsFiltered()
    {
        await ChangeAsync(times: 5);
        var audit = _database.Get<IAuditReader>();
        var all = await PageAsync(new AuditFilter(null, null, null, null, null, null));

        Assert.Equal([5L, 4, 3, 2, 1], all.Select(record => record.Sequence));
        Assert.Equal(5, (await PageAsync(new AuditFilter(all[0].AssetId, null, "tests", "asset.rights-set", TestDatabase.Start, TestDatabase.Start.AddSeconds(1)))).Count);
        Assert.Empty(await PageAsync(new AuditFilter(Guid.CreateVersion7(), null, null, null, null, null)));
        Assert.Empty(await PageAsync(new AuditFilter(null, null, "nobody", null, null, null)));
        Assert.Empty(await PageAsync(new AuditFilter(null, null, null, "asset.created", null, null)));
        Assert.Empty(await PageAsync(new AuditFilter(null, null, null, null, TestDatabase.Start.AddSeconds(1), null)));
        Assert.Empty(await PageAsync(new AuditFilter(null, null, null, null, null, TestDatabase.Start)));
        Assert.Contains("\"credit\":\"4\"", all[0].Details, StringComparison.Ordinal);

        async Task<List<AuditRecord>> PageAsync(AuditFilter filter) =>
            [.. (await audit.PageAsync(filter, new PageRequest(100, null, null, null), Ct)).Value!.Items.Select(item => item.Item)];
    }

    private async Task<List<long>> FollowAsync(int count)
    {
        var seen = new List<long>();
        await foreach (var change in _database.Get<IChangeFeed>().FollowAsync(after: 0, scope: null, Ct))
        {
            seen.Add(change.Sequence);
            if (seen.Count == count)
            {
                break;
            }
        }

        return seen;
    }

    private async Task SequenceAsync(CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            await Sequencer.RunOnceAsync(Ct);
            await Task.Yield();
        }
    }

    /// <summary>Makes so many events of one kind.</summary>
    private async Task ChangeAsync(int times)
    {
        var asset = await _database.AddAssetAsync();
        for (var i = 0; i < times; i++)
        {
            Assert.True((await SetRights.HandleAsync(Admin, new SetAssetRights(asset.Id, Credit($"{i}"), null), Ct)).Succeeded);
        }

        Assert.Equal(times, await Sequencer.RunOnceAsync(Ct));
    }

    /// <summary>Writes that these assets were changed, in this order, and numbers it.</summary>
    private async Task TellAsync(IReadOnlyList<Guid> assets)
    {
        await _database.Units.ChangeAsync(
            unit =>
            {
                foreach (var id in assets)
                {
                    unit.Events.Add(new Event(ChangeKind.AssetUpdated, "asset.updated", "tests", id));
                }

                return Task.FromResult(true);
            },
            Ct);
        while (await Sequencer.RunOnceAsync(Ct) > 0)
        {
        }
    }

    private async Task SyncAsync(IReadOnlyList<SkuLinkRow> links) =>
        Assert.True((await new SyncSkusHandler(_database.Units, _database.Time).HandleAsync(Admin, new SyncSkus([new SkuRow("SHOE", default, links)], ErrorPolicy.RejectAll), Ct)).Succeeded);

    private static RightsPatch Credit(string text) => new() { Credit = Change<string>.To(text) };
}
