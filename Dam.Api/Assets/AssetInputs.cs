using Dam.Api.Nodes;
using Dam.Api.Paging;
using Dam.Api.Rights;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;

namespace Dam.Api.Assets;

/// <summary>Fields of one object are joined by AND. Titles, file names and tags compare without regard to case and accents, media types and SKUs as they are.</summary>
[FilterBounds(MaxDepth = AssetFilter.Deepest, MaxConditions = AssetFilter.MostConditions, MaxListLength = AssetFilter.MostConditions)]
internal sealed record AssetFilterInput : Filter<AssetFilterInput>
{
    /// <summary>What no index serves in most orders: assets are looked at one after the other until the page is full (docs/lists.md).</summary>
    private const double Walked = 5;

    public IdFilter? Id { get; init; }

    public StringFilter? Title { get; init; }

    public StringFilter? Filename { get; init; }

    [Cost(Walked)]
    public StringFilter? MediaType { get; init; }

    public ChoiceFilter<AssetKind>? Kind { get; init; }

    public ChoiceFilter<AssetStatus>? Status { get; init; }

    [Cost(Walked)]
    public RangeFilter<long>? Size { get; init; }

    [Cost(Walked)]
    public RangeFilter<int>? Width { get; init; }

    [Cost(Walked)]
    public RangeFilter<int>? Height { get; init; }

    public RangeFilter<DateTimeOffset>? CreatedAt { get; init; }

    [Cost(Walked)]
    public RangeFilter<DateTimeOffset>? UpdatedAt { get; init; }

    /// <summary>Compare without regard to case and accents.</summary>
    public StringListFilter? Tags { get; init; }

    /// <summary>Linked to at least one SKU whose code matches.</summary>
    public StringFilter? Sku { get; init; }

    [Cost(Walked)]
    public DeliverableFilterInput? Deliverable { get; init; }

    public AssetFilter ToFilter(Caller caller, DateTimeOffset now) => new()
    {
        And = And?.Select(part => part.ToFilter(caller, now)).ToList(),
        Or = Or?.Select(part => part.ToFilter(caller, now)).ToList(),
        Not = Not?.ToFilter(caller, now),
        Ids = Id?.ToValues()?.Select(NodeIds.AssetOrNone).ToList(),
        Title = Title?.ToDomain(),
        Filename = Filename?.ToDomain(),
        MediaType = MediaType?.ToDomain(),
        Kinds = Kind?.ToValues(),
        Statuses = Status?.ToValues(),
        Size = Size?.ToDomain(),
        Width = Width?.ToDomain(),
        Height = Height?.ToDomain(),
        CreatedAt = CreatedAt?.ToDomain(),
        UpdatedAt = UpdatedAt?.ToDomain(),
        SomeTag = Tags?.Some?.ToDomain(),
        NoTag = Tags?.None?.ToDomain(),
        Sku = Sku?.ToDomain(),
        Deliverable = Deliverable is null ? null : new DeliverableFilter(Deliverable.Eq, Deliverable.Context.For(caller, now)),
    };
}

internal sealed record DeliverableFilterInput(bool Eq = true, DeliveryContextInput? Context = null);
