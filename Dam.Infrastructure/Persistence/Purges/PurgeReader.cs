using Dam.Domain;
using Dam.Domain.Paging;
using Dam.Domain.Purges;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Purges;

internal sealed class PurgeReader(Database database, IEnumerable<IPurger> purgers) : IPurgeReader
{
    private const int ColumnCount = 7;

    private static readonly Sql Columns = new("p.\"Id\", p.\"Target\", p.\"Key\", p.\"AskedAt\", p.\"ConfirmedAt\", p.\"Attempts\", p.\"LastError\"");

    private static readonly Keyset LastAskedFirst = new(
        "purges", new Key(new Sql("p.\"AskedAt\""), KeyType.Number, Descending: true), new Key(new Sql("p.\"Id\""), KeyType.Id, Descending: true));

    private readonly IReadOnlyList<string> _targets = [.. purgers.Select(purger => purger.Target)];

    public async Task<Outcome<Page<PurgeDetails>>> PageAsync(PurgeFilter filter, PageRequest page, CancellationToken ct)
    {
        if (page.Problem() is { } problem)
        {
            return problem;
        }

        var statement = new Statement(database.Dialect).Append($"SELECT {Columns}");
        LastAskedFirst.AppendColumns(statement);
        AppendFrom(statement, filter);
        return await database.PageAsync(statement, LastAskedFirst, page, Read, ColumnCount, ct);
    }

    public Task<int> CountAsync(PurgeFilter filter, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append($"SELECT COUNT(*)");
        AppendFrom(statement, filter);
        return database.CountAsync(statement, ct);
    }

    public async Task<PurgeBacklog> BacklogAsync(CancellationToken ct)
    {
        var waiting = new PurgeFilter(PurgeState.Waiting, Target: null, Key: null);
        var statement = new Statement(database.Dialect).Append($"SELECT COUNT(*), MIN(w.\"AskedAt\") FROM (SELECT p.\"AskedAt\"");
        AppendFrom(statement, waiting);
        statement.Dialect.AppendIn(statement.Append($"\n  AND "), new Sql("p.\"Target\""), _targets);
        statement.Dialect.AppendLimit(statement.Append($"\nORDER BY p.\"AskedAt\""), IPurgeReader.MostCounted);
        statement.Append($") AS w");
        return (await database.QueryAsync(statement, static row => new PurgeBacklog(row.Int(0), row.InstantOrNull(1)), ct))[0];
    }

    private static void AppendFrom(Statement statement, PurgeFilter filter)
    {
        var state = new Sql(filter.State switch
        {
            null => "1 = 1",
            PurgeState.Waiting => "p.\"ConfirmedAt\" IS NULL",
            _ => "p.\"ConfirmedAt\" IS NOT NULL",
        });
        statement.Append($"\nFROM \"Purges\" AS p\nWHERE {state}");

        // Not every database can be asked for U+0000, and neither targets nor keys have any.
        if (filter.Target is { } target)
        {
            statement.Append($"\n  AND p.\"Target\" = {target.Replace('\0', ' ')}");
        }

        if (filter.Key is { } key)
        {
            statement.Append($"\n  AND p.\"Key\" = {key.Replace('\0', ' ')}");
        }
    }

    private static PurgeDetails Read(Row row) => new(
        row.Id(0),
        row.Text(1),
        row.Text(2),
        row.IsNull(4) ? PurgeState.Waiting : PurgeState.Confirmed,
        row.Instant(3),
        row.InstantOrNull(4),
        row.Int(5),
        row.TextOrNull(6));
}
