using Dam.Domain;
using Dam.Domain.Jobs;
using Dam.Domain.Paging;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Jobs;

internal sealed class JobReader(Database database, TimeProvider time) : IJobReader
{
    private const int ColumnCount = 11;

    private static readonly Sql Columns = new(
        "j.\"Id\", j.\"Kind\", j.\"Priority\", j.\"Attempts\", j.\"Progress\", j.\"LastError\", j.\"CreatedAt\", j.\"RunAfter\", j.\"FailedAt\", j.\"LeaseUntil\", j.\"AssetId\"");

    private static readonly Keyset NewestFirst = new("jobs", new Key(new Sql("j.\"Id\""), KeyType.Id, Descending: true));

    public async Task<Outcome<Page<JobDetails>>> PageAsync(JobFilter filter, PageRequest page, CancellationToken ct)
    {
        if (page.Problem() is { } problem)
        {
            return problem;
        }

        var now = time.GetUtcNow();
        var statement = new Statement(database.Dialect).Append($"SELECT {Columns}");
        NewestFirst.AppendColumns(statement);
        AppendFrom(statement, filter, now);
        return await database.PageAsync(statement, NewestFirst, page, row => Read(row, now), ColumnCount, ct);
    }

    public Task<int> CountAsync(JobFilter filter, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append($"SELECT COUNT(*)");
        AppendFrom(statement, filter, time.GetUtcNow());
        return database.CountAsync(statement, ct);
    }

    public async Task<IReadOnlyList<JobDetails>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var statement = new Statement(database.Dialect).Append($"SELECT {Columns}\nFROM \"Jobs\" AS j\nWHERE ");
        statement.Dialect.AppendIn(statement, new Sql("j.\"Id\""), ids);
        return await database.QueryAsync(statement, row => Read(row, now), ct);
    }

    public async Task<JobBacklog> BacklogAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var statement = new Statement(database.Dialect);
        AppendCount(statement, "SELECT ", new JobFilter(Kind: null, JobState.Waiting), now);
        statement.Append($" AND j.\"RunAfter\" <= {now}");
        statement.Dialect.AppendLimit(statement.Append($"\nORDER BY j.\"Id\""), IJobReader.MostCounted);
        AppendCount(statement.Append($") AS w)"), ", ", new JobFilter(Kind: null, JobState.Failed), now);
        statement.Dialect.AppendLimit(statement.Append($"\nORDER BY j.\"Id\""), IJobReader.MostCounted);
        statement.Append($") AS f), (SELECT j.\"RunAfter\"");
        AppendFrom(statement, new JobFilter(Kind: null, JobState.Waiting), now);
        statement.Append($" AND j.\"RunAfter\" <= {now}\nORDER BY j.\"Id\"");
        statement.Dialect.AppendLimit(statement, 1);
        statement.Append($")");
        var rows = await database.QueryAsync(statement, static row => new JobBacklog(row.Int(0), row.Int(1), row.InstantOrNull(2)), ct);
        return rows[0];
    }

    private static void AppendCount(Statement statement, string separator, JobFilter filter, DateTimeOffset now) =>
        AppendFrom(statement.Append($"{new Sql(separator)}(SELECT COUNT(*) FROM (SELECT 1 AS \"One\""), filter, now);

    private static void AppendFrom(Statement statement, JobFilter filter, DateTimeOffset now)
    {
        statement.Append($"\nFROM \"Jobs\" AS j\nWHERE ");
        switch (filter.State)
        {
            case null:
                statement.Append($"1 = 1");
                break;
            case JobState.Failed:
                statement.Append($"j.\"FailedAt\" IS NOT NULL");
                break;
            case JobState.Running:
                statement.Append($"j.\"FailedAt\" IS NULL AND j.\"LeaseUntil\" > {now}");
                break;
            case JobState.Waiting:
                statement.Append($"j.\"FailedAt\" IS NULL AND (j.\"LeaseUntil\" IS NULL OR j.\"LeaseUntil\" <= {now})");
                break;
        }

        if (filter.Kind is { } kind)
        {
            // Not every database can be asked for U+0000, and no kind has spaces either.
            statement.Append($"\n  AND j.\"Kind\" = {kind.Replace('\0', ' ')}");
        }
    }

    private static JobDetails Read(Row row, DateTimeOffset now) => new(
        row.Id(0),
        row.Text(1),
        Job.StateOf(row.InstantOrNull(8), row.InstantOrNull(9), now),
        (JobPriority)row.Int(2),
        row.Int(3),
        row.IntOrNull(4) / 1000.0,
        row.TextOrNull(5),
        row.Instant(6),
        row.Instant(7),
        row.InstantOrNull(8),
        row.IsNull(10) ? null : row.Id(10));
}
