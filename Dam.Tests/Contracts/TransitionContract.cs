using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Changes;
using Dam.Domain.Rights;
using Dam.Domain.Transitions;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Infrastructure.Persistence.Jobs;
using Dam.Infrastructure.Persistence.Nodes;
using Dam.Infrastructure.Persistence.Transitions;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>On every provider, whoever follows changes is told of each verdict that time changes, once.</summary>
public abstract class TransitionContract(string provider) : IAsyncLifetime
{
    /// <summary>Some more than two portions.</summary>
    private const int Many = 1_203;

    private static readonly Caller Admin = Caller.Administrator("tests");

    private static readonly DateTimeOffset Noon = TestDatabase.Start.AddDays(1);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Few instants for many rights, so that an asset's own dates, its licence's and its releases' often fall together, pass each other by, or have nothing left to change.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Transitions_Should_TellOfExactlyWhatThePolicyChanges_When_RightsAreRandom(int hoursAtATime)
    {
        const int Hours = 12;
        var random = new Random(20260301);
        var licenses = await FillAsync(3, () => new License(new NewLicense("L") { StartsAt = Early(), ExpiresAt = Late() }, TestDatabase.Start), license => license.Id);
        var releases = await FillAsync(5, () => new Release(new NewRelease(ReleaseKind.Model, "A") { StartsAt = Early(), ExpiresAt = Late() }, TestDatabase.Start), release => release.Id);
        var snapshots = new Dictionary<Guid, DeliverySnapshot>();
        for (var i = 0; i < 400; i++)
        {
            var license = random.Next(2) == 0 ? licenses.Values.ElementAt(random.Next(licenses.Count)) : null;
            var covering = releases.Values.Where(_ => random.Next(4) == 0).ToList();
            var rights = new AssetRights { EmbargoUntil = Early(), ExpiresAt = Late(), LicenseId = license?.Id, Releases = ReleaseSet.Of(covering.Select(release => release.Id)) };
            var asset = await _database.AddAssetAsync(rights: rights, published: random.Next(4) > 0);
            snapshots.Add(asset.Id, new DeliverySnapshot(asset.Status, asset.PublishedVersionId is null ? null : ProcessingState.Ready, rights)
            {
                License = license is null ? null : new Grant { StartsAt = license.StartsAt, ExpiresAt = license.ExpiresAt },
                Releases = [.. covering.Select(release => new Grant { StartsAt = release.StartsAt, ExpiresAt = release.ExpiresAt })],
            });
        }

        // By the policy alone, an hour after the other.
        var expected = new List<(Guid, DateTimeOffset)>();
        for (var hour = 1; hour <= Hours; hour++)
        {
            var (before, at) = (new DeliveryContext(TestDatabase.Start.AddHours(hour - 0.5)), new DeliveryContext(TestDatabase.Start.AddHours(hour)));
            expected.AddRange(snapshots.Where(asset => !Reasons(asset.Value, before).SequenceEqual(Reasons(asset.Value, at))).Select(asset => (asset.Key, at.At)));
        }

        for (var hour = hoursAtATime; hour < Hours + hoursAtATime; hour += hoursAtATime)
        {
            _database.Time.Now = TestDatabase.Start.AddHours(hour);
            await PassAllAsync(_database);
        }

        Assert.Equal(expected.Order(), (await ToldAsync()).Order());
        Assert.True(expected.Count > 400);
        Assert.Equal(0, await _database.Get<PassTransitionsHandler>().RunAsync(Ct));

        static IEnumerable<RefusalReason> Reasons(DeliverySnapshot snapshot, DeliveryContext context) => DeliveryPolicy.Decide(snapshot, context).Reasons;

        DateTimeOffset? Early() => random.Next(3) == 0 ? null : TestDatabase.Start.AddHours(random.Next(-2, 7));

        DateTimeOffset? Late() => random.Next(3) == 0 ? null : TestDatabase.Start.AddHours(random.Next(7, Hours + 1));

        async Task<Dictionary<Guid, T>> FillAsync<T>(int count, Func<T> make, Func<T, Guid> id)
            where T : class
        {
            var made = Enumerable.Range(0, count).Select(_ => make()).ToDictionary(id);
            await using var context = _database.Get<Database>().OpenContext();
            context.AddRange(made.Values);
            await context.SaveChangesAsync(Ct);
            return made;
        }
    }

    [Fact]
    public async Task Transitions_Should_EachBeToldOfOnce_When_ThreeNodesTakeThemAtOnce()
    {
        await _database.AddAsync([.. Enumerable.Range(0, Many).Select(i => Published($"{i}", new AssetRights { ExpiresAt = Noon.AddTicks(i % 7) }))]);
        await using var second = await _database.AddNodeAsync();
        await using var third = await _database.AddNodeAsync();
        TestDatabase[] nodes = [_database, second, third];
        var taken = await Task.WhenAll(nodes.Select(async node =>
        {
            node.Time.Now = Noon.AddSeconds(1);
            var (handler, sum) = (node.Get<PassTransitionsHandler>(), 0);
            while (await handler.RunAsync(Ct) is var done and > 0)
            {
                sum += done;
            }

            return sum;
        }));

        // Who found nothing may have found that others held it.
        await PassAllAsync(_database);
        var told = await ToldAsync();
        Assert.Equal((Many, Many), (told.Count, told.Distinct().Count()));
        Assert.True(taken.Sum() <= Many);
    }

    /// <summary>
    /// Each table is asked once in a portion, moved on once, and what the verdicts depend on is read at once: what is taken costs by portions, not one by one. Only the events themselves are as many, which servers are
    /// sent together.
    /// </summary>
    [Fact]
    public async Task Transitions_Should_TakeAFewStatementsAPortion_When_ManyAreDue()
    {
        await _database.AddAsync([.. Enumerable.Range(0, Many).Select(i => Published($"{i}", new AssetRights { ExpiresAt = Noon }))]);
        _database.Time.Now = Noon;
        var handler = _database.Get<PassTransitionsHandler>();
        List<(int Taken, int Statements)> portions = [];
        do
        {
            var (taken, statements) = await _database.WatchAsync(() => handler.RunAsync(Ct));
            portions.Add((taken, statements.Count(text => !text.StartsWith("INSERT INTO \"Events\"", StringComparison.Ordinal))));
        }
        while (portions[^1].Taken > 0);

        Assert.Equal(
            [(PassTransitionsHandler.Portion, 5), (PassTransitionsHandler.Portion, 5), (Many - (2 * PassTransitionsHandler.Portion), 5), (0, 3)],
            portions);
    }

    [Fact]
    public async Task Transitions_Should_BeToldOfOnce_When_TheClockGoesBack()
    {
        var asset = await _database.AddAssetAsync(rights: new AssetRights { EmbargoUntil = Noon, ExpiresAt = Noon.AddHours(2) }, published: true);
        foreach (var hours in (int[])[-1, 1, -1, 1, 0, 3, 1, 3])
        {
            _database.Time.Now = Noon.AddHours(hours);
            await PassAllAsync(_database);
        }

        Assert.Equal([(asset.Id, Noon), (asset.Id, Noon.AddHours(2))], await ToldAsync());
    }

    [Fact]
    public async Task Transitions_Should_StayDue_When_SomethingElseIsChangedFirst()
    {
        var asset = await _database.AddAssetAsync(rights: new AssetRights { ExpiresAt = Noon }, published: true);
        _database.Time.Now = Noon.AddSeconds(1);
        await SetAsync(asset.Id, new RightsPatch { Credit = Change<string>.To("somebody") });
        Assert.Empty(await ToldAsync());

        await PassAllAsync(_database);

        Assert.Equal([(asset.Id, Noon)], await ToldAsync());
    }

    /// <summary>The change itself was told of, and what it has put in the past does not come any more.</summary>
    [Fact]
    public async Task Transitions_Should_BeThoseOfTheNewDates_When_TheyAreChangedWhileTheyAreDue()
    {
        var asset = await _database.AddAssetAsync(rights: new AssetRights { ExpiresAt = Noon }, published: true);
        _database.Time.Now = Noon.AddSeconds(1);
        await SetAsync(asset.Id, new RightsPatch { EmbargoUntil = Change<DateTimeOffset?>.To(Noon.AddMilliseconds(500)), ExpiresAt = Change<DateTimeOffset?>.To(Noon.AddHours(1)) });
        await PassAllAsync(_database);
        Assert.Empty(await ToldAsync());

        _database.Time.Now = Noon.AddHours(1);
        await PassAllAsync(_database);
        Assert.Equal([(asset.Id, Noon.AddHours(1))], await ToldAsync());
    }

    [Fact]
    public async Task Transitions_Should_NotBeToldOf_When_TheAssetIsDeleted()
    {
        var asset = await _database.AddAssetAsync(rights: new AssetRights { ExpiresAt = Noon }, published: true);
        Assert.True((await new DeleteAssetHandler(_database.Units, _database.Time).HandleAsync(Admin, new DeleteAsset(asset.Id, ExpectedRevision: null, DryRun: false), Ct)).Succeeded);
        _database.Time.Now = Noon;

        Assert.Equal(1, await _database.Get<PassTransitionsHandler>().RunAsync(Ct));

        Assert.Empty(await ToldAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Transitions_Should_TellOfAllThatIsCoveredInPortions_When_AGrantEnds(bool isLicense)
    {
        var grant = isLicense ? await AddLicenseAsync(Noon) : await AddReleaseAsync(Noon);
        var rights = isLicense ? new AssetRights { LicenseId = grant } : new AssetRights { Releases = ReleaseSet.Of([grant]) };
        await _database.AddAsync([.. Enumerable.Range(0, Many).Select(i => Published($"{i}", rights))]);
        await _database.AddAssetAsync("free", published: true);
        _database.Time.Now = Noon;

        await PassAllAsync(_database);

        var told = await ToldAsync();
        Assert.Equal((Many, Many), (told.Count, told.Distinct().Count()));
        await using var context = _database.Get<Database>().OpenContext();
        var passed = await context.Events.SingleAsync(row => row.Action == (isLicense ? "license.expired" : "release.expired"), Ct);
        Assert.Equal((null, null, EventRow.OnlyAudited), (passed.AssetId, passed.SkuId, passed.Kind));
    }

    [Fact]
    public async Task Clock_Should_TellAtTheInstant_When_SomethingEarlierIsPlannedThanItWaitsFor()
    {
        await _database.AddAssetAsync(rights: new AssetRights { ExpiresAt = Noon.AddDays(1) }, published: true);
        var clock = _database.Get<TransitionClock>();
        await clock.StartAsync(Ct);
        try
        {
            var (one, two) = (await _database.AddAssetAsync(published: true), await _database.AddAssetAsync(published: true));
            await SetAsync(one.Id, new RightsPatch { EmbargoUntil = Change<DateTimeOffset?>.To(Noon) });
            await SetAsync(two.Id, new RightsPatch { ExpiresAt = Change<DateTimeOffset?>.To(Noon.AddHours(1)) });
            foreach (var at in (DateTimeOffset[])[Noon, Noon.AddHours(1), Noon.AddDays(1)])
            {
                Assert.DoesNotContain(at, (await ToldAsync()).Select(told => told.At));
                _database.Time.Now = at;
                await UntilAsync(async () => (await ToldAsync()).Exists(told => told.At == at));
            }
        }
        finally
        {
            await clock.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Nobody tells on the node that has planned it, as if it had died.</summary>
    [Fact]
    public async Task Clock_Should_Tell_When_AnotherNodeHasPlannedIt()
    {
        await using var other = await _database.AddNodeAsync();
        var (clock, watch) = (_database.Get<TransitionClock>(), _database.Get<NodeWatch>());
        await clock.StartAsync(Ct);
        await watch.StartAsync(Ct);
        try
        {
            var asset = await other.AddAssetAsync(rights: new AssetRights { ExpiresAt = Noon }, published: true);
            _database.Time.Now = Noon;

            await UntilAsync(async () => (await ToldAsync()).Contains((asset.Id, Noon)));
        }
        finally
        {
            await watch.StopAsync(CancellationToken.None);
            await clock.StopAsync(CancellationToken.None);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>All that is due, and then what is told of by jobs.</summary>
    private static async Task PassAllAsync(TestDatabase node)
    {
        while (await node.Get<PassTransitionsHandler>().RunAsync(Ct) > 0)
        {
        }

        var (table, handler) = (node.Get<JobTable>(), new TellOfGrantHandler(node.Units));
        while (await table.ClaimAsync(TellOfGrantHandler.JobKind, TimeSpan.FromMinutes(1)) is { } run)
        {
            await handler.RunAsync(run, Ct);
            Assert.True(run.HasEnded);
        }
    }

    /// <summary>What was told of the passing of time, and of which instant; not what changes themselves have told.</summary>
    private async Task<List<(Guid AssetId, DateTimeOffset At)>> ToldAsync()
    {
        await using var context = _database.Get<Database>().OpenContext();
        var events = await context.Events.Where(row => row.Kind == ChangeKind.DeliveryChanged && row.Actor == Caller.System.Subject).OrderBy(row => row.Position).ToListAsync(Ct);
        return [.. events.Select(row => (row.AssetId!.Value, System.Text.Json.JsonDocument.Parse(row.Details!).RootElement.GetProperty("at").GetDateTimeOffset()))];
    }

    private static Asset Published(string title, AssetRights rights)
    {
        var asset = Asset.Create(title, rights, TestDatabase.Content(), TestDatabase.Start);
        asset.SetStatus(asset.CurrentVersion, AssetStatus.Approved, note: null, TestDatabase.Start);
        asset.CurrentVersion.ProcessingSucceeded(image: null);
        return asset;
    }

    private async Task SetAsync(Guid assetId, RightsPatch rights) =>
        Assert.True((await new SetAssetRightsHandler(_database.Units, new OneMark(), _database.Time).HandleAsync(Admin, new SetAssetRights(assetId, rights, ExpectedRevision: null), Ct)).Succeeded);

    private async Task<Guid> AddLicenseAsync(DateTimeOffset end) =>
        (await new CreateLicenseHandler(_database.Units, _database.Time).HandleAsync(Admin, new CreateLicense(new NewLicense("L") { ExpiresAt = end }), Ct)).Value!.Value;

    private async Task<Guid> AddReleaseAsync(DateTimeOffset end) =>
        (await new CreateReleaseHandler(_database.Units, _database.Time).HandleAsync(Admin, new CreateRelease(new NewRelease(ReleaseKind.Model, "A") { ExpiresAt = end }), Ct)).Value!.Value;
}
