using Dam.Domain.Assets;
using Dam.Domain.Imaging;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>What a statement selects of a version, and how that is read back.</summary>
internal sealed class VersionShape
{
    private readonly AssetColumns _columns;

    /// <param name="table">Its name in the statement; also begins the names of its columns, so that none occurs twice.</param>
    /// <param name="columns">Of them those that versions have.</param>
    public VersionShape(string table, AssetColumns columns)
    {
        _columns = columns.HasFlag(AssetColumns.Look) ? columns | AssetColumns.Dimensions : columns;
        string[] names =
        [
            "Id",
            .. Has(AssetColumns.State) ? ["Number", "Status", "Processing", "CreatedAt"] : (string[])[],
            .. Has(AssetColumns.File) ? ["Filename", "MediaType", "Size"] : (string[])[],
            .. Has(AssetColumns.Content) ? ["Digest", "Region"] : (string[])[],
            .. Has(AssetColumns.Dimensions) ? ["Width", "Height", "HasAlpha", "Pages", "MezzanineWidth", "MezzanineHeight", "Duration", "PageCount"] : (string[])[],
            .. Has(AssetColumns.Look) ? ["Colors", "ThumbHash", "DominantColor", "Border", "ColorProfile"] : (string[])[],
            .. Has(AssetColumns.Work) ? ["Note", "CreatedBy", "ProcessingStage", "Problems"] : (string[])[],
        ];
        Columns = new Sql(string.Join(", ", names.Select(name => $"{table}.\"{name}\" AS \"{table}{name}\"")));
        Count = names.Length;
    }

    /// <summary>The first is the version's id.</summary>
    public Sql Columns { get; }

    public int Count { get; }

    /// <param name="at">Where <see cref="Columns"/> begin.</param>
    public VersionDetails Read(Row row, int at, Guid assetId, bool isCurrent)
    {
        var id = row.Id(at++);
        var (number, status, processing, created) = (0, AssetStatus.Draft, ProcessingState.Pending, default(DateTimeOffset));
        if (Has(AssetColumns.State))
        {
            (number, status, processing, created) = (row.Int(at), (AssetStatus)row.Int(at + 1), (ProcessingState)row.Int(at + 2), row.Instant(at + 3));
            at += 4;
        }

        var (filename, mediaType, size) = ("", "", 0L);
        if (Has(AssetColumns.File))
        {
            (filename, mediaType, size) = (row.Text(at), row.Text(at + 1), row.Number(at + 2));
            at += 3;
        }

        var (digest, region) = ("", "");
        if (Has(AssetColumns.Content))
        {
            (digest, region) = (row.Text(at), row.Text(at + 1));
            at += 2;
        }

        var (image, duration, pageCount) = ((VersionImage?)null, (TimeSpan?)null, (int?)null);
        if (Has(AssetColumns.Dimensions))
        {
            (duration, pageCount) = (row.IsNull(at + 6) ? null : TimeSpan.FromTicks(row.Number(at + 6)), row.IntOrNull(at + 7));
            image = ReadImage(row, ref at);
        }

        var (note, createdBy, stage, problems) = ((string?)null, "", (string?)null, (IReadOnlyList<ProcessingProblem>)[]);
        if (Has(AssetColumns.Work))
        {
            (note, createdBy, stage, problems) = (row.TextOrNull(at), row.Text(at + 1), row.TextOrNull(at + 2), ProblemsColumn.Read(row.Text(at + 3)));
        }

        return new VersionDetails
        {
            Id = id,
            Columns = _columns,
            AssetId = assetId,
            Number = number,
            IsCurrent = isCurrent,
            Status = status,
            Digest = digest,
            Region = region,
            Filename = filename,
            MediaType = mediaType,
            Size = size,
            Note = note,
            CreatedBy = createdBy,
            CreatedAt = created,
            Processing = processing,
            ProcessingStage = stage,
            Problems = problems,
            Image = image,
            Duration = duration,
            PageCount = pageCount,
        };
    }

    private VersionImage? ReadImage(Row row, ref int at)
    {
        var (facts, look) = (at, at + 8);
        at = Has(AssetColumns.Look) ? look + 5 : look;
        if (row.IsNull(facts))
        {
            return null;
        }

        var image = new VersionImage(
            Width: row.Int(facts),
            Height: row.Int(facts + 1),
            HasAlpha: row.Flag(facts + 2),
            Pages: row.Int(facts + 3),
            Colors: null!,
            ThumbHash: null!,
            DominantColor: default,
            MezzanineWidth: row.IntOrNull(facts + 4),
            MezzanineHeight: row.IntOrNull(facts + 5));
        return !Has(AssetColumns.Look) ? image : image with
        {
            Colors = ColorsColumn.Read(row.Text(look)),
            ThumbHash = row.Text(look + 1),
            DominantColor = ColorsColumn.ReadOne(row.Text(look + 2)),
            Border = row.TextOrNull(look + 3) is { } border ? BorderColumn.Read(border) : null,
            Profile = (ColorProfile?)row.IntOrNull(look + 4),
        };
    }

    private bool Has(AssetColumns columns) => (_columns & columns) == columns;
}
