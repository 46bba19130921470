using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>The orders in which assets are listed.</summary>
internal static class AssetOrders
{
    private static readonly AssetSort[] NewestFirst = [new(AssetSortField.CreatedAt, SortDirection.Desc)];

    /// <summary>The keys of an order, or what is wrong with it.</summary>
    /// <param name="walksTag">Whether the rows of a tag hold the order (<see cref="AssetConditions.WalksTag"/>).</param>
    public static Outcome<Keyset> Of(IReadOnlyList<AssetSort> order, bool walksTag)
    {
        if (order.Count == 0)
        {
            order = NewestFirst;
        }

        if (walksTag)
        {
            var descending = order[0].Direction == SortDirection.Desc;
            return new Keyset("assets", new Key(TaggedCreatedAt, KeyType.Number, descending), new Key(TaggedId, KeyType.Id, descending));
        }

        if (order.Select(sort => sort.Field).Distinct().Count() < order.Count)
        {
            return new InvalidInput("ORDER_REPEATED", "An order names each field once.");
        }

        // The id that breaks ties runs the same way as the last field and comes from the same table: then one index holds the whole order.
        var last = order[^1];
        var id = last.Field is AssetSortField.Filename or AssetSortField.Size ? VersionAssetId : AssetId;
        return new Keyset("assets", [.. order.Select(KeyOf), new Key(id, KeyType.Id, last.Direction == SortDirection.Desc)]);
    }

    private static Key KeyOf(AssetSort sort)
    {
        var (column, type) = sort.Field switch
        {
            AssetSortField.CreatedAt => (CreatedAt, KeyType.Number),
            AssetSortField.UpdatedAt => (UpdatedAt, KeyType.Number),
            AssetSortField.Title => (TitleFolded, KeyType.Text),
            AssetSortField.Filename => (FilenameFolded, KeyType.Text),
            AssetSortField.Size => (Size, KeyType.Number),
            _ => throw new ArgumentOutOfRangeException(nameof(sort), sort.Field, message: null),
        };
        return new Key(column, type, sort.Direction == SortDirection.Desc);
    }

    private static readonly Sql TaggedCreatedAt = new("t.\"CreatedAt\"");
    private static readonly Sql TaggedId = new("t.\"AssetId\"");
    private static readonly Sql AssetId = new("a.\"Id\"");
    private static readonly Sql CreatedAt = new("a.\"CreatedAt\"");
    private static readonly Sql UpdatedAt = new("a.\"UpdatedAt\"");
    private static readonly Sql TitleFolded = new("a.\"TitleFolded\"");
    private static readonly Sql VersionAssetId = new("c.\"AssetId\"");
    private static readonly Sql FilenameFolded = new("c.\"FilenameFolded\"");
    private static readonly Sql Size = new("c.\"Size\"");
}
