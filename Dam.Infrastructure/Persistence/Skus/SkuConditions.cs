using Dam.Domain;
using Dam.Domain.Paging;
using Dam.Domain.Skus;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Skus;

/// <summary>Writes a <see cref="SkuFilter"/> as a condition on <c>s</c>.</summary>
internal static class SkuConditions
{
    /// <summary>Appends <c>AND (…)</c>. What is wrong with the filter, or null.</summary>
    public static InvalidInput? Append(Statement statement, SkuFilter? filter) => Conditions.AppendAnd(statement, filter, Write);

    private static void Write(Conditions conditions, SkuFilter filter)
    {
        conditions.Text(Code, filter.Code, static text => text);
        conditions.Text(NameFolded, filter.Name, Folding.Fold);
        conditions.Not(filter.Not, Write);
        conditions.All(filter.And, Write);
        conditions.Any(filter.Or, Write);
    }

    private static readonly Sql Code = new("s.\"Code\"");
    private static readonly Sql NameFolded = new("s.\"NameFolded\"");
}
