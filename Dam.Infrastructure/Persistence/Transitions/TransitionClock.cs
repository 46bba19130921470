using Dam.Domain.Transitions;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence.Transitions;

/// <summary>
/// Sleeps until the next instant at which rights begin or end, and has it told of then. Every node runs one; rows are taken by one each. What another node plans meanwhile <see cref="Nodes.NodeWatch"/> finds in
/// its look.
/// </summary>
internal sealed partial class TransitionClock(Database database, PassTransitionsHandler transitions, TransitionSignal signal, TimeProvider time, ILogger<TransitionClock> logger) : BackgroundService
{
    /// <summary>How late it may notice that the clock was set ahead.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(500);

    /// <summary>What is due and cannot be taken is held by a unit of work that will end.</summary>
    private static readonly TimeSpan BeforeAnotherLook = TimeSpan.FromMilliseconds(50);

    /// <summary>While it fails, what is due stays due.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Steadily.RepeatAsync(RunOnceAsync, _ => Task.CompletedTask, failure => LogFailed(logger, failure), () => LogBack(logger), stoppingToken);

    /// <summary>Waits for the next instant and tells of it, or finds that something earlier was planned.</summary>
    private async Task RunOnceAsync(CancellationToken ct)
    {
        var earlier = signal.Begin();
        if (await EarliestAsync(ct) is not { } next)
        {
            await earlier.WaitAsync(ct);
            return;
        }

        signal.Await(next);
        while (time.GetUtcNow() is var now && now < next)
        {
            var rest = next - now;
            var sleep = rest < LongestSleep ? TimeSpan.FromMilliseconds(Math.Ceiling(rest.TotalMilliseconds)) : LongestSleep;
            if (await Task.WhenAny(earlier, Task.Delay(sleep, ct)) == earlier || ct.IsCancellationRequested)
            {
                return;
            }
        }

        if (await transitions.RunAsync(ct) == 0)
        {
            await Task.Delay(BeforeAnotherLook, ct);
        }
    }

    private async Task<DateTimeOffset?> EarliestAsync(CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append($"{PlannedTable.Comment}SELECT ");
        PlannedTable.AppendEarliest(statement);
        return (await database.QueryAsync(statement, static row => PlannedTable.ReadEarliest(row, 0), ct))[0];
    }

    [LoggerMessage(1, LogLevel.Error, "Rights that begin or end could not be told of; this is tried again until they can. The verdicts hold all the same.")]
    private static partial void LogFailed(ILogger logger, Exception failure);

    [LoggerMessage(2, LogLevel.Information, "Rights that begin or end are told of again.")]
    private static partial void LogBack(ILogger logger);
}
