using Dam.Domain.Access;
using Dam.Domain.Paging;
using Dam.Domain.Rights;

namespace Dam.Domain.Skus;

/// <param name="Code">The key shared with the PIM; unique.</param>
public sealed record SkuDetails(Guid Id, string Code, string? Name);

/// <param name="Position">From 0, without gaps.</param>
public sealed record SkuLinkDetails(Guid SkuId, Guid AssetId, SkuRole Role, int Position)
{
    /// <summary>The asset itself where it was read along; else null.</summary>
    public Assets.AssetDetails? Asset { get; init; }
}

/// <summary>Conditions on SKUs; those given are joined by AND. Codes compare ordinally, names without case and accents.</summary>
public sealed record SkuFilter
{
    public IReadOnlyList<SkuFilter>? And { get; init; }

    public IReadOnlyList<SkuFilter>? Or { get; init; }

    public SkuFilter? Not { get; init; }

    public TextFilter? Code { get; init; }

    public TextFilter? Name { get; init; }
}

public enum SkuSortField
{
    Code,
    Name,
}

public readonly record struct SkuSort(SkuSortField Field, SortDirection Direction);

/// <param name="Filter">Null for all.</param>
/// <param name="Order">Empty for by code; the id breaks ties.</param>
/// <param name="Page">Which part.</param>
public sealed record SkuQuery(SkuFilter? Filter, IReadOnlyList<SkuSort> Order, PageRequest Page);

/// <summary>Which links of a SKU are wanted.</summary>
/// <param name="Role">Null for all.</param>
/// <param name="Deliverable">Null for all that the caller may see; else only what this context may have now.</param>
public sealed record SkuLinkFilter(SkuRole? Role, DeliveryContext? Deliverable);

/// <summary>
/// Reads SKUs and their links, one SQL statement a call. SKUs themselves are visible to every caller who may read anything; links show only assets that the
/// caller may see (<see cref="Assets.IAssetReader"/>).
/// </summary>
public interface ISkuReader
{
    Task<IReadOnlyList<SkuDetails>> FindAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken ct);

    Task<IReadOnlyList<SkuDetails>> FindByCodeAsync(Caller caller, IReadOnlyList<string> codes, CancellationToken ct);

    Task<Outcome<Page<SkuDetails>>> PageAsync(Caller caller, SkuQuery query, CancellationToken ct);

    /// <summary>How many <see cref="PageAsync"/> would find on all pages. A filter that it refuses is an <see cref="ArgumentException"/> here.</summary>
    Task<int> CountAsync(Caller caller, SkuFilter? filter, CancellationToken ct);

    /// <summary>A page of links for each of several SKUs, by position, in one statement. A SKU without links has an empty page. At most 1,000 ids.</summary>
    /// <param name="assets">What is read along of each link's asset; null to leave them out.</param>
    Task<Outcome<IReadOnlyDictionary<Guid, Page<SkuLinkDetails>>>> LinksOfSkusAsync(
        Caller caller, IReadOnlyList<Guid> skuIds, SkuLinkFilter filter, PageRequest page, Assets.AssetColumns? assets, CancellationToken ct);

    Task<IReadOnlyDictionary<Guid, int>> CountLinksOfSkusAsync(Caller caller, IReadOnlyList<Guid> skuIds, SkuLinkFilter filter, CancellationToken ct);

    /// <summary>A page of links for each of several assets, by SKU code, in one statement.</summary>
    Task<Outcome<IReadOnlyDictionary<Guid, Page<SkuLinkDetails>>>> LinksOfAssetsAsync(
        Caller caller, IReadOnlyList<Guid> assetIds, PageRequest page, CancellationToken ct);

    Task<IReadOnlyDictionary<Guid, int>> CountLinksOfAssetsAsync(Caller caller, IReadOnlyList<Guid> assetIds, CancellationToken ct);
}
