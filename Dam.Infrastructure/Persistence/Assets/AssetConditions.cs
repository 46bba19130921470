using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>Writes an <see cref="AssetFilter"/> as a condition on the tables of <see cref="AssetTables"/>.</summary>
internal static class AssetConditions
{
    /// <summary>Appends <c>AND (…)</c>. What is wrong with the filter, or null.</summary>
    public static InvalidInput? Append(Statement statement, AssetFilter? filter) => Conditions.AppendAnd(statement, filter, Write);

    private static void Write(Conditions conditions, AssetFilter filter)
    {
        var statement = conditions.Statement;
        if (filter.Ids is { } ids && conditions.Take(1 + ids.Count))
        {
            conditions.And();
            statement.Dialect.AppendIn(statement, Id, ids);
        }

        conditions.Text(TitleFolded, filter.Title, Folding.Fold);
        conditions.Text(FilenameFolded, filter.Filename, Folding.Fold);
        conditions.Text(MediaType, filter.MediaType, AsIs);
        conditions.OneOf(Kind, filter.Kinds);
        conditions.OneOf(Status, filter.Statuses);
        conditions.Range(Size, filter.Size, static size => size);
        conditions.Range(Width, filter.Width, static width => width, mayBeNull: true);
        conditions.Range(Height, filter.Height, static height => height, mayBeNull: true);
        conditions.Range(CreatedAt, filter.CreatedAt, static instant => instant.UtcTicks);
        conditions.Range(UpdatedAt, filter.UpdatedAt, static instant => instant.UtcTicks);
        if (filter.Sku is { } sku && conditions.Take())
        {
            conditions.And();
            statement.Append(
                $"""
                EXISTS (SELECT 1 FROM "SkuLinks" AS l JOIN "Skus" AS s ON s."Id" = l."SkuId" WHERE l."AssetId" = a."Id" AND 
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
            DeliverablePredicate.Append(statement, deliverable.Context);
        }

        conditions.Not(filter.Not, Write);
        conditions.All(filter.And, Write);
        conditions.Any(filter.Or, Write);
    }

    private static string AsIs(string text) => text;

    private static readonly Sql Id = new("a.\"Id\"");
    private static readonly Sql TitleFolded = new("a.\"TitleFolded\"");
    private static readonly Sql FilenameFolded = new("c.\"FilenameFolded\"");
    private static readonly Sql MediaType = new("c.\"MediaType\"");
    private static readonly Sql Kind = new("a.\"Kind\"");
    private static readonly Sql Status = new("c.\"Status\"");
    private static readonly Sql Size = new("c.\"Size\"");
    private static readonly Sql Width = new("c.\"Width\"");
    private static readonly Sql Height = new("c.\"Height\"");
    private static readonly Sql CreatedAt = new("a.\"CreatedAt\"");
    private static readonly Sql UpdatedAt = new("a.\"UpdatedAt\"");
    private static readonly Sql SkuCode = new("s.\"Code\"");
}
