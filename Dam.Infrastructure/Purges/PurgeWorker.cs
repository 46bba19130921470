using Dam.Domain.Purges;
using Dam.Infrastructure.Persistence.Purges;
using Dam.Infrastructure.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Purges;

/// <summary>
/// Asks each cache for what is due: at once after a commit of this node, otherwise as soon as a look finds it, such as what a dead node has left. A cache that does not confirm is asked again, after pauses that grow to some
/// seconds, for as long as it takes; the others are not kept waiting.
/// </summary>
internal sealed partial class PurgeWorker(
    IEnumerable<IPurger> purgers, PurgeTable table, PurgeSignal signal, PurgeOptions options, TimeProvider time, ILogger<PurgeWorker> logger) : BackgroundService
{
    /// <summary>How long a call belongs to a process that shows no more signs of life. It is renewed while the call goes on.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>How often to look for what nobody told of.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>A cache that asks for more patience gets so much.</summary>
    private static readonly TimeSpan MostPatience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
    [
        .. purgers.SelectMany(purger => Enumerable.Repeat(purger, purger.Parallelism)).Select(purger => FollowAsync(new Place(purger), stoppingToken)),
        RepeatAsync(SweepAsync, ct => Task.Delay(BetweenSweeps, ct), stoppingToken),
    ]);

    private Task FollowAsync(Place place, CancellationToken stopping) => RepeatAsync(ct => CallAllAsync(place, ct), _ => Task.CompletedTask, stopping);

    /// <summary>Makes the calls that are due, and returns when there are none, or when the cache needs a pause.</summary>
    private async Task CallAllAsync(Place place, CancellationToken stopping)
    {
        var purger = place.Purger;
        var asked = signal.Next;
        while (await table.NextAsync(purger.Target, stopping) is { } due)
        {
            if (due - time.GetUtcNow() is { Ticks: > 0 } wait)
            {
                await WaitAsync(asked, wait < Poll ? wait : Poll, stopping);
                return;
            }

            // Somebody else may have taken it, and may be at it.
            if (await table.ClaimAsync(purger, Lease) is not { } batch)
            {
                await WaitAsync(asked, TimeSpan.FromMilliseconds(10), stopping);
                return;
            }

            if (await CallAsync(place, batch, stopping) is { } pause)
            {
                await Task.Delay(pause, stopping);
                return;
            }
        }

        await WaitAsync(asked, Poll, stopping);
    }

    /// <summary>Null when the cache has confirmed; else how long to leave it alone.</summary>
    private async Task<TimeSpan?> CallAsync(Place place, PurgeBatch batch, CancellationToken stopping)
    {
        var purger = place.Purger;
        try
        {
            await KeepAsync(purger.PurgeAsync(batch.Keys, stopping), batch, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await table.GiveBackAsync(batch, TimeSpan.Zero, error: null);
            throw;
        }
        catch (PurgeFailedException failure)
        {
            var pause = failure.RetryAfter is { } asked && asked > TimeSpan.Zero ? (asked < MostPatience ? asked : MostPatience) : PauseAfter(place.Failures);
            if (place.Failures++ == 0)
            {
                LogFailed(logger, purger.Target, failure.Message);
            }

            await table.GiveBackAsync(batch, pause, failure.Message);
            return pause;
        }

        if (place.Failures > 0)
        {
            place.Failures = 0;
            LogBack(logger, purger.Target);
        }

        await table.ConfirmAsync(batch, purger.Again);
        foreach (var entry in batch.Entries.Where(entry => entry.IsFirst))
        {
            DamTelemetry.Purged(purger.Target, time.GetUtcNow() - entry.AskedAt);
        }

        return null;
    }

    private async Task KeepAsync(Task call, PurgeBatch batch, CancellationToken stopping)
    {
        while (await Task.WhenAny(call, Task.Delay(Lease / 3, stopping)) != call && !stopping.IsCancellationRequested)
        {
            await table.RenewAsync(batch, Lease, stopping);
        }

        await call;
    }

    private Task SweepAsync(CancellationToken stopping) => table.RemoveAsync(time.GetUtcNow() - options.Kept, stopping);

    /// <summary>While the database is away, what is asked waits there.</summary>
    private Task RepeatAsync(Func<CancellationToken, Task> work, Func<CancellationToken, Task> pause, CancellationToken stopping) =>
        Steadily.RepeatAsync(work, pause, failure => LogLost(logger, failure), back: null, stopping);

    private static async Task WaitAsync(Task asked, TimeSpan atMost, CancellationToken stopping) =>
        await asked.WaitAsync(atMost, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Longer after each failure, up to a bound, and never the same for two that failed together.</summary>
    private static TimeSpan PauseAfter(int failures)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(failures, 20));
        return (pause < LongestPause ? pause : LongestPause) * (0.5 + Random.Shared.NextDouble());
    }

    /// <summary>One call at a time to one cache.</summary>
    private sealed record Place(IPurger Purger)
    {
        /// <summary>In a row.</summary>
        public int Failures { get; set; }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Target} has not confirmed a purge; it is asked again until it does. {Reason}")]
    private static partial void LogFailed(ILogger logger, string target, string reason);

    [LoggerMessage(2, LogLevel.Information, "{Target} confirms purges again.")]
    private static partial void LogBack(ILogger logger, string target);

    [LoggerMessage(3, LogLevel.Error, "Purges could not be read or recorded; this is tried again until they can.")]
    private static partial void LogLost(ILogger logger, Exception failure);
}
