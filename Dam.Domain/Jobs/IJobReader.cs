using Dam.Domain.Paging;

namespace Dam.Domain.Jobs;

/// <summary>A job as administrators see it; its payload is nobody's but the handler's.</summary>
/// <param name="Kind">Names the handler.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="Progress">From 0 to 1; null when its handler says nothing.</param>
/// <param name="LastError">Why the last try failed.</param>
/// <param name="RunAfter">Not begun before.</param>
/// <param name="FailedAt">When it was given up.</param>
/// <param name="AssetId">The asset that it is about, if it is about one.</param>
public sealed record JobDetails(
    Guid Id,
    string Kind,
    JobState State,
    JobPriority Priority,
    int Attempts,
    double? Progress,
    string? LastError,
    DateTimeOffset CreatedAt,
    DateTimeOffset RunAfter,
    DateTimeOffset? FailedAt,
    Guid? AssetId);

/// <summary>Joined by AND; null for any.</summary>
public sealed record JobFilter(string? Kind, JobState? State);

/// <summary>How much work lies there.</summary>
/// <param name="Waiting">Jobs that are due and that nobody works on; counted up to <see cref="IJobReader.MostCounted"/>.</param>
/// <param name="Failed">Jobs that were given up; counted likewise.</param>
/// <param name="DueSince">Since when the oldest of those that wait is due; null when none does.</param>
public sealed record JobBacklog(int Waiting, int Failed, DateTimeOffset? DueSince);

/// <summary>Reads the queue, for administrators and for health. What is done is not in it any more.</summary>
public interface IJobReader
{
    const int MostCounted = 10_000;

    /// <summary>Newest first.</summary>
    Task<Outcome<Page<JobDetails>>> PageAsync(JobFilter filter, PageRequest page, CancellationToken ct);

    Task<int> CountAsync(JobFilter filter, CancellationToken ct);

    Task<IReadOnlyList<JobDetails>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken ct);

    /// <summary>One statement whose cost is bounded: for health and metrics.</summary>
    Task<JobBacklog> BacklogAsync(CancellationToken ct);
}
