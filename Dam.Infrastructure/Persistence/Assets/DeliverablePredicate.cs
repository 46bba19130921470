using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>
/// <see cref="DeliveryPolicy.Decide"/> as a condition on the tables of <see cref="AssetTables"/>: true for exactly the rows that it allows. A property test compares the two.
/// It never is null, so that it can be negated.
/// </summary>
internal static class DeliverablePredicate
{
    /// <summary>Allowed in this context.</summary>
    public static void Append(Statement statement, AssetTables tables, DeliveryContext context)
    {
        statement.Append($"(");
        AppendCommon(statement, tables, context.At);
        statement.Append($" AND (a.\"TerritoryMode\" = {(int)TerritoryMode.All}");
        if (context.Territory is { } territory)
        {
            statement.Append($" OR (a.\"TerritoryMode\" = {(int)TerritoryMode.Only} AND ");
            AppendCovered(statement, territory);
            statement.Append($") OR (a.\"TerritoryMode\" = {(int)TerritoryMode.Except} AND NOT ");
            AppendCovered(statement, territory);
            if (!territory.IsSubdivision)
            {
                // The rule excepts a part of the country: whether this is that part, nobody knows.
                statement.Append($" AND NOT ");
                statement.Dialect.AppendContains(statement, Codes, $" {territory.Code}-");
            }

            statement.Append($")");
        }

        statement.Append($"))");
    }

    /// <summary>Allowed at this instant in at least one territory. A rule that excepts always leaves one: no list holds every pair of letters.</summary>
    public static void AppendSomewhere(Statement statement, AssetTables tables, DateTimeOffset at)
    {
        statement.Append($"(");
        AppendCommon(statement, tables, at);
        statement.Append($" AND (a.\"TerritoryMode\" <> {(int)TerritoryMode.Only} OR a.\"TerritoryCodes\" <> ''))");
    }

    private static readonly Sql Codes = new("a.\"TerritoryCodes\"");

    /// <summary>All but the territories. Columns by themselves, not a COALESCE of them: planners know how many rows have a value in a column.</summary>
    private static void AppendCommon(Statement statement, AssetTables tables, DateTimeOffset at) => statement.Append(
        $"""
        {tables.IsPublished} AND a."Status" <> {(int)AssetStatus.Archived}
          AND (a."ExpiresAt" IS NULL OR a."ExpiresAt" > {at}) AND (a."EmbargoUntil" IS NULL OR a."EmbargoUntil" <= {at})
        """);

    /// <summary>The rule names the territory or its country. Codes stand between spaces, so that no code is found within another.</summary>
    private static void AppendCovered(Statement statement, Territory territory)
    {
        statement.Append($"(");
        statement.Dialect.AppendContains(statement, Codes, $" {territory.Code} ");
        if (territory.IsSubdivision)
        {
            statement.Append($" OR ");
            statement.Dialect.AppendContains(statement, Codes, $" {territory.Country} ");
        }

        statement.Append($")");
    }
}
