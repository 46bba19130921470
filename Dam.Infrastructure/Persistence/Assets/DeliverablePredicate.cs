using Dam.Domain.Access;
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
        if (context.IsAuthorized)
        {
            Append(statement, tables, new Question(context, Unknown.Refuses));
        }
        else
        {
            statement.Append($"1 = 0");
        }
    }

    /// <summary>
    /// Allowed at this instant where the caller is, as far as that is known, and somewhere, on some channel and for some purpose as far as it is not: each rule by itself leaves one. That
    /// all of them together do is seen to where they are written.
    /// </summary>
    public static void AppendSomewhere(Statement statement, AssetTables tables, Caller caller, DateTimeOffset at) =>
        Append(statement, tables, new Question(new DeliveryContext(at, caller.Territory, caller.Channel), Unknown.IsSomewhere));

    /// <summary>Not refused, or only since the question does not say enough: that no place, only a country, or no purpose is known.</summary>
    public static void AppendUnlessForbidden(Statement statement, AssetTables tables, DeliveryContext context) => Append(statement, tables, new Question(context, Unknown.Passes));

    /// <summary>What becomes of a rule for which the question does not say enough.</summary>
    private enum Unknown
    {
        Refuses,

        /// <summary>It passes where nothing is known. A part of a country is no place of its own: who is in the country may be outside of it.</summary>
        IsSomewhere,

        Passes,
    }

    private readonly record struct Question(DeliveryContext Context, Unknown Unknown);

    /// <summary>
    /// Columns by themselves, not a COALESCE of them: planners know how many rows have a value in a column. What is joined is asked of few assets, as a number that is compared and never as
    /// EXISTS: planners would take that apart, and read a whole table for a page.
    /// </summary>
    private static void Append(Statement statement, AssetTables tables, Question question)
    {
        var at = question.Context.At;
        statement.Append(
            $"""
            ({tables.IsPublished} AND a."TakenDownAt" IS NULL AND a."Status" <> {(int)AssetStatus.Archived}
              AND (a."ExpiresAt" IS NULL OR a."ExpiresAt" > {at}) AND (a."EmbargoUntil" IS NULL OR a."EmbargoUntil" <= {at})
              AND 
            """);
        AppendTerritory(statement, Asset, question);
        AppendAndNamed(statement, new Sql("a.\"ChannelKeys\""), question.Context.Channel, question);
        AppendAndNamed(statement, new Sql("a.\"PurposeKeys\""), question.Context.Purpose, question);
        statement.Append($"\n  AND (a.\"LicenseId\" IS NULL OR (SELECT COUNT(*) FROM \"Licenses\" AS n WHERE n.\"Id\" = a.\"LicenseId\" AND ");
        AppendGrant(statement, License, question);
        AppendAndNamed(statement, new Sql("n.\"ChannelKeys\""), question.Context.Channel, question);
        statement.Append($") <> 0)\n  AND ((a.\"ReleaseCount\" = 0 AND a.\"NeedsRelease\" = 0) OR (a.\"ReleaseCount\" > 0 AND CASE WHEN (");
        statement.Append($"SELECT COUNT(*) FROM \"AssetReleases\" AS l JOIN \"Releases\" AS r ON r.\"Id\" = l.\"ReleaseId\" WHERE l.\"AssetId\" = a.\"Id\" AND NOT (");
        AppendGrant(statement, Release, question);
        statement.Append($")) = 0 THEN 1 ELSE 0 END <> 0)))");
    }

    private readonly record struct Place(Sql Mode, Sql Codes, Sql Table);

    private static readonly Place Asset = Of("a");
    private static readonly Place License = Of("n");
    private static readonly Place Release = Of("r");

    private static Place Of(string table) => new(new Sql($"{table}.\"TerritoryMode\""), new Sql($"{table}.\"TerritoryCodes\""), new Sql(table));

    /// <summary>What licences and releases have in common.</summary>
    private static void AppendGrant(Statement statement, Place grant, Question question)
    {
        var (table, at) = (grant.Table, question.Context.At);
        statement.Append(
            $"""
            {table}."RevokedAt" IS NULL AND ({table}."StartsAt" IS NULL OR {table}."StartsAt" <= {at}) AND ({table}."ExpiresAt" IS NULL OR {table}."ExpiresAt" > {at}) AND 
            """);
        AppendTerritory(statement, grant, question);
    }

    private static void AppendTerritory(Statement statement, Place rule, Question question)
    {
        if (question.Context.Territory is not { } territory)
        {
            // A rule that excepts always leaves a territory: no list holds every pair of letters.
            _ = question.Unknown switch
            {
                Unknown.Refuses => statement.Append($"{rule.Mode} = {(int)TerritoryMode.All}"),
                Unknown.IsSomewhere => statement.Append($"({rule.Mode} <> {(int)TerritoryMode.Only} OR {rule.Codes} <> '')"),
                _ => statement.Append($"1 = 1"),
            };
            return;
        }

        statement.Append($"({rule.Mode} = {(int)TerritoryMode.All} OR ({rule.Mode} = {(int)TerritoryMode.Only} AND ");
        AppendCovered(statement, rule.Codes, territory, orPart: question.Unknown == Unknown.Passes);
        statement.Append($") OR ({rule.Mode} = {(int)TerritoryMode.Except} AND NOT ");
        AppendCovered(statement, rule.Codes, territory, orPart: question.Unknown != Unknown.Passes);
        statement.Append($"))");
    }

    /// <summary>The rule names the territory or its country. Codes stand between spaces, so that no code is found within another.</summary>
    /// <param name="orPart">Or a part of the country: whether this is that part, nobody knows.</param>
    private static void AppendCovered(Statement statement, Sql codes, Territory territory, bool orPart)
    {
        statement.Append($"(");
        statement.Dialect.AppendContains(statement, codes, $" {territory.Code} ");
        if (territory.IsSubdivision)
        {
            statement.Append($" OR ");
            statement.Dialect.AppendContains(statement, codes, $" {territory.Country} ");
        }
        else if (orPart)
        {
            statement.Append($" OR ");
            statement.Dialect.AppendContains(statement, codes, $" {territory.Code}-");
        }

        statement.Append($")");
    }

    private static void AppendAndNamed(Statement statement, Sql keys, string? key, Question question)
    {
        if (key is null && question.Unknown != Unknown.Refuses)
        {
            return;
        }

        if (key is null || !KeyRule.IsKey(key))
        {
            // What is no key is named by no rule, and could be found across two that are.
            statement.Append($" AND {keys} = ''");
        }
        else
        {
            statement.Append($" AND ({keys} = '' OR ");
            statement.Dialect.AppendContains(statement, keys, $" {key} ");
            statement.Append($")");
        }
    }
}
