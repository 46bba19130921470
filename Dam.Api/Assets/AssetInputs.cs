using Dam.Api.Nodes;
using Dam.Api.Paging;
using Dam.Api.Rights;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.GraphQL.Annotations;

namespace Dam.Api.Assets;

/// <summary>Fields of one object are joined by AND; <c>and</c> and <c>or</c> take lists.</summary>
internal sealed record AssetFilterInput
{
    public IReadOnlyList<AssetFilterInput>? And { get; init; }

    public IReadOnlyList<AssetFilterInput>? Or { get; init; }

    public AssetFilterInput? Not { get; init; }

    public IdFilterInput? Id { get; init; }

    public StringFilterInput? Title { get; init; }

    public StringFilterInput? Filename { get; init; }

    public StringFilterInput? MediaType { get; init; }

    public AssetKindFilterInput? Kind { get; init; }

    public AssetStatusFilterInput? Status { get; init; }

    public LongFilterInput? Size { get; init; }

    public IntFilterInput? Width { get; init; }

    public IntFilterInput? Height { get; init; }

    public DateTimeFilterInput? CreatedAt { get; init; }

    public DateTimeFilterInput? UpdatedAt { get; init; }

    /// <summary>Linked to at least one SKU whose code matches.</summary>
    public StringFilterInput? Sku { get; init; }

    public DeliverableFilterInput? Deliverable { get; init; }

    public AssetFilter ToFilter(Caller caller, DateTimeOffset now) => new()
    {
        And = And?.Select(part => part.ToFilter(caller, now)).ToList(),
        Or = Or?.Select(part => part.ToFilter(caller, now)).ToList(),
        Not = Not?.ToFilter(caller, now),
        Ids = Id?.ToIds(NodeIds.AssetOrNone),
        Title = Title?.ToFilter(),
        Filename = Filename?.ToFilter(),
        MediaType = MediaType?.ToFilter(),
        Kinds = Kind?.ToValues(),
        Statuses = Status?.ToValues(),
        Size = Size?.ToFilter(),
        Width = Width?.ToFilter(),
        Height = Height?.ToFilter(),
        CreatedAt = CreatedAt?.ToFilter(),
        UpdatedAt = UpdatedAt?.ToFilter(),
        Sku = Sku?.ToFilter(),
        Deliverable = Deliverable is null ? null : new DeliverableFilter(Deliverable.Eq, Deliverable.Context.For(caller, now)),
    };
}

internal sealed record DeliverableFilterInput(bool Eq = true, DeliveryContextInput? Context = null);

internal sealed record AssetKindFilterInput(AssetKind? Eq, IReadOnlyList<AssetKind>? In)
{
    public IReadOnlyList<AssetKind>? ToValues() => Choices.Of(Eq, In);
}

internal sealed record AssetStatusFilterInput(AssetStatus? Eq, IReadOnlyList<AssetStatus>? In)
{
    public IReadOnlyList<AssetStatus>? ToValues() => Choices.Of(Eq, In);
}

[OneOf]
internal sealed record AssetSortInput(SortDirection? CreatedAt, SortDirection? UpdatedAt, SortDirection? Title, SortDirection? Filename, SortDirection? Size)
{
    public AssetSort ToSort() => this switch
    {
        { CreatedAt: { } direction } => new(AssetSortField.CreatedAt, direction),
        { UpdatedAt: { } direction } => new(AssetSortField.UpdatedAt, direction),
        { Title: { } direction } => new(AssetSortField.Title, direction),
        { Filename: { } direction } => new(AssetSortField.Filename, direction),
        { Size: { } direction } => new(AssetSortField.Size, direction),
        _ => throw new InvalidOperationException("A @oneOf input has exactly one field."),
    };
}
