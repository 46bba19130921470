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
    public static Outcome<Keyset> Of(IReadOnlyList<AssetSort> order)
    {
        if (order.Count == 0)
        {
            order = NewestFirst;
        }

        if (order.Select(sort => sort.Field).Distinct().Count() < order.Count)
        {
            return new InvalidInput("ORDER_REPEATED", "An order names each field once.");
        }

        // The id that breaks ties runs the same way as the last field and comes from the same table: then one index holds the whole order.
        var last = order[^1];
        var id = last.Field is AssetSortField.Filename or AssetSortField.Size ? "c.\"AssetId\"" : "a.\"Id\"";
        return new Keyset("assets", [.. order.Select(KeyOf), new Key(new Sql(id), KeyType.Id, last.Direction == SortDirection.Desc)]);
    }

    private static Key KeyOf(AssetSort sort)
    {
        var (column, type) = sort.Field switch
        {
            AssetSortField.CreatedAt => ("a.\"CreatedAt\"", KeyType.Number),
            AssetSortField.UpdatedAt => ("a.\"UpdatedAt\"", KeyType.Number),
            AssetSortField.Title => ("a.\"TitleFolded\"", KeyType.Text),
            AssetSortField.Filename => ("c.\"FilenameFolded\"", KeyType.Text),
            AssetSortField.Size => ("c.\"Size\"", KeyType.Number),
            _ => throw new ArgumentOutOfRangeException(nameof(sort), sort.Field, message: null),
        };
        return new Key(new Sql(column), type, sort.Direction == SortDirection.Desc);
    }
}
