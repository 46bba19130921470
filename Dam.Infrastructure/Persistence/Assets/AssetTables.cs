using System.Runtime.CompilerServices;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>
/// The tables of an asset under the names that conditions use: <c>a</c> the asset, <c>c</c> the version that the caller takes for the current one. To who may not see all that is the
/// published one: a filter or an order by another's columns would tell of it, and so would the cursors. For who may, there is <c>p</c> too, the published version where that is another
/// one (absent when there is none and when it is the current one).
/// </summary>
internal sealed class AssetTables
{
    private const string CurrentId = "a.\"CurrentVersionId\"";

    private const string PublishedId = "a.\"PublishedVersionId\"";

    private static readonly ConditionalWeakTable<Dialect, AssetTables> OfAll = new();

    private static readonly ConditionalWeakTable<Dialect, AssetTables> OfPublished = new();

    private AssetTables(string versionId, string versions, string status, string isPublished)
    {
        VersionId = new Sql(versionId);
        From = new Sql($"\nFROM \"Assets\" AS a{versions}");
        FromTags = new Sql($"\nFROM \"AssetTags\" AS t\nJOIN \"Assets\" AS a ON a.\"Id\" = t.\"AssetId\"{versions}");
        Versions = new Sql(versions);
        Status = new Sql(status);
        IsPublished = new Sql(isPublished);
    }

    public Sql From { get; }

    /// <summary>The same, from the rows of tags (<c>t</c>) to their assets.</summary>
    public Sql FromTags { get; }

    /// <summary>The versions, for a statement that has <c>a</c>. Where nothing asks for <c>p</c>, databases leave it out by themselves.</summary>
    public Sql Versions { get; }

    /// <summary>The id of <c>c</c>, as the asset has it.</summary>
    public Sql VersionId { get; }

    /// <summary>Of <c>c</c>. A published version is an approved one.</summary>
    public Sql Status { get; }

    /// <summary>The condition that the asset has a published version, and that it is ready.</summary>
    public Sql IsPublished { get; }

    public static AssetTables Of(Dialect dialect, Caller caller) => caller.MaySeeAll ? Of(dialect) : OfPublished.GetValue(dialect, OnlyPublished);

    /// <summary>As who may see all has them.</summary>
    public static AssetTables Of(Dialect dialect) => OfAll.GetValue(dialect, Whole);

    private static AssetTables Whole(Dialect dialect) => new(
        CurrentId,
        $"{Join(dialect, CurrentId)}\nLEFT JOIN \"AssetVersions\" AS p ON p.\"Id\" = {PublishedId} AND {PublishedId} <> {CurrentId}",
        status: "a.\"Status\"",
        isPublished: $"{PublishedId} IS NOT NULL AND ((p.\"Id\" IS NULL AND {IsReady("c.\"Processing\"")}) OR (p.\"Id\" IS NOT NULL AND {IsReady("p.\"Processing\"")}))");

    private static AssetTables OnlyPublished(Dialect dialect) => new(
        PublishedId,
        Join(dialect, PublishedId),
        status: $"{(int)AssetStatus.Approved}",
        isPublished: IsReady(dialect.Unindexed(new Sql("c.\"Processing\"")).Text));

    private static string IsReady(string processing) => $"{processing} = {(int)ProcessingState.Ready}";

    /// <summary>In a range says the same: of two equalities a planner that multiplies would expect one row of the whole join, and sort all assets for a page.</summary>
    private static string Join(Dialect dialect, string version) =>
        $"\nJOIN \"AssetVersions\" AS c ON {(dialect.MultipliesSelectivities ? $"c.\"AssetId\" = a.\"Id\" AND c.\"Id\" BETWEEN {version} AND {version}" : $"c.\"Id\" = {version} AND c.\"AssetId\" = a.\"Id\"")}";
}
