namespace Dam.Domain.Changes;

/// <summary>An entry of the feed.</summary>
/// <param name="Sequence">From 1, without gaps, in the order in which consumers hear of changes.</param>
public sealed record ChangeDetails(Guid Id, long Sequence, ChangeKind Kind, Guid? AssetId, Guid? SkuId, DateTimeOffset OccurredAt);

/// <param name="Last">Where to go on from, also after an empty page.</param>
public sealed record ChangePage(IReadOnlyList<ChangeDetails> Changes, long Last, bool HasNext);

/// <summary>Reads what the sequencer has numbered: who reads on from a number misses nothing, whatever is written meanwhile.</summary>
public interface IChangeReader
{
    /// <summary>What came after a number, oldest first; refused with <c>CURSOR_EXPIRED</c> when something between is no longer kept.</summary>
    /// <param name="after">Null to begin with the oldest kept.</param>
    Task<Outcome<ChangePage>> AfterAsync(long? after, int first, CancellationToken ct);

    /// <summary>By id; what is not numbered yet is not there.</summary>
    Task<IReadOnlyList<ChangeDetails>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken ct);

    /// <summary>Number of the newest change; 0 before the first.</summary>
    Task<long> HeadAsync(CancellationToken ct);
}
