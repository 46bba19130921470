using Dam.Domain.Access;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>
/// The columns, on the tables of <see cref="AssetTables"/>, of the version that a caller takes for the current one. For who may not see all it is the published one: a filter or an
/// order by another's would tell of it, and so would the cursors.
/// </summary>
internal sealed class SeenVersion
{
    private static readonly SeenVersion Current = new(static column => $"c.\"{column}\"", status: "a.\"Status\"");

    private static readonly SeenVersion Published = new(
        static column => $"CASE WHEN p.\"Id\" IS NULL THEN c.\"{column}\" ELSE p.\"{column}\" END",
        status: "CASE WHEN p.\"Id\" IS NULL THEN a.\"Status\" ELSE p.\"Status\" END");

    private SeenVersion(Func<string, string> column, string status)
    {
        AssetId = new Sql(column("AssetId"));
        FilenameFolded = new Sql(column("FilenameFolded"));
        MediaType = new Sql(column("MediaType"));
        Status = new Sql(status);
        Size = new Sql(column("Size"));
        Width = new Sql(column("Width"));
        Height = new Sql(column("Height"));
    }

    public Sql AssetId { get; }

    public Sql FilenameFolded { get; }

    public Sql MediaType { get; }

    public Sql Status { get; }

    public Sql Size { get; }

    public Sql Width { get; }

    public Sql Height { get; }

    public static SeenVersion By(Caller caller) => caller.MaySeeAll ? Current : Published;
}
