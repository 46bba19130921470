using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence;

/// <summary>Since when the oldest of the events that wait in the database waits, for health and telemetry: found at one end of an index.</summary>
internal sealed class Backlogs(Database database)
{
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
}
