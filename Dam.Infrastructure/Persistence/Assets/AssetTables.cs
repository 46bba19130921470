using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>
/// The tables of an asset under the names that conditions use: <c>a</c> the asset, <c>c</c> its current version, <c>p</c> its published version where that is another one
/// (absent when there is none and when it is the current one). And how their columns are read.
/// </summary>
internal static class AssetTables
{
    /// <summary><c>c</c> and <c>p</c>, for a statement that has <c>a</c>.</summary>
    public static readonly Sql Versions = new(
        """

        JOIN "AssetVersions" AS c ON c."Id" = a."CurrentVersionId" AND c."AssetId" = a."Id"
        LEFT JOIN "AssetVersions" AS p ON p."Id" = a."PublishedVersionId" AND a."PublishedVersionId" <> a."CurrentVersionId"
        """);

    public static readonly Sql From = new($"\nFROM \"Assets\" AS a{Versions.Text}");

    /// <summary>What <see cref="ReadAsset"/> reads, from the first column on.</summary>
    public static readonly Sql Columns = new(
        $"""
        a."Id", a."Title", a."Kind", a."Revision", a."Epoch", a."EmbargoUntil", a."ExpiresAt", a."TerritoryMode", a."TerritoryCodes", a."Credit", a."CopyrightNotice", a."CreatedAt",
          a."UpdatedAt", a."DeletedAt", a."PublishedVersionId",
          {VersionColumns("c").Text},
          {VersionColumns("p").Text}
        """);

    /// <summary>How many columns <see cref="Columns"/> are.</summary>
    public const int ColumnCount = OwnColumns + (2 * VersionColumnCount);

    private const int OwnColumns = 15;

    /// <summary>How many columns <see cref="VersionColumns"/> are.</summary>
    public const int VersionColumnCount = 23;

    /// <summary>What <see cref="ReadVersion"/> reads.</summary>
    public static Sql VersionColumns(string table) => new(
        $"""
        {table}."Id", {table}."Number", {table}."Status", {table}."Digest", {table}."Region", {table}."Filename", {table}."MediaType", {table}."Size", {table}."Note", {table}."CreatedBy", {table}."CreatedAt",
          {table}."Processing", {table}."ProcessingStage", {table}."Problems", {table}."Width", {table}."Height", {table}."HasAlpha", {table}."Pages", {table}."Colors", {table}."ThumbHash", {table}."DominantColor",
          {table}."MezzanineWidth", {table}."MezzanineHeight"
        """);

    public static AssetDetails ReadAsset(Row row)
    {
        var id = row.Id(0);
        var current = ReadVersion(row, OwnColumns, id, isCurrent: true);
        var published = row.IsNull(14) ? null
            : row.IsNull(OwnColumns + VersionColumnCount) ? current
            : ReadVersion(row, OwnColumns + VersionColumnCount, id, isCurrent: false);
        return new AssetDetails
        {
            Id = id,
            Title = row.Text(1),
            Kind = (AssetKind)row.Int(2),
            Revision = row.Int(3),
            Epoch = row.Int(4),
            Rights = Asset.RightsOf(
                row.InstantOrNull(5), row.InstantOrNull(6), (TerritoryMode)row.Int(7), row.Text(8), row.TextOrNull(9), row.TextOrNull(10)),
            CreatedAt = row.Instant(11),
            UpdatedAt = row.Instant(12),
            DeletedAt = row.InstantOrNull(13),
            CurrentVersion = current,
            PublishedVersion = published,
        };
    }

    public static VersionDetails ReadVersion(Row row, int at, Guid assetId, bool isCurrent) => new()
    {
        Id = row.Id(at),
        AssetId = assetId,
        Number = row.Int(at + 1),
        IsCurrent = isCurrent,
        Status = (AssetStatus)row.Int(at + 2),
        Digest = row.Text(at + 3),
        Region = row.Text(at + 4),
        Filename = row.Text(at + 5),
        MediaType = row.Text(at + 6),
        Size = row.Number(at + 7),
        Note = row.TextOrNull(at + 8),
        CreatedBy = row.Text(at + 9),
        CreatedAt = row.Instant(at + 10),
        Processing = (ProcessingState)row.Int(at + 11),
        ProcessingStage = row.TextOrNull(at + 12),
        Problems = ProblemsColumn.Read(row.Text(at + 13)),
        Image = row.IsNull(at + 14) ? null : new VersionImage(
            Width: row.Int(at + 14),
            Height: row.Int(at + 15),
            HasAlpha: row.Flag(at + 16),
            Pages: row.Int(at + 17),
            Colors: ColorsColumn.Read(row.Text(at + 18)),
            ThumbHash: row.Text(at + 19),
            DominantColor: ColorsColumn.ReadOne(row.Text(at + 20)),
            MezzanineWidth: row.IntOrNull(at + 21),
            MezzanineHeight: row.IntOrNull(at + 22)),
    };
}
