using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>Writes an <see cref="AssetFilter"/> as a condition on the tables of <see cref="AssetTables"/>.</summary>
internal sealed class AssetConditions
{
    private readonly SeenVersion _version;

    private AssetConditions(Caller caller) => _version = SeenVersion.By(caller);

    /// <summary>Appends <c>AND (…)</c>. What is wrong with the filter, or null.</summary>
    public static InvalidInput? Append(Statement statement, Caller caller, AssetFilter? filter) =>
        Conditions.AppendAnd(statement, filter, new AssetConditions(caller).Write);

    private void Write(Conditions conditions, AssetFilter filter)
    {
        var statement = conditions.Statement;
        if (filter.Ids is { } ids && conditions.Take(1 + ids.Count))
        {
            conditions.And();
            statement.Dialect.AppendIn(statement, Id, ids);
        }

        conditions.Text(TitleFolded, filter.Title, Folding.Fold);
        conditions.Text(_version.FilenameFolded, filter.Filename, Folding.Fold);
        conditions.Text(_version.MediaType, filter.MediaType, AsIs);
        conditions.OneOf(Kind, filter.Kinds);
        conditions.OneOf(_version.Status, filter.Statuses);
        conditions.Range(_version.Size, filter.Size, static size => size);
        conditions.Range(_version.Width, filter.Width, static width => width, mayBeNull: true);
        conditions.Range(_version.Height, filter.Height, static height => height, mayBeNull: true);
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
    private static readonly Sql Kind = new("a.\"Kind\"");
    private static readonly Sql CreatedAt = new("a.\"CreatedAt\"");
    private static readonly Sql UpdatedAt = new("a.\"UpdatedAt\"");
    private static readonly Sql SkuCode = new("s.\"Code\"");
}
