using Dam.Domain.Paging;
using Dam.Domain.Rights;

namespace Dam.Domain.Assets;

/// <summary>Conditions on assets; those given are joined by AND.</summary>
public sealed record AssetFilter
{
    /// <summary>And/Or/Not nested deeper than this, or more conditions than <see cref="MostConditions"/>, are refused.</summary>
    public const int Deepest = 8;

    public const int MostConditions = 200;

    public IReadOnlyList<AssetFilter>? And { get; init; }

    public IReadOnlyList<AssetFilter>? Or { get; init; }

    public AssetFilter? Not { get; init; }

    public IReadOnlyList<Guid>? Ids { get; init; }

    public TextFilter? Title { get; init; }

    public TextFilter? Filename { get; init; }

    public TextFilter? MediaType { get; init; }

    public IReadOnlyList<AssetKind>? Kinds { get; init; }

    /// <summary>Of the current version.</summary>
    public IReadOnlyList<AssetStatus>? Statuses { get; init; }

    public RangeFilter<long>? Size { get; init; }

    public RangeFilter<int>? Width { get; init; }

    public RangeFilter<int>? Height { get; init; }

    public RangeFilter<DateTimeOffset>? CreatedAt { get; init; }

    public RangeFilter<DateTimeOffset>? UpdatedAt { get; init; }

    /// <summary>Linked to at least one SKU whose code matches.</summary>
    public TextFilter? Sku { get; init; }

    /// <summary>At least one tag is so.</summary>
    public TextFilter? SomeTag { get; init; }

    /// <summary>No tag is so.</summary>
    public TextFilter? NoTag { get; init; }

    /// <summary>Deliverable, or not, in a context.</summary>
    public DeliverableFilter? Deliverable { get; init; }
}

public sealed record DeliverableFilter(bool Eq, DeliveryContext Context);

public enum AssetSortField
{
    CreatedAt,
    UpdatedAt,
    Title,
    Filename,
    Size,
}

public readonly record struct AssetSort(AssetSortField Field, SortDirection Direction);

/// <param name="Filter">Null for all.</param>
/// <param name="Order">Empty for newest first; the id breaks ties, so every order is total.</param>
/// <param name="Page">Which part.</param>
public sealed record AssetQuery(AssetFilter? Filter, IReadOnlyList<AssetSort> Order, PageRequest Page)
{
    /// <summary>What of each asset is read.</summary>
    public AssetColumns Columns { get; init; } = AssetColumns.All;
}
