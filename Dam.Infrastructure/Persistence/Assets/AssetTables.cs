using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>
/// The tables of an asset under the names that conditions use: <c>a</c> the asset, <c>c</c> its current version, <c>p</c> its published version where that is another one
/// (absent when there is none and when it is the current one).
/// </summary>
internal static class AssetTables
{
    /// <summary><c>c</c> and <c>p</c>, for a statement that has <c>a</c>. Where nothing asks for <c>p</c>, databases leave it out by themselves.</summary>
    public static Sql Versions(Dialect dialect) => dialect.MultipliesSelectivities ? InRange : Equal;

    public static Sql From(Dialect dialect) => dialect.MultipliesSelectivities ? FromInRange : FromEqual;

    /// <summary>The same, from the rows of tags (<c>t</c>) to their assets.</summary>
    public static Sql FromTags(Dialect dialect) => new($"\nFROM \"AssetTags\" AS t\nJOIN \"Assets\" AS a ON a.\"Id\" = t.\"AssetId\"{Versions(dialect).Text}");

    private static readonly Sql Equal = Joined("c.\"Id\" = a.\"CurrentVersionId\" AND c.\"AssetId\" = a.\"Id\"");

    private static readonly Sql FromEqual = new($"\nFROM \"Assets\" AS a{Equal.Text}");

    /// <summary>The same condition. As two equalities a planner that multiplies would expect one row of the whole join, and sort all assets for a page.</summary>
    private static readonly Sql InRange = Joined("c.\"AssetId\" = a.\"Id\" AND c.\"Id\" BETWEEN a.\"CurrentVersionId\" AND a.\"CurrentVersionId\"");

    private static readonly Sql FromInRange = new($"\nFROM \"Assets\" AS a{InRange.Text}");

    private static Sql Joined(string isCurrent) => new(
        $"""

        JOIN "AssetVersions" AS c ON {isCurrent}
        LEFT JOIN "AssetVersions" AS p ON p."Id" = a."PublishedVersionId" AND a."PublishedVersionId" <> a."CurrentVersionId"
        """);
}
