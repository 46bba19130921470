using Dam.Domain.Audit;
using Dam.Infrastructure.Persistence.Nodes;
using Dam.Infrastructure.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence.Changes;

/// <summary>
/// Numbers committed events without gaps and seals them into the audit chain. Every node runs one; a lock that lives as long as a transaction lets one work at a time, so that a node
/// which dies leaves nothing to wait for, and the unique number keeps out whoever was cut off and comes back.
/// </summary>
internal sealed partial class Sequencer(Database database, ChangeSignal signal, ILogger<Sequencer> logger) : BackgroundService
{
    /// <summary>Events of one transaction.</summary>
    public const int Portion = 500;

    /// <summary>A comment in its statements, so that whoever reads a log of them knows whose they are.</summary>
    public const string Tag = "sequencer";

    private const string LockName = "sequencer";

    /// <summary>Numbers what is there; gives the number of events done. Safe to call on any node at any time.</summary>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        await using (var context = database.OpenContext())
        {
            if (!await context.Events.TagWith(Tag).AnyAsync(row => row.Sequence == null, ct))
            {
                return 0;
            }
        }

        using var activity = DamTelemetry.Source.StartActivity("sequence");
        var (done, head) = await database.AttemptAsync(() => SealAsync(ct), ct);
        signal.Sequenced(head);
        DamTelemetry.Numbered(done);
        if (done > 0)
        {
            database.Tell(new News(Head: head));
        }

        return done;
    }

    /// <summary>While it fails, events wait where they are, in the database.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (next, isDone) = (signal.NextWritten, false);
        return Steadily.RepeatAsync(
            async ct =>
            {
                next = signal.NextWritten;
                isDone = await RunOnceAsync(ct) < Portion;
            },
            ct => isDone ? next.WaitAsync(ct) : Task.CompletedTask,
            failure => LogFailed(logger, failure),
            () => LogBack(logger),
            stoppingToken);
    }

    private async Task<(int Done, long Head)> SealAsync(CancellationToken ct)
    {
        using var turn = await database.EnterWriteAsync(ct);
        await using var context = database.OpenContext();
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        await database.LockNameAsync(context, LockName, ct);
        var head = await context.Events
            .TagWith(Tag)
            .Where(row => row.Sequence != null)
            .OrderByDescending(row => row.Sequence)
            .Select(row => new { row.Sequence, row.Hash })
            .FirstOrDefaultAsync(ct);
        var waiting = await context.Events
            .TagWith(Tag)
            .Where(row => row.Sequence == null)
            .OrderBy(row => row.OccurredAt)
            .ThenBy(row => row.Position)
            .ThenBy(row => row.Id)
            .Take(Portion)
            .ToListAsync(ct);
        var (sequence, hash) = (head?.Sequence ?? 0, head?.Hash ?? AuditChain.Genesis);
        foreach (var row in waiting)
        {
            row.Seal(++sequence, hash);
            hash = row.Hash!;
        }

        await context.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return (waiting.Count, sequence);
    }

    [LoggerMessage(1, LogLevel.Error, "Events could not be numbered; this is tried again until they can.")]
    private static partial void LogFailed(ILogger logger, Exception failure);

    [LoggerMessage(2, LogLevel.Information, "Events are numbered again.")]
    private static partial void LogBack(ILogger logger);
}
