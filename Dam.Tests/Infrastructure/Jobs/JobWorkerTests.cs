using System.Collections.Concurrent;
using System.Threading.Channels;
using Dam.Domain;
using Dam.Domain.Blobs;
using Dam.Domain.Jobs;
using Dam.Infrastructure.Jobs;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dam.Tests.Infrastructure.Jobs;

public sealed class JobWorkerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly JobOptions _options = new() { Parallelism = 2, Poll = TimeSpan.FromMilliseconds(20), Lease = TimeSpan.FromMinutes(1) };
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private JobTable Table => _database.Get<JobTable>();

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync("Sqlite");

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Worker_Should_DoAJobAndForgetIt_When_ItWasCommitted()
    {
        var handler = new Handler("count");
        await using var worker = await StartAsync(_options with { Poll = TimeSpan.FromMinutes(1) }, handler);

        await EnqueueAsync("count", "payload");

        Assert.Equal("payload", await handler.NextAsync());
        await UntilAsync(async () => (await JobsAsync()).Count == 0);
    }

    [Fact]
    public async Task Worker_Should_NotSeeAJob_When_TheUnitOfWorkWasNotCommitted()
    {
        await using (var unit = await _database.Units.BeginAsync(Ct))
        {
            unit.Jobs.Enqueue("count", "never");
        }

        Assert.Empty(await JobsAsync());
    }

    [Fact]
    public async Task Worker_Should_TryAgainLater_When_AJobFails()
    {
        var handler = new Handler("fail") { Run = (_, attempt) => attempt < 3 ? throw new InvalidOperationException($"Try {attempt}.") : Task.CompletedTask };
        await EnqueueAsync("fail", "x");
        await using var worker = await StartAsync(_options, handler);

        await handler.NextAsync();
        await UntilAsync(async () => (await JobsAsync()).Single().LastError == "Try 1.");
        Assert.InRange((await JobsAsync()).Single().RunAfter - TestDatabase.Start, _options.FirstDelay * 0.5, _options.FirstDelay * 1.5);
        Assert.Equal(1, handler.Runs);

        _database.Time.Advance(TimeSpan.FromSeconds(2));
        await handler.NextAsync();
        await UntilAsync(async () => (await JobsAsync()).Single().LastError == "Try 2.");
        _database.Time.Advance(TimeSpan.FromSeconds(8));
        await handler.NextAsync();

        await UntilAsync(async () => (await JobsAsync()).Count == 0);
        Assert.Empty(handler.GivenUp);
    }

    [Fact]
    public async Task Worker_Should_GiveUpAndKeepTheReason_When_TheLastTryFails()
    {
        var handler = new Handler("fail") { Run = (_, _) => throw new InvalidOperationException("No use.") };
        await EnqueueAsync("fail", "x");
        await using var worker = await StartAsync(_options with { FirstDelay = TimeSpan.Zero }, handler);

        await UntilAsync(async () => (await JobsAsync()).Single().FailedAt is not null);

        var job = (await JobsAsync()).Single();
        Assert.Equal((5, "No use.", null), (job.Attempts, job.LastError, job.LeaseId));
        Assert.Equal(5, handler.Runs);
        Assert.Equal(("x", "No use."), Assert.Single(handler.GivenUp));
    }

    [Fact]
    public async Task Worker_Should_LeaveAJobToOthers_When_ItDoesNotKnowItsKind()
    {
        await EnqueueAsync("of-a-newer-version", "x");
        await EnqueueAsync("count", "y");
        var handler = new Handler("count");
        await using var worker = await StartAsync(_options, handler);

        await handler.NextAsync();
        await UntilAsync(async () => (await JobsAsync()).Count == 1);

        Assert.Equal(("of-a-newer-version", 0, null), ((await JobsAsync()).Single() is var job) ? (job.Kind, job.Attempts, job.FailedAt) : default);
    }

    [Fact]
    public async Task Worker_Should_DoOtherKinds_When_OneHasNoRoomLeft()
    {
        var full = new Handler("full") { Parallelism = 1, RunWithToken = ct => Task.Delay(Timeout.Infinite, ct) };
        var other = new Handler("other");
        for (var i = 0; i < 20; i++)
        {
            await EnqueueAsync("full", $"{i}");
        }

        await using var worker = await StartAsync(_options with { Poll = TimeSpan.FromMinutes(1) }, full, other);
        await full.NextAsync();
        for (var i = 0; i < 5; i++)
        {
            await EnqueueAsync("other", $"{i}");
            Assert.Equal($"{i}", await other.NextAsync());
        }

        Assert.Equal(1, full.Runs);
    }

    [Fact]
    public async Task Worker_Should_KeepTheProgress_When_AHandlerReportsIt()
    {
        var reported = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = new Handler("long")
        {
            RunJob = async run =>
            {
                for (var i = 0; i <= 500; i++)
                {
                    run.Report(i / 1000.0);
                }

                await reported.Task;
            },
        };
        await EnqueueAsync("long", "x");
        await using var worker = await StartAsync(_options, handler);

        await UntilAsync(async () => (await JobsAsync()).Single().Progress == 500);

        reported.SetResult();
        await UntilAsync(async () => (await JobsAsync()).Count == 0);
    }

    [Fact]
    public async Task Worker_Should_NotEndTheJobAgain_When_ItsHandlerHasEndedItWithItsLastChange()
    {
        var handler = new Handler("ends")
        {
            RunJob = async run =>
            {
                await using var unit = await _database.Units.BeginAsync(Ct);
                unit.Jobs.Enqueue("next", "x");
                await unit.Jobs.CompleteAsync(run, Ct);
                await unit.CommitAsync(Ct);
            },
        };
        await EnqueueAsync("ends", "x");
        var ended = _database.Get<JobWatch>().WaitAsync("ends", "x", Patience, Ct);
        await using var worker = await StartAsync(_options, handler);

        await ended;

        Assert.Equal("next", (await JobsAsync()).Single().Kind);
    }

    [Fact]
    public async Task Worker_Should_TryAsOftenAsTheHandlerSays_When_ItSaysSo()
    {
        var handler = new Handler("fail") { MostAttempts = 2, Run = (_, _) => throw new InvalidOperationException("No use.") };
        await EnqueueAsync("fail", "x");
        await using var worker = await StartAsync(_options with { FirstDelay = TimeSpan.Zero }, handler);

        await UntilAsync(async () => (await JobsAsync()).Single().FailedAt is not null);

        Assert.Equal(2, handler.Runs);
    }

    [Fact]
    public async Task Worker_Should_BeginTheNextOneAfterTheInterval_When_AKindRecurs()
    {
        var handler = new Handler("sweep") { Interval = TimeSpan.FromHours(1), MostAttempts = 1, Run = (_, run) => run == 2 ? throw new InvalidOperationException("Once.") : Task.CompletedTask };
        await using var worker = await StartAsync(_options, handler);
        await using var elsewhere = await StartAsync(_options, handler);
        for (var run = 1; run <= 3; run++)
        {
            await UntilAsync(async () => (await JobsAsync()).Count(job => job.FailedAt is null && job.LeaseId is null) == 1);
            Assert.Equal(run - 1, handler.Runs);
            _database.Time.Advance(TimeSpan.FromHours(1));
            await handler.NextAsync();
        }

        await UntilAsync(async () => (await JobsAsync()).Count(job => job.FailedAt is null && job.LeaseId is null) == 1);
        Assert.Equal("Once.", (await JobsAsync()).Single(job => job.FailedAt is not null).LastError);
        Assert.Equal(3, handler.Runs);
    }

    [Fact]
    public void Worker_Should_NotStart_When_TwoHandlersDoTheSameKind() =>
        Assert.Contains("\"twice\"", Assert.Throws<InvalidOperationException>(() => Worker(_options, new Handler("twice"), new Handler("twice"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Worker_Should_RunNoMoreAtATime_When_ManyJobsWait()
    {
        var running = 0;
        var most = 0;
        var handler = new Handler("slow")
        {
            Run = async (_, _) =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                await Task.Delay(20, Ct);
                Interlocked.Decrement(ref running);
            },
        };
        for (var i = 0; i < 12; i++)
        {
            await EnqueueAsync("slow", $"{i}");
        }

        await using var worker = await StartAsync(_options, handler);
        await UntilAsync(async () => (await JobsAsync()).Count == 0);

        Assert.Equal(12, handler.Runs);
        Assert.Equal(2, most);
    }

    [Fact]
    public async Task Worker_Should_DoTheJobAgain_When_TheLeaseOfADeadProcessHasRunOut()
    {
        await EnqueueAsync("count", "x");
        var lost = await Table.ClaimAsync("count", _options.Lease);
        var handler = new Handler("count");
        await using var worker = await StartAsync(_options, handler);
        await Task.Delay(_options.Poll * 5, Ct);
        Assert.Equal(0, handler.Runs);

        _database.Time.Advance(_options.Lease);

        Assert.Equal("x", await handler.NextAsync());
        await UntilAsync(async () => (await JobsAsync()).Count == 0);
        Assert.False(await Table.CompleteAsync(lost!, Ct));
    }

    [Fact]
    public async Task Worker_Should_GiveUp_When_TheProcessEndedDuringEveryTry()
    {
        await EndDuringAsync("poison", 25);
        var handler = new Handler("poison");

        await using var worker = await StartAsync(_options, handler);
        await UntilAsync(async () => (await JobsAsync()).Single().FailedAt is not null);

        Assert.Equal(0, handler.Runs);
        Assert.Single(handler.GivenUp);
    }

    /// <summary>Somebody rolled out versions, or the machine is one that may be taken away.</summary>
    [Fact]
    public async Task Worker_Should_GoOn_When_TheProcessEndedDuringManyTries()
    {
        await EndDuringAsync("unlucky", 24);
        var handler = new Handler("unlucky");

        await using var worker = await StartAsync(_options, handler);
        await UntilAsync(async () => (await JobsAsync()).Count == 0);

        Assert.Equal(1, handler.Runs);
        Assert.Empty(handler.GivenUp);
    }

    private async Task EndDuringAsync(string kind, int times)
    {
        await EnqueueAsync(kind, "x");
        for (var i = 0; i < times; i++)
        {
            Assert.NotNull(await Table.ClaimAsync(kind, _options.Lease));
            await Table.ReclaimAsync(Ct);
        }
    }

    [Fact]
    public async Task Worker_Should_CancelTheWork_When_TheLeaseIsLost()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = new Handler("long")
        {
            RunWithToken = async ct =>
            {
                using var registration = ct.Register(cancelled.SetResult);
                await Task.Delay(Timeout.Infinite, ct);
            },
        };
        await EnqueueAsync("long", "x");
        await using var worker = await StartAsync(_options with { Lease = TimeSpan.FromMilliseconds(150) }, handler);
        await handler.NextAsync();

        await ChangeAsync(job => job.SetProperty(it => it.LeaseId, Guid.CreateVersion7()).SetProperty(it => it.LeaseUntil, DateTimeOffset.MaxValue));

        await cancelled.Task.WaitAsync(Patience, Ct);
        Assert.Null((await JobsAsync()).Single().FailedAt);
    }

    [Fact]
    public async Task StopAsync_Should_GiveTheJobBack_When_ItIsInTheMiddle()
    {
        var handler = new Handler("long") { RunWithToken = ct => Task.Delay(Timeout.Infinite, ct) };
        await EnqueueAsync("long", "x");
        var worker = await StartAsync(_options, handler);
        await handler.NextAsync();

        await worker.DisposeAsync();

        var job = (await JobsAsync()).Single();
        Assert.Equal((0, null, false), (job.Attempts, job.LeaseId, job.FailedAt is not null));
    }

    [Fact]
    public async Task Worker_Should_UseUpNoTry_When_TheStoreIsFullHoweverOften()
    {
        var handler = new Handler("store") { Run = (_, run) => run <= 7 ? throw new StorageUnavailableException(isFull: true, new IOException("No space left on device")) : Task.CompletedTask };
        await EnqueueAsync("store", "x");
        await using var worker = await StartAsync(_options with { FirstDelay = TimeSpan.Zero }, handler);

        for (var run = 0; run < 8; run++)
        {
            await handler.NextAsync();
        }

        await UntilAsync(async () => (await JobsAsync()).Count == 0);
        Assert.Empty(handler.GivenUp);
    }

    [Fact]
    public async Task Worker_Should_KeepItsPlaceAndUseUpNoTry_When_NotEvenThatCanBeWritten()
    {
        var broken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = new Handler("store")
        {
            Parallelism = 1,
            Run = async (_, run) =>
            {
                if (run == 1)
                {
                    await ExecuteAsync("CREATE TRIGGER no_room BEFORE UPDATE ON \"Jobs\" BEGIN SELECT RAISE(ABORT, 'no room'); END");
                    broken.SetResult();
                    throw new DatabaseUnavailableException("There is no room.", mayBeWritten: false, new IOException());
                }
            },
        };
        await EnqueueAsync("store", "first");
        await EnqueueAsync("store", "second");
        await using var worker = await StartAsync(_options with { FirstDelay = TimeSpan.Zero }, handler);
        await broken.Task.WaitAsync(Patience, Ct);
        await Task.Delay(10 * _options.Poll, Ct);
        Assert.Equal(1, handler.Runs);

        await ExecuteAsync("DROP TRIGGER no_room");

        await UntilAsync(async () => (await JobsAsync()).Count == 0);
        Assert.Equal(3, handler.Runs);
    }

    /// <summary>On one machine all processes have its clock. When it jumps ahead, every lease has ended at once.</summary>
    [Fact]
    public async Task Work_Should_HaveOneEffect_When_TheClockJumpsAnHourAheadWhileAJobRuns()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = 0;
        var (first, second) = (Slow(), Slow());
        await EnqueueAsync("slow", "x");
        await using var one = await StartAsync(_options, first);
        await first.NextAsync();

        _database.Time.Advance(TimeSpan.FromHours(1));
        await using var other = await StartAsync(_options, second);
        await second.NextAsync();
        goOn.SetResult();

        await UntilAsync(() => Task.FromResult(Volatile.Read(ref ended) == 2));
        Assert.Equal("effect", Assert.Single(await JobsAsync()).Kind);

        Handler Slow() => new("slow")
        {
            RunJob = async run =>
            {
                await goOn.Task;
                try
                {
                    await using var unit = await _database.Units.BeginAsync(Ct);
                    await unit.Jobs.CompleteAsync(run, Ct);
                    unit.Jobs.Enqueue("effect", "x");
                    await unit.CommitAsync(Ct);
                }
                finally
                {
                    Interlocked.Increment(ref ended);
                }
            },
        };
    }

    [Fact]
    public async Task Worker_Should_DoWhatComesAndWhatWaited_When_TheClockHasJumpedAnHourBack()
    {
        var handler = new Handler("count");
        await EnqueueAsync("count", "before");
        _database.Time.Advance(TimeSpan.FromHours(-1));
        await using var worker = await StartAsync(_options, handler);

        await EnqueueAsync("count", "after");
        Assert.Equal("after", await handler.NextAsync());

        _database.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("before", await handler.NextAsync());
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var context = _database.Get<Database>().OpenContext();
        await context.Database.ExecuteSqlRawAsync(sql, Ct);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            if (Interlocked.CompareExchange(ref most, value, seen) == seen)
            {
                return;
            }
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private async Task EnqueueAsync(string kind, string payload)
    {
        await using var unit = await _database.Units.BeginAsync(Ct);
        unit.Jobs.Enqueue(kind, payload);
        await unit.CommitAsync(Ct);
    }

    private async Task<List<Job>> JobsAsync()
    {
        await using var context = _database.Get<Database>().OpenContext();
        return await context.Jobs.AsNoTracking().ToListAsync(Ct);
    }

    private async Task ChangeAsync(Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<Job>> set)
    {
        await using var context = _database.Get<Database>().OpenContext();
        await context.Jobs.ExecuteUpdateAsync(set, Ct);
    }

    private JobWorker Worker(JobOptions options, params IJobHandler[] handlers) =>
        new(Table, _database.Units, _database.Get<JobSignal>(), _database.Get<JobWatch>(), handlers, options, TimeProvider.System, NullLogger<JobWorker>.Instance);

    private async Task<RunningWorker> StartAsync(JobOptions options, params IJobHandler[] handlers)
    {
        var worker = Worker(options, handlers);
        await worker.StartAsync(Ct);
        return new RunningWorker(worker);
    }

    private sealed class RunningWorker(JobWorker worker) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await worker.StopAsync(CancellationToken.None);
            worker.Dispose();
        }
    }

    private sealed class Handler(string kind) : IJobHandler
    {
        private readonly Channel<string> _begun = Channel.CreateUnbounded<string>();
        private int _runs;

        public string Kind => kind;

        public int Runs => Volatile.Read(ref _runs);

        /// <summary>Gets the payload and the number of the run.</summary>
        public Func<string, int, Task> Run { get; init; } = (_, _) => Task.CompletedTask;

        public Func<CancellationToken, Task>? RunWithToken { get; init; }

        public Func<JobRun, Task>? RunJob { get; init; }

        public int? Parallelism { get; init; }

        public int? MostAttempts { get; init; }

        public TimeSpan? Interval { get; init; }

        public ConcurrentQueue<(string Payload, string Reason)> GivenUp { get; } = new();

        public async Task RunAsync(JobRun run, CancellationToken ct)
        {
            var count = Interlocked.Increment(ref _runs);
            _begun.Writer.TryWrite(run.Payload);
            await (RunJob?.Invoke(run) ?? RunWithToken?.Invoke(ct) ?? Run(run.Payload, count));
        }

        public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct)
        {
            GivenUp.Enqueue((payload, reason.Message));
            return Task.CompletedTask;
        }

        /// <summary>The payload of the next run, as soon as it has begun.</summary>
        public Task<string> NextAsync() => _begun.Reader.ReadAsync(Ct).AsTask().WaitAsync(Patience, Ct);
    }
}
