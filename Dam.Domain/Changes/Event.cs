using Dam.Domain.Purges;

namespace Dam.Domain.Changes;

/// <summary>What happened, as consumers of the feed are told.</summary>
public enum ChangeKind
{
    AssetCreated,
    AssetUpdated,
    AssetDeleted,

    /// <summary>Some context's verdict is another now.</summary>
    DeliveryChanged,

    SkuLinked,
    SkuUnlinked,
    SkuUpdated,
}

/// <summary>A fact that a use case writes in the transaction that makes it true. It is heard of by the feed of changes and sealed into the audit chain, in one order.</summary>
/// <param name="Kind">What the feed calls it; null when only the audit is told.</param>
/// <param name="Action">What the audit calls it: noun, dot, verb, for instance <c>asset.approved</c>.</param>
/// <param name="Actor">Subject of the caller; <c>dam</c> for Dam itself.</param>
/// <param name="AssetId">The asset concerned, if one is.</param>
/// <param name="SkuId">The SKU concerned, if one is.</param>
/// <param name="Details">Payload: an object of public properties that becomes JSON; null for none.</param>
public sealed record Event(ChangeKind? Kind, string Action, string Actor, Guid? AssetId = null, Guid? SkuId = null, object? Details = null)
{
    /// <summary>Name of the copies in shared caches that are wrong from then on (<see cref="PurgeKeys"/>); null where none is.</summary>
    public string? PurgeKey { get; init; } = (Kind, AssetId) switch
    {
        (ChangeKind.DeliveryChanged or ChangeKind.AssetDeleted, { } id) => PurgeKeys.OfAsset(id),
        (ChangeKind.DeliveryChanged, null) => PurgeKeys.All,
        _ => null,
    };
}

/// <summary>Takes the facts of a unit of work.</summary>
public interface IEventLog
{
    void Add(Event happened);
}
