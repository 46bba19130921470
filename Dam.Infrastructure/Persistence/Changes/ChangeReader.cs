using Dam.Domain;
using Dam.Domain.Changes;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Changes;

internal sealed class ChangeReader(Database database, ChangeOptions options, TimeProvider time) : IChangeReader
{
    /// <summary>Events that a page looks at where some are left out.</summary>
    internal const int Window = 1000;

    /// <summary>What is only audited is left out: it has a number, but nobody who follows assets hears of it.</summary>
    private static readonly Sql Heard = new(" AND e.\"Kind\" >= 0");

    private static readonly Sql Fields = new("e.\"Id\", e.\"Sequence\", e.\"Kind\", e.\"AssetId\", e.\"SkuId\", e.\"OccurredAt\"");

    private static readonly Sql Columns = new($"{Fields.Text}\nFROM \"Events\" AS e");

    private const int FieldCount = 6;

    public async Task<Outcome<ChangePage>> AfterAsync(long? after, int first, ChangeScope? scope, CancellationToken ct)
    {
        var oldest = await OldestAsync(ct);
        if (after is { } asked && asked + 1 < oldest)
        {
            return new InvalidInput("CURSOR_EXPIRED", $"What came right after this cursor is older than {options.Kept.TotalDays:0.#} days and no longer kept. Take a new snapshot, then go on from `changesHead`.");
        }

        var from = after ?? oldest - 1;
        return scope is null ? await EveryAsync(from, first, ct) : await InScopeAsync(from, first, scope, ct);
    }

    public async Task<IReadOnlyList<ChangeDetails>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append($"SELECT {Columns}\nWHERE e.\"Sequence\" IS NOT NULL{Heard} AND ");
        statement.Dialect.AppendIn(statement, new Sql("e.\"Id\""), ids);
        return await database.QueryAsync(statement, Read, ct);
    }

    public async Task<long> HeadAsync(CancellationToken ct)
    {
        // Not MAX: the index holds only what is numbered, and not every planner sees that this is enough.
        var statement = new Statement(database.Dialect).Append($"SELECT e.\"Sequence\"\nFROM \"Events\" AS e\nWHERE e.\"Sequence\" IS NOT NULL\nORDER BY e.\"Sequence\" DESC");
        statement.Dialect.AppendLimit(statement, 1);
        return (await database.QueryAsync(statement, static row => row.Number(0), ct)).FirstOrDefault();
    }

    private async Task<ChangePage> EveryAsync(long from, int first, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append($"SELECT {Columns}\nWHERE e.\"Sequence\" > {from}{Heard}\nORDER BY e.\"Sequence\"");
        statement.Dialect.AppendLimit(statement, first + 1);
        var changes = await database.QueryAsync(statement, Read, ct);
        var hasNext = changes.Count > first;
        if (hasNext)
        {
            changes.RemoveAt(first);
        }

        return new ChangePage(changes, changes.Count == 0 ? from : changes[^1].Sequence, hasNext);
    }

    /// <summary>
    /// Numbers have no gaps, so a range of them bounds what is looked at, however little of it is told. Its last event comes along even where it is not: reading goes on behind it.
    /// </summary>
    private async Task<ChangePage> InScopeAsync(long from, int first, ChangeScope scope, CancellationToken ct)
    {
        var (statement, end) = (new Statement(database.Dialect), from + Window);
        statement.Append($"SELECT {Fields}, e.\"Told\"\nFROM (SELECT {Fields}, CASE WHEN e.\"Kind\" >= 0 AND (");
        statement.Append($"e.\"AssetId\" IS NULL OR e.\"Kind\" IN ({(int)ChangeKind.AssetDeleted}, {(int)ChangeKind.DeliveryChanged}) OR (SELECT COUNT(*)");
        var tables = AssetTables.Of(statement.Dialect);
        statement.Append($"{tables.From}\nWHERE a.\"Id\" = e.\"AssetId\" AND a.\"DeletedAt\" IS NULL AND ");
        DeliverablePredicate.AppendUnlessForbidden(statement, tables, new DeliveryContext(time.GetUtcNow(), scope.Territory, scope.Channel));
        statement.Append($") <> 0) THEN 1 ELSE 0 END AS \"Told\"\nFROM \"Events\" AS e\nWHERE e.\"Sequence\" > {from} AND e.\"Sequence\" <= {end}) AS e\nWHERE e.\"Told\" = 1 OR e.\"Sequence\" = (");
        statement.Append($"SELECT w.\"Sequence\"\nFROM \"Events\" AS w\nWHERE w.\"Sequence\" > {from} AND w.\"Sequence\" <= {end}\nORDER BY w.\"Sequence\" DESC");
        statement.Dialect.AppendLimit(statement, 1);
        statement.Append($")\nORDER BY e.\"Sequence\"");
        statement.Dialect.AppendLimit(statement, first + 1);
        var found = await database.QueryAsync(statement, static row => (Change: Read(row), IsTold: row.Int(FieldCount) == 1), ct);
        var isMoreTold = found.Count > first && found[first].IsTold;
        if (isMoreTold)
        {
            found.RemoveAt(first);
        }

        var last = found.Count == 0 ? from : found[^1].Change.Sequence;
        return new ChangePage([.. found.Where(row => row.IsTold).Select(row => row.Change)], last, isMoreTold || last == end);
    }

    /// <summary>Number of the first event that is kept. Events are numbered nearly in the order in which they happened: the first number among the young ones is the one asked for.</summary>
    private async Task<long> OldestAsync(CancellationToken ct)
    {
        if (await FirstKeptAsync(ct) is { } first)
        {
            return first;
        }

        // Nothing is kept: whatever comes has a number behind the newest. Something may have come between the two questions.
        var head = await HeadAsync(ct);
        return await FirstKeptAsync(ct) ?? head + 1;
    }

    private async Task<long?> FirstKeptAsync(CancellationToken ct)
    {
        var since = time.GetUtcNow() - options.Kept;
        var statement = new Statement(database.Dialect).Append(
            $"SELECT e.\"Sequence\"\nFROM \"Events\" AS e\nWHERE e.\"OccurredAt\" >= {since} AND e.\"Sequence\" IS NOT NULL\nORDER BY e.\"OccurredAt\", e.\"Sequence\"");
        statement.Dialect.AppendLimit(statement, 1);
        var found = await database.QueryAsync(statement, static row => row.Number(0), ct);
        return found.Count > 0 ? found[0] : null;
    }

    private static ChangeDetails Read(Row row) => new(
        row.Id(0), row.Number(1), (ChangeKind)row.Int(2), row.IsNull(3) ? null : row.Id(3), row.IsNull(4) ? null : row.Id(4), row.Instant(5));
}
