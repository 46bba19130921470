using Dam.Infrastructure.Jobs;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Jobs;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>What every provider's table of jobs does.</summary>
public abstract class JobContract(string provider) : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private JobTable Table => _database.Get<JobTable>();

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task ClaimAsync_Should_HandOutTheOldestFirst_When_SeveralAreDue()
    {
        await EnqueueAsync("a");
        _database.Time.Advance(TimeSpan.FromSeconds(1));
        await EnqueueAsync("b");

        var first = await Table.ClaimAsync(Lease, Ct);
        var second = await Table.ClaimAsync(Lease, Ct);

        Assert.Equal(["a", "b"], new[] { first!.Payload, second!.Payload }.Order(StringComparer.Ordinal));
        Assert.Equal((1, _database.Time.GetUtcNow() + Lease, false), (first.Attempts, first.LeaseUntil, first.Dead));
        Assert.Null(await Table.ClaimAsync(Lease, Ct));
    }

    [Fact]
    public async Task ClaimAsync_Should_HandEachJobToOne_When_ManyAskAtOnce()
    {
        await EnqueueAsync([.. Enumerable.Range(0, 20).Select(number => $"{number}")]);

        var claimed = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => Table.ClaimAsync(Lease, Ct), Ct)));

        Assert.Equal(20, claimed.Where(job => job is not null).Select(job => job!.Id).Distinct().Count());
        Assert.Equal(20, claimed.Count(job => job is null));
    }

    [Fact]
    public async Task Table_Should_KeepWhatBecameOfAJob_When_TheLeaseStands()
    {
        await EnqueueAsync("x");
        var first = await Table.ClaimAsync(Lease, Ct);
        Assert.True(await Table.RetryAsync(first!, TimeSpan.FromSeconds(10), $"NUL \0, {new string('é', JobTable.LongestError)}", Ct));
        Assert.Null(await Table.ClaimAsync(Lease, Ct));

        _database.Time.Advance(TimeSpan.FromSeconds(10));
        var second = await Table.ClaimAsync(Lease, Ct);
        Assert.Equal((2, JobTable.LongestError), (second!.Attempts, second.LastError!.Length));
        Assert.True(await Table.ReturnAsync(second, Ct));
        var third = await Table.ClaimAsync(Lease, Ct);
        Assert.Equal(2, third!.Attempts);
        Assert.True(await Table.BuryAsync(third, $"{new string('e', JobTable.LongestError - 1)}\U0001F4A5", Ct));
        Assert.Null(await Table.ClaimAsync(Lease, Ct));

        var job = Assert.Single(await JobsAsync());
        Assert.Equal((true, null, JobTable.LongestError - 1), (job.Dead, job.LeaseId, job.LastError!.Length));
    }

    [Fact]
    public async Task Table_Should_ChangeNothing_When_TheLeaseWasLost()
    {
        await EnqueueAsync("x");
        var lost = await Table.ClaimAsync(Lease, Ct);
        _database.Time.Advance(Lease);
        var held = await Table.ClaimAsync(Lease, Ct);

        Assert.False(await Table.RenewAsync(lost!, Lease, Ct));
        Assert.False(await Table.RetryAsync(lost!, TimeSpan.Zero, "late", Ct));
        Assert.False(await Table.BuryAsync(lost!, "late", Ct));
        Assert.False(await Table.CompleteAsync(lost!, Ct));
        Assert.True(await Table.RenewAsync(held!, 2 * Lease, Ct));
        Assert.Equal(_database.Time.GetUtcNow() + (2 * Lease), Assert.Single(await JobsAsync()).LeaseUntil);
        Assert.True(await Table.CompleteAsync(held!, Ct));
        Assert.Empty(await JobsAsync());
    }

    private async Task EnqueueAsync(params string[] payloads)
    {
        await using var unit = await _database.Units.BeginAsync(Ct);
        foreach (var payload in payloads)
        {
            unit.Jobs.Enqueue("count", payload);
        }

        await unit.CommitAsync(Ct);
    }

    private async Task<List<Job>> JobsAsync()
    {
        await using var context = _database.Get<Database>().OpenContext();
        return await context.Jobs.AsNoTracking().ToListAsync(Ct);
    }
}
