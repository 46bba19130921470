using Dam.Domain.Rights;

namespace Dam.Domain.Changes;

/// <summary>An entry of the feed.</summary>
/// <param name="Sequence">From 1, without gaps, in the order in which consumers hear of changes.</param>
public sealed record ChangeDetails(Guid Id, long Sequence, ChangeKind Kind, Guid? AssetId, Guid? SkuId, DateTimeOffset OccurredAt);

/// <summary>
/// What a channel is told of: changes of assets that may be delivered there at the moment of reading, and, so that none is missed, whatever changes that, what is deleted and what concerns no asset. What is left out
/// concerns an asset of which <see cref="ChangeKind.DeliveryChanged"/> tells when it may be delivered, or <see cref="ChangeKind.AssetCreated"/> when it is restored.
/// </summary>
/// <param name="Channel">Its key.</param>
/// <param name="Territory">Where it asks from; null when unknown. What only an unknown place or purpose forbids is told.</param>
public sealed record ChangeScope(string Channel, Territory? Territory);

/// <param name="Last">Where to go on from, also after an empty page.</param>
/// <param name="HasNext">Whether to go on at once. In a scope the next page may be empty.</param>
public sealed record ChangePage(IReadOnlyList<ChangeDetails> Changes, long Last, bool HasNext);

/// <summary>Reads what the sequencer has numbered: who reads on from a number misses nothing, whatever is written meanwhile.</summary>
public interface IChangeReader
{
    /// <summary>What came after a number, oldest first; refused with <c>CURSOR_EXPIRED</c> when something between is no longer kept.</summary>
    /// <param name="after">Null to begin with the oldest kept.</param>
    /// <param name="scope">What is outside is looked at and left out, some of it at a time: a page may hold less than asked for, or nothing, and yet have a next one. Null for everything.</param>
    Task<Outcome<ChangePage>> AfterAsync(long? after, int first, ChangeScope? scope, CancellationToken ct);

    /// <summary>By id; what is not numbered yet is not there.</summary>
    Task<IReadOnlyList<ChangeDetails>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken ct);

    /// <summary>Number of the newest change; 0 before the first.</summary>
    Task<long> HeadAsync(CancellationToken ct);
}
