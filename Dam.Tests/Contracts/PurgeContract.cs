using Dam.Domain;
using Dam.Domain.Changes;
using Dam.Domain.Paging;
using Dam.Domain.Purges;
using Dam.Infrastructure.Persistence.Purges;
using Dam.Infrastructure.Purges;
using Dam.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dam.Tests.Contracts;

/// <summary>What every provider keeps of what caches in front are told to forget.</summary>
public abstract class PurgeContract(string provider) : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private static readonly PageRequest Few = new(10, After: null, Last: null, Before: null);

    private readonly Cache _cache = new("one");

    private readonly Cache _other = new("two");

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PurgeTable Table => _database.Get<PurgeTable>();

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider, _cache, _other);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Ask_Should_WriteOneRowForEachCacheAndName_When_AskedAgain()
    {
        await AskAsync("a", "b");
        _database.Time.Advance(TimeSpan.FromHours(1));
        await AskAsync("b", "c");
        await AskAsync("a", "b", "c");

        Assert.Equal(6, (await ReadAsync()).Count);
        Assert.Equal([TestDatabase.Start, TestDatabase.Start, _database.Time.Now], (await ReadAsync("one")).OrderBy(purge => purge.Key, StringComparer.Ordinal).Select(purge => purge.AskedAt));
        Assert.Equal(new PurgeBacklog(6, TestDatabase.Start), await _database.Get<IPurgeReader>().BacklogAsync(Ct));
        Assert.Equal(["a", "b", "c"], (await Table.ClaimAsync(_cache, Lease))!.Keys.Order(StringComparer.Ordinal));
        Assert.Null(await Table.ClaimAsync(_cache, Lease));
        Assert.Equal(3, (await Table.ClaimAsync(_other, Lease))!.Keys.Count);
    }

    /// <summary>A cache that was taken away may have gone without a word: its copies went with it.</summary>
    [Fact]
    public async Task Backlog_Should_BeOfTheCachesThereAre_When_OneWasTakenAway()
    {
        await AskAsync("a");
        await using var after = TestDatabase.Unprepared(provider, _database.ConnectionString ?? _database.Path, purgers: [_other]);

        Assert.Equal(new PurgeBacklog(2, TestDatabase.Start), await _database.Get<IPurgeReader>().BacklogAsync(Ct));
        Assert.Equal(new PurgeBacklog(1, TestDatabase.Start), await after.Get<IPurgeReader>().BacklogAsync(Ct));
    }

    [Fact]
    public async Task Ask_Should_LeaveNothing_When_TheUnitOfWorkIsNotCommitted()
    {
        await using (var unit = await _database.Units.BeginAsync(Ct))
        {
            unit.Events.Add(EventOf("a"));
        }

        Assert.Empty(await ReadAsync());
        Assert.Null(await Table.NextAsync("one", Ct));
    }

    [Fact]
    public async Task Confirm_Should_AskAgainAfterPauses_When_AnAnswerMayHaveBeenOnItsWay()
    {
        await AskAsync("a");
        foreach (var pause in _cache.Again)
        {
            await Table.ConfirmAsync((await Table.ClaimAsync(_cache, Lease))!, _cache.Again);
            Assert.Equal(_database.Time.Now + pause, await Table.NextAsync("one", Ct));
            Assert.Null(await Table.ClaimAsync(_cache, Lease));
            _database.Time.Advance(pause);
        }

        await Table.ConfirmAsync((await Table.ClaimAsync(_cache, Lease))!, _cache.Again);
        Assert.Null(await Table.NextAsync("one", Ct));
        var done = Assert.Single(await ReadAsync("one"));
        Assert.Equal((PurgeState.Confirmed, TestDatabase.Start, 3), (done.State, done.ConfirmedAt, done.Attempts));

        await AskAsync("a");
        var asked = Assert.Single(await ReadAsync("one"));
        Assert.Equal((PurgeState.Waiting, _database.Time.Now, 0), (asked.State, asked.AskedAt, asked.Attempts));
    }

    [Fact]
    public async Task Confirm_Should_LeaveOpenWhatWasAskedAnew_When_ACallIsUnderWay()
    {
        await AskAsync("a", "b");
        var call = (await Table.ClaimAsync(_cache, Lease))!;
        await AskAsync("b");

        await Table.ConfirmAsync(call, []);

        Assert.Equal([("a", PurgeState.Confirmed), ("b", PurgeState.Waiting)], (await ReadAsync("one")).Select(purge => (purge.Key, purge.State)).Order());
        Assert.Equal(["b"], (await Table.ClaimAsync(_cache, Lease))!.Keys);
    }

    [Fact]
    public async Task Claim_Should_HandOutEachOnce_When_ManyNodesAsk()
    {
        await AskAsync([.. Enumerable.Range(0, 30).Select(number => $"k{number}")]);
        await using var node = await _database.AddNodeAsync();
        PurgeTable[] tables = [Table, node.Get<PurgeTable>()];

        var claimed = await Task.WhenAll(Enumerable.Range(0, 24).Select(turn => Task.Run(() => tables[turn % 2].ClaimAsync(_cache, Lease), Ct)));
        var more = new List<PurgeBatch>();
        while (await Table.ClaimAsync(_cache, Lease) is { } batch)
        {
            more.Add(batch);
        }

        var keys = claimed.OfType<PurgeBatch>().Concat(more).SelectMany(batch => batch.Keys).ToList();
        Assert.Equal((30, 30), (keys.Count, keys.Distinct().Count()));
        Assert.All(claimed.OfType<PurgeBatch>(), batch => Assert.InRange(batch.Keys.Count, 1, _cache.MostKeys));
    }

    [Fact]
    public async Task Claim_Should_HandOutAgain_When_TheNodeThatHadItIsGone()
    {
        await AskAsync("a");
        var lost = (await Table.ClaimAsync(_cache, Lease))!;
        Assert.Null(await Table.NextAsync("one", Ct));
        _database.Time.Advance(Lease - TimeSpan.FromSeconds(1));
        await Table.RenewAsync(lost, Lease, Ct);
        _database.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await Table.ClaimAsync(_cache, Lease));

        _database.Time.Advance(Lease);
        Assert.Equal(TestDatabase.Start, await Table.NextAsync("one", Ct));
        var found = (await Table.ClaimAsync(_cache, Lease))!;
        await Table.ConfirmAsync(lost, []);
        Assert.Equal(PurgeState.Waiting, Assert.Single(await ReadAsync("one")).State);
        await Table.ConfirmAsync(found, []);
        Assert.Equal((PurgeState.Confirmed, 2), (await ReadAsync("one")) is [var purge] ? (purge.State, purge.Attempts) : default);
    }

    [Fact]
    public async Task GiveBack_Should_KeepWhyAndLetItWait_When_TheCacheHasNotConfirmed()
    {
        await AskAsync("a");
        await Table.GiveBackAsync((await Table.ClaimAsync(_cache, Lease))!, TimeSpan.FromSeconds(10), $"NUL \0 {new string('é', 3000)}");
        Assert.Equal(_database.Time.Now.AddSeconds(10), await Table.NextAsync("one", Ct));
        Assert.StartsWith("NUL   éé", Assert.Single(await ReadAsync("one")).LastError, StringComparison.Ordinal);

        _database.Time.Advance(TimeSpan.FromSeconds(10));
        await Table.ConfirmAsync((await Table.ClaimAsync(_cache, Lease))!, []);
        Assert.Null(Assert.Single(await ReadAsync("one")).LastError);
    }

    [Fact]
    public async Task Remove_Should_DeleteWhatIsDone_When_ItIsOld()
    {
        await AskAsync("old", "open");
        var call = (await Table.ClaimAsync(_cache, Lease))!;
        await Table.ConfirmAsync(call with { Entries = [.. call.Entries.Where(entry => entry.Key == "old")] }, []);
        _database.Time.Advance(TimeSpan.FromDays(8));
        await AskAsync("young");

        await Table.RemoveAsync(_database.Time.Now.AddDays(-7), Ct);

        Assert.Equal(["open", "young"], (await ReadAsync("one")).Select(purge => purge.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Worker_Should_PurgeAllInTheEnd_When_ACacheIsDownAndANodeDies()
    {
        _other.IsDown = true;
        await using var node = await _database.AddNodeAsync();
        using (var dying = await StartAsync(_database))
        {
            await AskAsync([.. Enumerable.Range(0, 10).Select(number => $"k{number}")]);
            await UntilAsync(() => _cache.Purged.Count >= 10 && _other.Calls > 1);
            Assert.Empty(_other.Purged);
            await dying.StopAsync(Ct);
        }

        Assert.All(await ReadAsync("two"), purge => Assert.Equal(("down", PurgeState.Waiting), (purge.LastError ?? "down", purge.State)));
        _other.IsDown = false;
        using var surviving = await StartAsync(node);
        await UntilAsync(() => _other.Purged.Count >= 10);
        await surviving.StopAsync(Ct);

        Assert.Equal(10, _other.Purged.Distinct().Count());

        // Time passes for both nodes.
        async Task UntilAsync(Func<bool> condition)
        {
            while (!condition())
            {
                await Task.Delay(10, Ct);
                _database.Time.Advance(TimeSpan.FromMilliseconds(100));
                node.Time.Now = _database.Time.Now;
            }
        }
    }

    private async Task<PurgeWorker> StartAsync(TestDatabase node)
    {
        var worker = new PurgeWorker([_cache, _other], node.Get<PurgeTable>(), node.Get<PurgeSignal>(), new PurgeOptions(), node.Time, NullLogger<PurgeWorker>.Instance);
        await worker.StartAsync(Ct);
        return worker;
    }

    private static Event EventOf(string key) => new(Kind: null, "tests.asked", "tests") { PurgeKey = key };

    private Task<bool> AskAsync(params string[] keys) => _database.Units.ChangeAsync(
        unit =>
        {
            foreach (var key in keys)
            {
                unit.Events.Add(EventOf(key));
            }

            return Task.FromResult(true);
        },
        Ct);

    private async Task<IReadOnlyList<PurgeDetails>> ReadAsync(string? target = null)
    {
        var page = await _database.Get<IPurgeReader>().PageAsync(new PurgeFilter(State: null, target, Key: null), Few with { First = 100 }, Ct);
        return [.. page.Value!.Items.Select(item => item.Item)];
    }

    /// <summary>A cache of the test's own.</summary>
    private sealed class Cache(string target) : IPurger
    {
        private readonly Lock _gate = new();
        private readonly List<string> _purged = [];

        public bool IsDown { get; set; }

        public int Calls { get; private set; }

        public IReadOnlyList<string> Purged
        {
            get
            {
                lock (_gate)
                {
                    return [.. _purged];
                }
            }
        }

        public string Target => target;

        public int MostKeys => 4;

        public IReadOnlyList<TimeSpan> Again { get; } = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

        public Task PurgeAsync(IReadOnlyList<string> keys, CancellationToken ct)
        {
            lock (_gate)
            {
                Calls++;
                if (IsDown)
                {
                    throw new PurgeFailedException("down");
                }

                _purged.AddRange(keys);
            }

            return Task.CompletedTask;
        }
    }
}
