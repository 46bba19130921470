using Dam.Domain.Rights;

namespace Dam.Domain.Transitions;

/// <summary>
/// The instants that are to come, which rows keep: each asset, licence and release its next one. Who takes one moves its row on to the one after in the same unit of work, so that each is taken once, by whichever node;
/// rows that another unit of work holds are passed over.
/// </summary>
public interface ITransitionStore
{
    /// <summary>Assets whose next instant is not later than this one, the earliest first.</summary>
    Task<IReadOnlyList<AssetTransition>> TakeAssetsAsync(DateTimeOffset now, int atMost, CancellationToken ct);

    /// <summary>Licences and releases likewise, so many of each.</summary>
    Task<IReadOnlyList<GrantTransition>> TakeGrantsAsync(DateTimeOffset now, int atMost, CancellationToken ct);

    /// <summary>What the verdict on assets depends on; of those that are deleted nothing.</summary>
    Task<IReadOnlyDictionary<Guid, DeliverySnapshot>> FindSnapshotsAsync(IReadOnlyCollection<Guid> assetIds, CancellationToken ct);

    /// <summary>Assets that a licence or a release covers which has begun or ended at an instant, in the order of their ids; without those that are told of that instant for another reason: each has one.</summary>
    /// <param name="after">Id behind which to begin; null for the first.</param>
    Task<IReadOnlyList<Guid>> FindCoveredAsync(GrantId grant, DateTimeOffset at, Guid? after, int atMost, CancellationToken ct);
}
