using System.Data.Common;
using Dam.Domain.Jobs;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Jobs;

/// <summary>Hands out jobs under leases and records how they ended. A record is kept only while the lease under which the work was done still stands.</summary>
internal sealed class JobTable(Database database, TimeProvider time)
{
    /// <summary>A comment in its statements, so that whoever reads a log of them knows whose they are. EF Core leaves it out of updates.</summary>
    public const string Tag = "jobs";

    private static readonly Sql Comment = new($"-- {Tag}\n\n");

    /// <summary>Which of these kinds have a job that is due. Only a look: on an idle node it is all that is asked, once for every poll.</summary>
    public async Task<IReadOnlyList<string>> DueAsync(IReadOnlyCollection<string> kinds, CancellationToken ct)
    {
        if (kinds.Count == 0)
        {
            return [];
        }

        var now = time.GetUtcNow();
        var statement = new Statement(database.Dialect).Append($"{Comment}");
        var separator = new Sql("");
        foreach (var kind in kinds)
        {
            statement.Append($"{separator}SELECT {kind} AS \"Kind\" WHERE EXISTS (SELECT 1 FROM \"Jobs\" AS j WHERE j.\"Kind\" = {kind}");
            AppendDue(statement, now);
            statement.Append($")");
            separator = new Sql("\nUNION ALL\n");
        }

        return await database.QueryAsync(statement, static row => row.Text(0), ct);
    }

    /// <summary>The first job of a kind that is due, by priority and then by age, leased; null when none is. What others claim at the same moment is passed over.</summary>
    public async Task<JobRun?> ClaimAsync(string kind, TimeSpan lease)
    {
        using var turn = await database.EnterWriteAsync(CancellationToken.None);
        await using var context = database.OpenContext();
        var now = time.GetUtcNow();
        var leaseId = Guid.CreateVersion7(now);
        var dialect = database.Dialect;
        var (hint, clause) = dialect.RowLockOnFree;
        var (beforeWhere, atEnd) = dialect.Returning("\"Id\"", "\"Payload\"", "\"Attempts\"", "\"TraceParent\"");
        var statement = new Statement(dialect).Append(
            $"{Comment}UPDATE \"Jobs\"\nSET \"LeaseId\" = {leaseId}, \"LeaseUntil\" = {now + lease}, \"Attempts\" = \"Attempts\" + 1{beforeWhere}\nWHERE \"Id\" = (\nSELECT j.\"Id\"\nFROM \"Jobs\" AS j{hint}\nWHERE j.\"Kind\" = {kind}");
        AppendDue(statement, now);
        statement.Append($"\nORDER BY j.\"Priority\", j.\"RunAfter\", j.\"Id\"");
        dialect.AppendLimit(statement, 1);
        statement.Append($"{clause}){atEnd}");

        // Not cancelled: a job that is leased but not handed out would lie until the lease ends.
        var claimed = await database.QueryAsync(context, statement, row => new JobRun(row.Id(0), leaseId, kind, row.Text(1), row.Int(2)) { TraceParent = row.TextOrNull(3) }, CancellationToken.None);
        return claimed.Count > 0 ? claimed[0] : null;
    }

    /// <summary>Extends the lease, and keeps how much is done. False when the lease was lost.</summary>
    public Task<bool> RenewAsync(JobRun run, TimeSpan lease, CancellationToken ct)
    {
        var until = time.GetUtcNow() + lease;
        var progress = run.Progress;
        return ChangeAsync(
            run, row => row.ExecuteUpdateAsync(set => set.SetProperty(it => it.LeaseUntil, until).SetProperty(it => it.Progress, progress), ct), ct);
    }

    public Task<bool> CompleteAsync(JobRun run, CancellationToken ct) => ChangeAsync(run, row => row.ExecuteDeleteAsync(ct), ct);

    public Task<bool> RetryAsync(JobRun run, TimeSpan delay, string error, CancellationToken ct) => WaitAsync(run, delay, error, tries: 0, ct);

    /// <summary>The same, for what is no fault of the job's: the try is not used up.</summary>
    public Task<bool> PostponeAsync(JobRun run, TimeSpan delay, string error, CancellationToken ct) => WaitAsync(run, delay, error, tries: 1, ct);

    /// <summary>Gives a job back as if it had not been begun.</summary>
    public Task<bool> ReturnAsync(JobRun run, CancellationToken ct) => GiveBackAsync(
        run,
        row => row.ExecuteUpdateAsync(
            set => set
                .SetProperty(it => it.Attempts, it => it.Attempts - 1)
                .SetProperty(it => it.LeaseId, (Guid?)null)
                .SetProperty(it => it.LeaseUntil, (DateTimeOffset?)null),
            ct),
        ct);

    public Task<bool> BuryAsync(JobRun run, string error, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return ChangeAsync(
            run,
            row => row.ExecuteUpdateAsync(
                set => set
                    .SetProperty(it => it.FailedAt, now)
                    .SetProperty(it => it.LastError, ErrorText.Shorten(error))
                    .SetProperty(it => it.LeaseId, (Guid?)null)
                    .SetProperty(it => it.LeaseUntil, (DateTimeOffset?)null),
                ct),
            ct);
    }

    /// <summary>Ends every lease. Right only at the start of the one process that uses the database: what is leased then was left by a dead one.</summary>
    public async Task<int> ReclaimAsync(CancellationToken ct)
    {
        using var turn = await database.EnterWriteAsync(ct);
        await using var context = database.OpenContext();
        var now = time.GetUtcNow();
        return await context.Jobs.Where(job => job.LeaseId != null).ExecuteUpdateAsync(set => set.SetProperty(job => job.LeaseUntil, now), ct);
    }

    /// <param name="tries">How many it gets back.</param>
    private Task<bool> WaitAsync(JobRun run, TimeSpan delay, string error, int tries, CancellationToken ct)
    {
        var after = time.GetUtcNow() + delay;
        return GiveBackAsync(
            run,
            row => row.ExecuteUpdateAsync(
                set => set
                    .SetProperty(it => it.RunAfter, after)
                    .SetProperty(it => it.Attempts, it => it.Attempts - tries)
                    .SetProperty(it => it.LastError, ErrorText.Shorten(error))
                    .SetProperty(it => it.LeaseId, (Guid?)null)
                    .SetProperty(it => it.LeaseUntil, (DateTimeOffset?)null),
                ct),
            ct);
    }

    private static void AppendDue(Statement statement, DateTimeOffset now) =>
        statement.Append($" AND j.\"FailedAt\" IS NULL AND j.\"RunAfter\" <= {now} AND (j.\"LeaseUntil\" IS NULL OR j.\"LeaseUntil\" <= {now})");

    /// <summary>Lets a job wait again. When one with its key waits already, that one will do what this one was for.</summary>
    private async Task<bool> GiveBackAsync(JobRun run, Func<IQueryable<Job>, Task<int>> change, CancellationToken ct)
    {
        try
        {
            return await ChangeAsync(run, change, ct);
        }
        catch (DbException failure) when (database.IsConflict(failure))
        {
            return await CompleteAsync(run, ct);
        }
    }

    private async Task<bool> ChangeAsync(JobRun run, Func<IQueryable<Job>, Task<int>> change, CancellationToken ct)
    {
        using var turn = await database.EnterWriteAsync(ct);
        await using var context = database.OpenContext();
        return await change(context.Jobs.TagWith(Tag).Where(row => row.Id == run.Id && row.LeaseId == run.LeaseId)) == 1;
    }
}
