using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>
/// The tables of an asset under the names that conditions use: <c>a</c> the asset, <c>c</c> its current version, <c>p</c> its published version where that is another one
/// (absent when there is none and when it is the current one).
/// </summary>
internal static class AssetTables
{
    /// <summary><c>c</c> and <c>p</c>, for a statement that has <c>a</c>. Where nothing asks for <c>p</c>, databases leave it out by themselves.</summary>
    public static readonly Sql Versions = new(
        """

        JOIN "AssetVersions" AS c ON c."Id" = a."CurrentVersionId" AND c."AssetId" = a."Id"
        LEFT JOIN "AssetVersions" AS p ON p."Id" = a."PublishedVersionId" AND a."PublishedVersionId" <> a."CurrentVersionId"
        """);

    public static readonly Sql From = new($"\nFROM \"Assets\" AS a{Versions.Text}");
}
