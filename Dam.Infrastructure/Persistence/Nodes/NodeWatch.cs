using Dam.Infrastructure.Jobs;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Infrastructure.Persistence.Delivery;
using Dam.Infrastructure.Persistence.Statements;
using Dam.Infrastructure.Persistence.Transitions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence.Nodes;

/// <summary>
/// Wakes what waits on this node for what other nodes do: when they tell (<see cref="Database.ListenAsync"/>), and by a look of one statement every half a second, which finds what nobody has
/// told of, such as the events of a node that died before it could number them. Keeps this node's clock and its knowledge of the schema up to date as well.
/// </summary>
internal sealed partial class NodeWatch(Database database, ChangeSignal changes, JobSignal jobs, DeliveredAssets delivered, TransitionSignal transitions, TimeProvider time, ILogger<NodeWatch> logger) : BackgroundService
{
    /// <summary>A comment in the statements of nodes that look for each other, so that whoever reads a log of them knows whose they are.</summary>
    public const string Tag = "nodes";

    public static readonly Sql Comment = new($"-- {Tag}\n\n");

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan BeforeAnotherTry = TimeSpan.FromSeconds(1);

    /// <summary>Clocks of machines part by some milliseconds in that time.</summary>
    private static readonly TimeSpan BetweenClocks = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _soon = new(0);

    public override void Dispose()
    {
        _soon.Dispose();
        base.Dispose();
    }

    /// <summary>Wakes who follows the feed when events were numbered elsewhere, and the sequencer when some are not; has the assets forgotten that events name, and tells of what is planned.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var askedAt = time.GetTimestamp();
        var statement = new Statement(database.Dialect).Append($"{Comment}SELECT (SELECT e.\"Sequence\" FROM \"Events\" AS e WHERE e.\"Sequence\" IS NOT NULL ORDER BY e.\"Sequence\" DESC");
        statement.Dialect.AppendLimit(statement, 1);
        statement.Append($"),\n  CASE WHEN EXISTS (SELECT 1 FROM \"Events\" WHERE \"Sequence\" IS NULL) THEN 1 ELSE 0 END,\n  (SELECT MAX(h.\"MigrationId\") FROM \"__EFMigrationsHistory\" AS h),\n  ");
        PlannedTable.AppendEarliest(statement);
        foreach (var (head, anyWaits, schema, planned) in await database.QueryAsync(
            statement, static row => (row.IsNull(0) ? 0 : row.Number(0), row.Int(1) == 1, row.Text(2), PlannedTable.ReadEarliest(row, 3)), ct))
        {
            database.SeeSchema(schema);
            changes.Sequenced(head);
            transitions.Planned(planned);
            if (anyWaits)
            {
                changes.Written(1);
            }

            await delivered.FollowAsync(head, anyWaits, askedAt, ct);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RepeatAsync(token => database.ListenAsync(Hear, token), token => Task.Delay(BeforeAnotherTry, token), stoppingToken),
        RepeatAsync(LookAsync, token => _soon.WaitAsync(Poll, token), stoppingToken),
        RepeatAsync(database.KeepTimeAsync, token => Task.Delay(BetweenClocks, token), stoppingToken));

    /// <summary>A number that was told is only a reason to look: whoever may connect to the database may tell any, and a false one would make this node deaf to true ones.</summary>
    private void Hear(News news)
    {
        if (news.Jobs || news.Unknown)
        {
            jobs.Wake(1);
        }

        if ((news.Unknown || news.Head > 0) && _soon.CurrentCount == 0)
        {
            _soon.Release();
        }
    }

    private Task RepeatAsync(Func<CancellationToken, Task> look, Func<CancellationToken, Task> pause, CancellationToken stopping) =>
        Steadily.RepeatAsync(look, pause, failure => LogFailed(logger, failure), back: null, stopping);

    [LoggerMessage(1, LogLevel.Error, "It could not be seen what other nodes have written; this is tried again until it can.")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
