using Dam.Api.Assets;
using Dam.Api.Nodes;
using Dam.Api.Skus;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Changes;
using Dam.Domain.Skus;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Data;

namespace Dam.Api.Changes;

/// <summary>Something that happened, in the order in which everybody hears of it.</summary>
[ObjectType<ChangeDetails>(Name = "Change", Ignore = [nameof(ChangeDetails.AssetId), nameof(ChangeDetails.SkuId), nameof(ChangeDetails.Sequence)])]
[Node<ChangeById>(NodeIds.Change)]
internal static class ChangeNode
{
    /// <summary>Where to go on from behind this change.</summary>
    public static string GetCursor([Parent] ChangeDetails change) => ChangeCursor.Of(change.Sequence);

    /// <summary>As it is now; null when it is gone or you may not see it.</summary>
    public static async ValueTask<AssetDetails?> GetAssetAsync([Parent] ChangeDetails change, AssetById assets) =>
        change.AssetId is { } id ? await assets.LoadAsync(id) : null;

    /// <summary>As it is now; null when it is gone or you may not see it.</summary>
    public static async ValueTask<SkuDetails?> GetSkuAsync([Parent] ChangeDetails change, SkuById skus) =>
        change.SkuId is { } id ? await skus.LoadAsync(id) : null;

    /// <summary>Id of what changed, also when it is gone.</summary>
    [ID]
    public static string GetSubjectId([Parent] ChangeDetails change) => Subject.IdOf(change.AssetId, change.SkuId);
}

/// <summary>What an event is about: the SKU where one is named, else the asset.</summary>
internal static class Subject
{
    public static string IdOf(Guid? assetId, Guid? skuId) => skuId is { } sku ? NodeId.Format(NodeIds.Sku, sku) : NodeId.Format(NodeIds.Asset, assetId ?? Guid.Empty);
}

internal sealed class ChangeById(Caller caller, IChangeReader reader) : BatchLoader<Guid, ChangeDetails>
{
    protected override async Task<IReadOnlyDictionary<Guid, ChangeDetails>> FetchAsync(IReadOnlyList<Guid> keys, CancellationToken ct) =>
        caller.May(Permissions.ReadChanges)
            ? (await reader.FindAsync(keys, ct)).ToDictionary(change => change.Id)
            : new Dictionary<Guid, ChangeDetails>();
}
