using Dam.Domain.Access;
using Dam.Domain.Changes;

namespace Dam.Domain.Skus;

/// <summary>What is told when a SKU changes.</summary>
internal static class SkuEvents
{
    /// <summary>The assets that a SKU shows.</summary>
    public static HashSet<Guid> AssetIds(this Sku sku) => sku.Links.Select(link => link.AssetId).ToHashSet();

    /// <summary>One event for the SKU, and one for each asset that it shows now or no longer shows.</summary>
    /// <param name="before">The assets that it showed before.</param>
    public static void SkuSynced(this IEventLog events, Caller caller, Sku sku, IReadOnlySet<Guid> before, string action)
    {
        var details = new { sku.Code, sku.Name, Links = sku.Links.OrderBy(link => link.Position).Select(link => new { link.AssetId, link.Role }).ToList() };
        events.Add(new Event(ChangeKind.SkuUpdated, action, caller.Subject, SkuId: sku.Id, Details: details));
        var after = sku.AssetIds();
        foreach (var assetId in after.Where(id => !before.Contains(id)))
        {
            events.Add(new Event(ChangeKind.SkuLinked, "sku.linked", caller.Subject, assetId, sku.Id));
        }

        foreach (var assetId in before.Where(id => !after.Contains(id)))
        {
            events.Add(new Event(ChangeKind.SkuUnlinked, "sku.unlinked", caller.Subject, assetId, sku.Id));
        }
    }
}
