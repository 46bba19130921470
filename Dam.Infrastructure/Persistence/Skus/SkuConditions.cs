using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Domain.Skus;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Skus;

/// <summary>Writes a <see cref="SkuFilter"/> as a condition on <c>s</c>, within the limits of asset filters.</summary>
internal static class SkuConditions
{
    /// <summary>Appends <c>AND (…)</c>. What is wrong with the filter, or null.</summary>
    public static InvalidInput? Append(Statement statement, SkuFilter? filter)
    {
        if (filter is null)
        {
            return null;
        }

        var conditions = new Conditions(statement, AssetFilter.MostConditions);
        statement.Append($"\n  AND ");
        Append(conditions, filter, depth: 1);
        return conditions.Problem;
    }

    private static void Append(Conditions conditions, SkuFilter filter, int depth)
    {
        if (depth > AssetFilter.Deepest)
        {
            conditions.RefuseDepth(AssetFilter.Deepest);
            return;
        }

        conditions.Open();
        conditions.Text(Code, filter.Code, static text => text);
        conditions.Text(NameFolded, filter.Name, Folding.Fold);
        conditions.All(filter.And, Nested);
        conditions.Any(filter.Or, Nested);
        conditions.Close();

        void Nested(SkuFilter nested) => Append(conditions, nested, depth + 1);
    }

    private static readonly Sql Code = new("s.\"Code\"");
    private static readonly Sql NameFolded = new("s.\"NameFolded\"");
}
