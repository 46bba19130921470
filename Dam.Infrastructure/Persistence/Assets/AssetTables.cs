using System.Data.Common;
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

    public static AssetDetails ReadAsset(DbDataReader row, Dialect dialect)
    {
        var id = dialect.ReadId(row, 0);
        var current = ReadVersion(row, OwnColumns, dialect, id, isCurrent: true);
        var published = row.IsDBNull(14) ? null
            : row.IsDBNull(OwnColumns + VersionColumnCount) ? current
            : ReadVersion(row, OwnColumns + VersionColumnCount, dialect, id, isCurrent: false);
        return new AssetDetails
        {
            Id = id,
            Title = row.GetString(1),
            Kind = (AssetKind)row.GetInt32(2),
            Revision = row.GetInt32(3),
            Epoch = row.GetInt32(4),
            Rights = Asset.RightsOf(
                InstantOrNull(row, 5), InstantOrNull(row, 6), (TerritoryMode)row.GetInt32(7), row.GetString(8), TextOrNull(row, 9), TextOrNull(row, 10)),
            CreatedAt = Instant(row, 11),
            UpdatedAt = Instant(row, 12),
            DeletedAt = InstantOrNull(row, 13),
            CurrentVersion = current,
            PublishedVersion = published,
        };
    }

    public static VersionDetails ReadVersion(DbDataReader row, int at, Dialect dialect, Guid assetId, bool isCurrent) => new()
    {
        Id = dialect.ReadId(row, at),
        AssetId = assetId,
        Number = row.GetInt32(at + 1),
        IsCurrent = isCurrent,
        Status = (AssetStatus)row.GetInt32(at + 2),
        Digest = row.GetString(at + 3),
        Region = row.GetString(at + 4),
        Filename = row.GetString(at + 5),
        MediaType = row.GetString(at + 6),
        Size = row.GetInt64(at + 7),
        Note = TextOrNull(row, at + 8),
        CreatedBy = row.GetString(at + 9),
        CreatedAt = Instant(row, at + 10),
        Processing = (ProcessingState)row.GetInt32(at + 11),
        ProcessingStage = TextOrNull(row, at + 12),
        Problems = ProblemsColumn.Read(row.GetString(at + 13)),
        Image = row.IsDBNull(at + 14) ? null : new VersionImage(
            Width: row.GetInt32(at + 14),
            Height: row.GetInt32(at + 15),
            HasAlpha: row.GetBoolean(at + 16),
            Pages: row.GetInt32(at + 17),
            Colors: ColorsColumn.Read(row.GetString(at + 18)),
            ThumbHash: row.GetString(at + 19),
            DominantColor: ColorsColumn.ReadOne(row.GetString(at + 20)),
            MezzanineWidth: NumberOrNull(row, at + 21),
            MezzanineHeight: NumberOrNull(row, at + 22)),
    };

    private static string? TextOrNull(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static int? NumberOrNull(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    private static DateTimeOffset Instant(DbDataReader row, int column) => new(row.GetInt64(column), TimeSpan.Zero);

    private static DateTimeOffset? InstantOrNull(DbDataReader row, int column) => row.IsDBNull(column) ? null : Instant(row, column);
}
