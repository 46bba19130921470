using Dam.Infrastructure.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Jobs;

/// <summary>Hands out jobs under leases and records how they ended. A record is kept only while the lease under which the work was done still stands.</summary>
internal sealed class JobTable(Database database, TimeProvider time)
{
    public const int LongestError = 2000;

    /// <summary>How many due jobs a claim looks at: where several nodes look at once, each begins with another one of them.</summary>
    private const int MostCandidates = 16;

    /// <summary>The job that is due longest, leased for <paramref name="lease"/>; null when none is due.</summary>
    public async Task<Job?> ClaimAsync(TimeSpan lease, CancellationToken ct)
    {
        using var turn = await database.EnterWriteAsync(ct);
        await using var context = database.OpenContext();
        while (true)
        {
            var now = time.GetUtcNow();
            var due = context.Jobs.Where(job => !job.Dead && job.RunAfter <= now && (job.LeaseUntil == null || job.LeaseUntil <= now));
            var next = await due.OrderBy(job => job.RunAfter).ThenBy(job => job.Id).Select(job => job.Id).Take(MostCandidates).ToListAsync(ct);
            if (next.Count == 0)
            {
                return null;
            }

            // Whoever else looks at the same moment sees the same jobs. The row itself decides who has it: it is still due, or it is not.
            foreach (var id in database.WritersAreAlone ? next : next.Shuffle())
            {
                // Not cancelled: a job that is leased but not handed out would lie until the lease ends.
                var leaseId = Guid.CreateVersion7(now);
                var claimed = await due.Where(job => job.Id == id).ExecuteUpdateAsync(
                    set => set
                        .SetProperty(job => job.LeaseId, leaseId)
                        .SetProperty(job => job.LeaseUntil, now + lease)
                        .SetProperty(job => job.Attempts, job => job.Attempts + 1),
                    CancellationToken.None);
                if (claimed == 1)
                {
                    return await context.Jobs.AsNoTracking().SingleAsync(job => job.Id == id && job.LeaseId == leaseId, CancellationToken.None);
                }
            }
        }
    }

    /// <summary>False when the lease was lost.</summary>
    public Task<bool> RenewAsync(Job job, TimeSpan lease, CancellationToken ct)
    {
        var until = time.GetUtcNow() + lease;
        return ChangeAsync(job, row => row.ExecuteUpdateAsync(set => set.SetProperty(it => it.LeaseUntil, until), ct), ct);
    }

    public Task<bool> CompleteAsync(Job job, CancellationToken ct) => ChangeAsync(job, row => row.ExecuteDeleteAsync(ct), ct);

    public Task<bool> RetryAsync(Job job, TimeSpan delay, string error, CancellationToken ct)
    {
        var after = time.GetUtcNow() + delay;
        return ChangeAsync(
            job,
            row => row.ExecuteUpdateAsync(
                set => set
                    .SetProperty(it => it.RunAfter, after)
                    .SetProperty(it => it.LastError, Shorten(error))
                    .SetProperty(it => it.LeaseId, (Guid?)null)
                    .SetProperty(it => it.LeaseUntil, (DateTimeOffset?)null),
                ct),
            ct);
    }

    /// <summary>Gives a job back as if it had not been begun.</summary>
    public Task<bool> ReturnAsync(Job job, CancellationToken ct) => ChangeAsync(
        job,
        row => row.ExecuteUpdateAsync(
            set => set
                .SetProperty(it => it.Attempts, it => it.Attempts - 1)
                .SetProperty(it => it.LeaseId, (Guid?)null)
                .SetProperty(it => it.LeaseUntil, (DateTimeOffset?)null),
            ct),
        ct);

    public Task<bool> BuryAsync(Job job, string error, CancellationToken ct) => ChangeAsync(
        job,
        row => row.ExecuteUpdateAsync(
            set => set
                .SetProperty(it => it.Dead, valueExpression: true)
                .SetProperty(it => it.LastError, Shorten(error))
                .SetProperty(it => it.LeaseId, (Guid?)null)
                .SetProperty(it => it.LeaseUntil, (DateTimeOffset?)null),
            ct),
        ct);

    /// <summary>Ends every lease. Right only at the start of the one process that uses the database: what is leased then was left by a dead one.</summary>
    public async Task<int> ReclaimAsync(CancellationToken ct)
    {
        using var turn = await database.EnterWriteAsync(ct);
        await using var context = database.OpenContext();
        return await context.Jobs
            .Where(job => job.LeaseId != null)
            .ExecuteUpdateAsync(set => set.SetProperty(job => job.LeaseId, (Guid?)null).SetProperty(job => job.LeaseUntil, (DateTimeOffset?)null), ct);
    }

    private async Task<bool> ChangeAsync(Job job, Func<IQueryable<Job>, Task<int>> change, CancellationToken ct)
    {
        using var turn = await database.EnterWriteAsync(ct);
        await using var context = database.OpenContext();
        var leaseId = job.LeaseId;
        return await change(context.Jobs.Where(row => row.Id == job.Id && row.LeaseId == leaseId)) == 1;
    }

    /// <summary>What any database takes: of this length, with no half of a surrogate pair at its end, without U+0000.</summary>
    private static string Shorten(string error)
    {
        var length = Math.Min(error.Length, LongestError);
        return error[..(length > 0 && char.IsHighSurrogate(error[length - 1]) ? length - 1 : length)].Replace('\0', ' ');
    }
}
