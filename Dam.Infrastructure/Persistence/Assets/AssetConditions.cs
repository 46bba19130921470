using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>Writes an <see cref="AssetFilter"/> as a condition on the tables of <see cref="AssetTables"/>.</summary>
internal sealed class AssetConditions
{
    private readonly AssetTables _tables;
    private readonly Dialect _dialect;
    private readonly AssetFilter? _whole;
    private readonly AssetSortField _order;
    private readonly bool _walksTag;

    private AssetConditions(Caller caller, Dialect dialect, AssetFilter? whole, IReadOnlyList<AssetSort> order, bool walksTag)
    {
        _walksTag = walksTag;
        _tables = AssetTables.Of(dialect, caller);
        _dialect = dialect;
        _whole = whole;
        _order = order.Count == 0 ? AssetSortField.CreatedAt : order[0].Field;
    }

    /// <summary>Appends <c>AND (…)</c>. What is wrong with the filter, or null.</summary>
    /// <param name="order">In which the assets are listed.</param>
    /// <param name="walksTag">Whether the statement goes from the rows of the tag (<see cref="WalksTag"/>) to the assets.</param>
    public static InvalidInput? Append(Statement statement, Caller caller, AssetFilter? filter, IReadOnlyList<AssetSort> order, bool walksTag) =>
        Conditions.AppendAnd(statement, filter, new AssetConditions(caller, statement.Dialect, filter, order, walksTag).Write);

    /// <summary>Whether the rows of one tag, which lie in the order of the list, hold all assets asked for: a page then costs the same however many have the tag.</summary>
    public static bool WalksTag(AssetFilter? filter, IReadOnlyList<AssetSort> order) =>
        filter?.SomeTag?.Eq is not null && (order is [] or [{ Field: AssetSortField.CreatedAt }]);

    private void Write(Conditions conditions, AssetFilter filter)
    {
        var statement = conditions.Statement;
        if (filter.Ids is { } ids && conditions.Take(1 + ids.Count))
        {
            conditions.And();
            statement.Dialect.AppendIn(statement, Id, ids);
        }

        conditions.Text(TitleFolded, filter.Title, Folding.Fold);
        conditions.Text(FilenameFolded, filter.Filename, Folding.Fold);
        conditions.Text(Walked(MediaType), filter.MediaType, AsIs);
        conditions.OneOf(InOrder(filter, filter.Kinds, AssetSortField.CreatedAt) ? Kind : Walked(Kind), filter.Kinds);
        conditions.OneOf(InOrder(filter, filter.Statuses, AssetSortField.CreatedAt, AssetSortField.Title) ? _tables.Status : Walked(_tables.Status), filter.Statuses);
        conditions.Range(_order == AssetSortField.Size ? Size : Walked(Size), filter.Size, static size => size);
        conditions.Range(Walked(Width), filter.Width, static width => width, mayBeNull: true);
        conditions.Range(Walked(Height), filter.Height, static height => height, mayBeNull: true);
        conditions.Range(CreatedAt, filter.CreatedAt, static instant => instant.UtcTicks);
        conditions.Range(UpdatedAt, filter.UpdatedAt, static instant => instant.UtcTicks);
        if (_walksTag && ReferenceEquals(filter, _whole))
        {
            conditions.Text(TagFolded, filter.SomeTag, DescriptionPatch.Fold);
        }
        else
        {
            Tagged(conditions, filter.SomeTag, filter.SomeTag is { Eq: null, In: null, StartsWith: null } ? HasTag : IsAmongTagged);
        }

        Tagged(conditions, filter.NoTag, HasNoTag);
        if (filter.Sku is { } sku && conditions.Take())
        {
            conditions.And();
            statement.Append(
                $"""
                a."Id" IN (SELECT l."AssetId" FROM "SkuLinks" AS l JOIN "Skus" AS s ON s."Id" = l."SkuId" WHERE 
                """);
            conditions.Open();
            conditions.Text(SkuCode, sku, AsIs);
            conditions.Close();
            statement.Append($")");
        }

        if (filter.Deliverable is { } deliverable && conditions.Take())
        {
            conditions.And();
            statement.Append($"{new Sql(deliverable.Eq ? "" : "NOT ")}");
            DeliverablePredicate.Append(statement, _tables, deliverable.Context);
        }

        conditions.Not(filter.Not, Write);
        conditions.All(filter.And, Write);
        conditions.Any(filter.Or, Write);
    }

    private static void Tagged(Conditions conditions, TextFilter? tag, Sql beginning)
    {
        if (tag is not null && conditions.Take())
        {
            conditions.And();
            conditions.Statement.Append($"{beginning}");
            conditions.Open();
            conditions.Text(TagFolded, tag, DescriptionPatch.Fold);
            conditions.Close();
            conditions.Statement.Append($")");
        }
    }

    /// <summary>Whether an index holds, in the order of the list, the assets that have one of these values: it does for one value that they all must have.</summary>
    private bool InOrder<T>(AssetFilter filter, IReadOnlyList<T>? values, params ReadOnlySpan<AssetSortField> orders) =>
        !_walksTag && ReferenceEquals(filter, _whole) && values is [_] && orders.Contains(_order);

    /// <summary>What usually holds for many: rows are walked in their order and looked at, instead of finding all for which it holds and sorting them.</summary>
    private Sql Walked(Sql column) => _dialect.Unindexed(column);

    private static string AsIs(string text) => text;

    private static readonly Sql Id = new("a.\"Id\"");
    private static readonly Sql TitleFolded = new("a.\"TitleFolded\"");
    private static readonly Sql FilenameFolded = new("c.\"FilenameFolded\"");
    private static readonly Sql MediaType = new("c.\"MediaType\"");
    private static readonly Sql Size = new("c.\"Size\"");
    private static readonly Sql Width = new("c.\"Width\"");
    private static readonly Sql Height = new("c.\"Height\"");
    private static readonly Sql Kind = new("a.\"Kind\"");
    private static readonly Sql CreatedAt = new("a.\"CreatedAt\"");
    private static readonly Sql UpdatedAt = new("a.\"UpdatedAt\"");
    /// <summary>From the tags that an index finds to their assets; else from each asset to its tags.</summary>
    private static readonly Sql IsAmongTagged = new("a.\"Id\" IN (SELECT t.\"AssetId\" FROM \"AssetTags\" AS t WHERE ");
    private static readonly Sql HasTag = new("EXISTS (SELECT 1 FROM \"AssetTags\" AS t WHERE t.\"AssetId\" = a.\"Id\" AND ");
    private static readonly Sql HasNoTag = new($"NOT {HasTag.Text}");

    private static readonly Sql TagFolded = new("t.\"TagFolded\"");
    private static readonly Sql SkuCode = new("s.\"Code\"");
}
