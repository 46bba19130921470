using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence;

/// <summary>Since when the oldest of what waits in the database waits, for health and telemetry: found at one end of an index.</summary>
internal sealed class Backlogs(Database database, TimeProvider time)
{
    private const int MostCounted = 10_000;

    /// <summary>When the event happened that has waited longest for its number; null when none waits.</summary>
    public Task<DateTimeOffset?> OldestEventAsync(CancellationToken ct) => database.AttemptAsync(
        async () =>
        {
            await using var context = database.OpenContext();
            return await context.Events
                .Where(row => row.Sequence == null)
                .OrderBy(row => row.OccurredAt)
                .Select(row => (DateTimeOffset?)row.OccurredAt)
                .FirstOrDefaultAsync(ct);
        },
        ct);

    /// <summary>Since when the job is due that has waited longest for a worker; null when none is.</summary>
    public Task<DateTimeOffset?> OldestJobAsync(CancellationToken ct) => database.AttemptAsync(
        async () =>
        {
            var now = time.GetUtcNow();
            await using var context = database.OpenContext();
            return await context.Jobs
                .Where(job => !job.Dead && job.RunAfter <= now && (job.LeaseUntil == null || job.LeaseUntil <= now))
                .OrderBy(job => job.RunAfter)
                .Select(job => (DateTimeOffset?)job.RunAfter)
                .FirstOrDefaultAsync(ct);
        },
        ct);

    /// <summary>How many jobs are due and not begun, counted up to a bound.</summary>
    public Task<int> CountJobsAsync(CancellationToken ct) => database.AttemptAsync(
        async () =>
        {
            var now = time.GetUtcNow();
            await using var context = database.OpenContext();
            return await context.Jobs.Where(job => !job.Dead && job.RunAfter <= now && (job.LeaseUntil == null || job.LeaseUntil <= now)).OrderBy(job => job.RunAfter).Take(MostCounted).CountAsync(ct);
        },
        ct);
}
