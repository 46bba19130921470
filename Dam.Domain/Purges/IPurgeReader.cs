using Dam.Domain.Paging;

namespace Dam.Domain.Purges;

public enum PurgeState
{
    /// <summary>Asked for and not confirmed: a copy may still be given out.</summary>
    Waiting,

    Confirmed,
}

/// <summary>How it stands with the copies that one cache keeps under one name: asked for again, it begins anew.</summary>
/// <param name="Target">The cache.</param>
/// <param name="Key">Name of the copies, as in `Surrogate-Key` and `Cache-Tag`: `asset-…`, `license-…`, `released` or `dam` (all).</param>
/// <param name="AskedAt">The instant of the change that made the copies wrong; of the first that is not confirmed.</param>
/// <param name="ConfirmedAt">When the cache has confirmed that it gives out none of them; null while it has not.</param>
/// <param name="Attempts">How often the cache was asked; more than once also where all goes well, since an answer may have been on its way.</param>
/// <param name="LastError">Why it has not confirmed, at the last try; null when it has.</param>
public sealed record PurgeDetails(Guid Id, string Target, string Key, PurgeState State, DateTimeOffset AskedAt, DateTimeOffset? ConfirmedAt, int Attempts, string? LastError);

/// <summary>Joined by AND; null for any.</summary>
public sealed record PurgeFilter(PurgeState? State, string? Target, string? Key);

/// <param name="Waiting">Asked for and not confirmed; counted up to <see cref="IPurgeReader.MostCounted"/>.</param>
/// <param name="Since">When the oldest of those was asked for; null when none waits.</param>
public sealed record PurgeBacklog(int Waiting, DateTimeOffset? Since);

/// <summary>Reads what was asked of the caches in front, for administrators and for health.</summary>
public interface IPurgeReader
{
    const int MostCounted = 10_000;

    /// <summary>What was asked for last comes first.</summary>
    Task<Outcome<Page<PurgeDetails>>> PageAsync(PurgeFilter filter, PageRequest page, CancellationToken ct);

    Task<int> CountAsync(PurgeFilter filter, CancellationToken ct);

    /// <summary>Of the caches that are asked by today's settings, in one statement whose cost is bounded: for health and metrics.</summary>
    Task<PurgeBacklog> BacklogAsync(CancellationToken ct);
}
