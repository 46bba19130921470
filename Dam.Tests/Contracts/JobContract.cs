using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Jobs;
using Dam.Domain.Paging;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Jobs;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>What every provider's table of jobs does.</summary>
public abstract class JobContract(string provider) : IAsyncLifetime
{
    private const string Kind = "count";

    private static readonly Caller Admin = Caller.Administrator("tests");

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private JobTable Table => _database.Get<JobTable>();

    private IJobReader Reader => _database.Get<IJobReader>();

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task ClaimAsync_Should_HandOutByPriorityAndAge_When_SeveralAreDue()
    {
        await EnqueueAsync(queue => queue.Enqueue(Kind, "bulk", new JobTerms { Priority = JobPriority.Bulk }));
        _database.Time.Advance(TimeSpan.FromSeconds(1));
        await EnqueueAsync("old");
        _database.Time.Advance(TimeSpan.FromSeconds(1));
        await EnqueueAsync("young");
        await EnqueueAsync(queue => queue.Enqueue(Kind, "later", new JobTerms { Delay = TimeSpan.FromSeconds(1) }));
        await EnqueueAsync(queue => queue.Enqueue("other", "of another kind"));

        string[] claimed = [(await ClaimAsync())!.Payload, (await ClaimAsync())!.Payload, (await ClaimAsync())!.Payload];

        Assert.Equal(["old", "young", "bulk"], claimed);
        Assert.Null(await ClaimAsync());
        Assert.Equal(["other"], await Table.DueAsync([Kind, "other", "none"], Ct));
        _database.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([Kind, "other"], (await Table.DueAsync([Kind, "other"], Ct)).Order(StringComparer.Ordinal));
        Assert.Equal(("later", 1), ((await ClaimAsync()) is { } run ? (run.Payload, run.Attempt) : default));
    }

    [Fact]
    public async Task ClaimAsync_Should_HandEachJobToOne_When_ManyAskAtOnce()
    {
        await EnqueueAsync([.. Enumerable.Range(0, 20).Select(number => $"{number}")]);

        var claimed = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(ClaimAsync, Ct)));

        Assert.Equal(20, claimed.Where(run => run is not null).Select(run => run!.Id).Distinct().Count());
        Assert.Equal(20, claimed.Count(run => run is null));
    }

    [Fact]
    public async Task Table_Should_KeepWhatBecameOfAJob_When_TheLeaseStands()
    {
        await EnqueueAsync("x");
        var first = await ClaimAsync();
        Assert.True(await Table.RetryAsync(first!, TimeSpan.FromSeconds(10), $"NUL \0, {new string('é', Job.LongestError)}", Ct));
        Assert.Null(await ClaimAsync());
        Assert.Equal(Job.LongestError, Assert.Single(await JobsAsync()).LastError!.Length);

        _database.Time.Advance(TimeSpan.FromSeconds(10));
        var second = await ClaimAsync();
        Assert.Equal(2, second!.Attempt);
        second.Report(0.25);
        Assert.True(await Table.RenewAsync(second, Lease, Ct));
        Assert.Equal(0.25, Assert.Single(await FindAsync(JobState.Running)).Progress);
        Assert.True(await Table.ReturnAsync(second, Ct));
        Assert.True(await Table.PostponeAsync((await ClaimAsync())!, TimeSpan.FromSeconds(10), "no room", Ct));
        Assert.Null(await ClaimAsync());
        Assert.Equal((1, "no room"), (Assert.Single(await JobsAsync()).Attempts, Assert.Single(await JobsAsync()).LastError));

        _database.Time.Advance(TimeSpan.FromSeconds(10));
        var third = await ClaimAsync();
        Assert.Equal(2, third!.Attempt);
        Assert.True(await Table.BuryAsync(third, $"{new string('e', Job.LongestError - 1)}\U0001F4A5", Ct));
        Assert.Null(await ClaimAsync());

        var job = Assert.Single(await FindAsync(JobState.Failed));
        Assert.Equal((_database.Time.GetUtcNow(), 2, Job.LongestError - 1), (job.FailedAt, job.Attempts, job.LastError!.Length));
    }

    [Fact]
    public async Task Table_Should_ChangeNothing_When_TheLeaseWasLost()
    {
        await EnqueueAsync("x");
        var lost = await ClaimAsync();
        _database.Time.Advance(Lease);
        var held = await ClaimAsync();

        Assert.False(await Table.RenewAsync(lost!, Lease, Ct));
        Assert.False(await Table.RetryAsync(lost!, TimeSpan.Zero, "late", Ct));
        Assert.False(await Table.BuryAsync(lost!, "late", Ct));
        Assert.False(await Table.CompleteAsync(lost!, Ct));
        Assert.True(await Table.RenewAsync(held!, 2 * Lease, Ct));
        Assert.Equal(_database.Time.GetUtcNow() + (2 * Lease), Assert.Single(await JobsAsync()).LeaseUntil);
        Assert.True(await Table.CompleteAsync(held!, Ct));
        Assert.Empty(await JobsAsync());
    }

    [Fact]
    public async Task CompleteAsync_Should_LetOnlyTheHolderChange_When_TwoRunTheSameJob()
    {
        await EnqueueAsync("x");
        var lost = await ClaimAsync();
        _database.Time.Advance(Lease);
        var held = await ClaimAsync();

        await Assert.ThrowsAsync<JobLeaseLostException>(() => EndAsync(lost!, "first"));
        await EndAsync(held!, "second");
        await Assert.ThrowsAsync<JobLeaseLostException>(() => EndAsync(held!, "third"));

        Assert.Equal((false, true), (lost!.HasEnded, held!.HasEnded));
        Assert.Equal("second", Assert.Single(await JobsAsync()).Payload);
    }

    [Fact]
    public async Task EnqueueOnceAsync_Should_AddOne_When_ManyAskAtOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => EnqueueOnceAsync("key"), Ct)));
        await EnqueueOnceAsync("another key");

        Assert.Equal(["another key", "key"], (await JobsAsync()).Select(job => job.Key!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task EnqueueOnceAsync_Should_AddOneMore_When_OneRunsAlready()
    {
        await EnqueueOnceAsync("key");
        var running = await ClaimAsync();
        await EnqueueOnceAsync("key");
        await EnqueueOnceAsync("key");
        Assert.Equal(2, (await JobsAsync()).Count);

        // What it was for is done by the one that waits.
        Assert.True(await Table.RetryAsync(running!, TimeSpan.Zero, "failed", Ct));

        var waiting = Assert.Single(await JobsAsync());
        Assert.NotEqual(running!.Id, waiting.Id);
        Assert.Equal(waiting.Id, (await ClaimAsync())!.Id);
    }

    [Fact]
    public async Task EnqueueOnceAsync_Should_KeepTheWaitingJobUntilTheCommit_When_SomebodyWantsToBeginIt()
    {
        await EnqueueOnceAsync("key");
        await using var unit = await _database.Units.BeginAsync(Ct);
        await unit.Jobs.EnqueueOnceAsync("key", Kind, "x", terms: null, Ct);

        var claim = Task.Run(ClaimAsync, Ct);
        await Task.WhenAny(claim, Task.Delay(TimeSpan.FromMilliseconds(200), Ct));
        Assert.False(claim.IsCompletedSuccessfully && await claim is not null);
        await unit.CommitAsync(Ct);

        Assert.NotNull(await claim ?? await ClaimAsync());
    }

    [Fact]
    public async Task Reader_Should_FindJobsByKindAndState_When_SomeAreInEach()
    {
        var asset = await _database.AddAssetAsync();
        await EnqueueAsync(queue => queue.Enqueue(Kind, "fails", new JobTerms { AssetId = asset.Id, Priority = JobPriority.Bulk }));
        await Table.BuryAsync((await ClaimAsync())!, "no use", Ct);
        _database.Time.Advance(TimeSpan.FromSeconds(1));
        await EnqueueAsync("runs");
        await ClaimAsync();
        await EnqueueAsync("waits");
        await EnqueueAsync(queue => queue.Enqueue(Kind, "later", new JobTerms { Delay = TimeSpan.FromHours(1) }));
        await EnqueueAsync(queue => queue.Enqueue("other", "waits"));
        var since = _database.Time.GetUtcNow();
        _database.Time.Advance(TimeSpan.FromSeconds(5));

        var failed = Assert.Single(await FindAsync(JobState.Failed));
        Assert.Equal((Kind, JobState.Failed, JobPriority.Bulk, 1, "no use", asset.Id), (failed.Kind, failed.State, failed.Priority, failed.Attempts, failed.LastError, failed.AssetId));
        Assert.Single(await FindAsync(JobState.Running));
        Assert.Equal(3, (await FindAsync(JobState.Waiting)).Count);
        Assert.Equal(2, await Reader.CountAsync(new JobFilter(Kind, JobState.Waiting), Ct));
        Assert.Equal(failed, Assert.Single(await Reader.FindAsync([failed.Id, Guid.CreateVersion7()], Ct)));
        Assert.Equal(new JobBacklog(Waiting: 2, Failed: 1, since), await Reader.BacklogAsync(Ct));
    }

    [Fact]
    public async Task PageAsync_Should_WalkBothWays_When_ThereAreSeveralPages()
    {
        await EnqueueAsync([.. Enumerable.Range(0, 7).Select(number => $"{number}")]);
        var all = (await FindAsync(state: null)).ConvertAll(job => job.Id);

        var first = (await Reader.PageAsync(new JobFilter(null, null), new PageRequest(3, null, null, null), Ct)).Value!;
        var second = (await Reader.PageAsync(new JobFilter(null, null), new PageRequest(3, first.Items[^1].Cursor, null, null), Ct)).Value!;
        var back = (await Reader.PageAsync(new JobFilter(null, null), new PageRequest(null, null, 3, second.Items[0].Cursor), Ct)).Value!;

        Assert.Equal(all.OrderDescending(), all);
        Assert.Equal(all.Take(6), first.Items.Concat(second.Items).Select(item => item.Item.Id));
        Assert.Equal(all.Take(3), back.Items.Select(item => item.Item.Id));
        Assert.Equal((true, true, false), (first.HasNext, second.HasNext, back.HasPrevious));
    }

    [Fact]
    public async Task RetryJob_Should_LetAFailedJobBeginAnew_When_AnAdministratorSaysSo()
    {
        await EnqueueOnceAsync("key");
        var run = await ClaimAsync();
        var handler = new RetryJobHandler(_database.Units, _database.Time);
        Assert.Equal("JOB_NOT_FAILED", (await handler.HandleAsync(Admin, new RetryJob(run!.Id), Ct)).Errors[0].Code);
        await Table.BuryAsync(run, "no use", Ct);

        Assert.Equal("NOT_AUTHORIZED", (await handler.HandleAsync(Caller.Storefront("shop"), new RetryJob(run.Id), Ct)).Errors[0].Code);
        Assert.Equal("JOB_NOT_FOUND", (await handler.HandleAsync(Admin, new RetryJob(Guid.CreateVersion7()), Ct)).Errors[0].Code);
        Assert.True((await handler.HandleAsync(Admin, new RetryJob(run.Id), Ct)).Succeeded);

        var again = await ClaimAsync();
        Assert.Equal((run.Id, 1), (again!.Id, again.Attempt));
        await Table.BuryAsync(again, "no use", Ct);
        await EnqueueOnceAsync("key");
        Assert.Equal("JOB_REPLACED", (await handler.HandleAsync(Admin, new RetryJob(run.Id), Ct)).Errors[0].Code);
        await using var context = _database.Get<Database>().OpenContext();
        var told = Assert.Single(await context.Events.ToListAsync(Ct));
        Assert.Equal(("job.retried", "tests"), (told.Action, told.Actor));
    }

    [Fact]
    public async Task DiscardJob_Should_RemoveAJob_When_NobodyWorksOnIt()
    {
        await EnqueueAsync("x");
        var run = await ClaimAsync();
        var handler = new DiscardJobHandler(_database.Units, _database.Time);
        Assert.Equal("JOB_RUNNING", (await handler.HandleAsync(Admin, new DiscardJob(run!.Id), Ct)).Errors[0].Code);
        await Table.BuryAsync(run, "no use", Ct);

        Assert.Equal("NOT_AUTHORIZED", (await handler.HandleAsync(Caller.Storefront("shop"), new DiscardJob(run.Id), Ct)).Errors[0].Code);
        Assert.True((await handler.HandleAsync(Admin, new DiscardJob(run.Id), Ct)).Succeeded);

        Assert.Empty(await JobsAsync());
        Assert.Equal("JOB_NOT_FOUND", (await handler.HandleAsync(Admin, new DiscardJob(run.Id), Ct)).Errors[0].Code);
    }

    private Task<JobRun?> ClaimAsync() => Table.ClaimAsync(Kind, Lease);

    private Task EnqueueAsync(params string[] payloads) => EnqueueAsync(queue =>
    {
        foreach (var payload in payloads)
        {
            queue.Enqueue(Kind, payload);
        }
    });

    private async Task EnqueueAsync(Action<IJobQueue> enqueue)
    {
        await using var unit = await _database.Units.BeginAsync(Ct);
        enqueue(unit.Jobs);
        await unit.CommitAsync(Ct);
    }

    private Task<bool> EnqueueOnceAsync(string key) => _database.Units.ChangeAsync(
        async unit =>
        {
            await unit.Jobs.EnqueueOnceAsync(key, Kind, "x", terms: null, Ct);
            return true;
        },
        Ct);

    /// <summary>Ends a job with a change: another job, which is there or not.</summary>
    private async Task EndAsync(JobRun run, string change)
    {
        await using var unit = await _database.Units.BeginAsync(Ct);
        unit.Jobs.Enqueue("next", change);
        await unit.Jobs.CompleteAsync(run, Ct);
        await unit.CommitAsync(Ct);
    }

    private async Task<List<JobDetails>> FindAsync(JobState? state) =>
        (await Reader.PageAsync(new JobFilter(Kind: null, state), new PageRequest(100, null, null, null), Ct)).Value!.Items.Select(item => item.Item).ToList();

    private async Task<List<Job>> JobsAsync()
    {
        await using var context = _database.Get<Database>().OpenContext();
        return await context.Jobs.AsNoTracking().ToListAsync(Ct);
    }
}
