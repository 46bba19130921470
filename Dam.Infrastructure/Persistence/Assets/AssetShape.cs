using System.Collections.Concurrent;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence.Rights;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>What a statement on the tables of <see cref="AssetTables"/> selects of an asset, and how that is read back.</summary>
internal sealed class AssetShape
{
    /// <summary>At most two for each combination of the flags and each database.</summary>
    private static readonly ConcurrentDictionary<(AssetColumns Columns, bool OnlyPublished, Sql LongText), AssetShape> Known = new();

    private readonly AssetColumns _columns;
    private readonly VersionShape _current;
    private readonly VersionShape? _published;
    private readonly bool _onlyPublished;
    private readonly int _ownCount;

    private AssetShape(AssetColumns columns, bool onlyPublished, Dialect dialect)
    {
        _columns = onlyPublished ? columns | AssetColumns.Published : columns;
        _onlyPublished = onlyPublished;
        var twoVersions = !onlyPublished && Has(AssetColumns.Published);
        string[] own =
        [
            "Id",
            .. Has(AssetColumns.Title) ? ["Title"] : (string[])[],
            .. Has(AssetColumns.Record) ? ["Kind", "Revision", "Epoch", "CreatedAt", "UpdatedAt"] : (string[])[],
            .. Has(AssetColumns.Rights) ? ["EmbargoUntil", "ExpiresAt", "TerritoryMode", "TerritoryCodes", "ChannelKeys", "PurposeKeys", "LicenseId", "NeedsRelease", "TakenDownAt", "Watermark", "DeletedAt"] : (string[])[],
            .. Has(AssetColumns.Notices)
                ? ["ReleaseIds", "EventName", "EventEndsAt", "EmbargoAfterEvent", "ExpiresAfterEvent", "Credit", "CopyrightNotice", "Donor", "Conditions", "TakedownReason"] : (string[])[],
            .. Has(AssetColumns.Tags) ? ["Tags"] : (string[])[],
            .. Has(AssetColumns.AltTexts) ? ["AltTexts"] : (string[])[],
            .. Has(AssetColumns.FocalPoint) ? ["FocalPoint"] : (string[])[],
            .. Has(AssetColumns.Metadata) ? ["Metadata"] : (string[])[],
            .. twoVersions ? ["PublishedVersionId"] : (string[])[],
        ];
        string[] grants = Has(AssetColumns.Rights) ? [GrantColumns.License, GrantColumns.Releases(dialect)] : [];
        _ownCount = own.Length + grants.Length;
        _current = new VersionShape("c", columns);
        _published = twoVersions ? new VersionShape("p", columns) : null;
        Columns = new Sql(
            string.Join(",\n  ", [string.Join(", ", own.Select(name => $"a.\"{name}\"")), .. grants, _current.Columns.Text]) + (_published is null ? "" : $",\n  {_published.Columns.Text}"));
        Count = _ownCount + _current.Count + (_published?.Count ?? 0);
    }

    public Sql Columns { get; }

    /// <summary>How many columns they are.</summary>
    public int Count { get; }

    /// <summary>To who may not see all, the published version is the current one: a newer one does not exist.</summary>
    public static AssetShape Of(AssetColumns columns, Caller caller, Dialect dialect) => Of(columns, onlyPublished: !caller.MaySeeAll, dialect);

    public static AssetShape Of(AssetColumns columns, Dialect dialect) => Of(columns, onlyPublished: false, dialect);

    private static AssetShape Of(AssetColumns columns, bool onlyPublished, Dialect dialect) =>
        Known.GetOrAdd((columns, onlyPublished, dialect.LongText), static (key, dialect) => new AssetShape(key.Columns, key.OnlyPublished, dialect), dialect);

    /// <param name="at">Where <see cref="Columns"/> begin.</param>
    public AssetDetails Read(Row row, int at = 0)
    {
        var (current, published) = (at + _ownCount, at + _ownCount + _current.Count);
        var id = row.Id(at++);
        var title = Has(AssetColumns.Title) ? row.Text(at++) : "";
        var (kind, revision, epoch, created, updated) = (AssetKind.Other, 0, 0, default(DateTimeOffset), default(DateTimeOffset));
        if (Has(AssetColumns.Record))
        {
            (kind, revision, epoch) = ((AssetKind)row.Int(at), row.Int(at + 1), row.Int(at + 2));
            (created, updated) = (row.Instant(at + 3), row.Instant(at + 4));
            at += 5;
        }

        var (rights, takenDown, deleted, reason, license, releases) = (AssetRights.None, (DateTimeOffset?)null, (DateTimeOffset?)null, (string?)null, (Grant?)null, (IReadOnlyList<Grant>)[]);
        if (Has(AssetColumns.Rights))
        {
            rights = new AssetRights
            {
                EmbargoUntil = row.InstantOrNull(at),
                ExpiresAt = row.InstantOrNull(at + 1),
                Territories = TerritoryRule.Of((TerritoryMode)row.Int(at + 2), row.Text(at + 3)),
                Channels = KeyRule.Of(row.Text(at + 4)),
                Purposes = KeyRule.Of(row.Text(at + 5)),
                LicenseId = row.IsNull(at + 6) ? null : row.Id(at + 6),
                NeedsRelease = row.Int(at + 7) != 0,
                Watermark = row.TextOrNull(at + 9),
            };
            (takenDown, deleted) = (row.InstantOrNull(at + 8), row.InstantOrNull(at + 10));
            license = GrantColumns.ReadLicense(row.TextOrNull(current - 2), rights.LicenseId is not null);
            releases = GrantColumns.ReadReleases(row.TextOrNull(current - 1));
            at += 11;
        }

        if (Has(AssetColumns.Notices))
        {
            rights = rights with
            {
                Releases = new ReleaseSet(RightsColumns.ReadIds(row.Text(at))),
                Event = row.TextOrNull(at + 1) is { } name && row.InstantOrNull(at + 2) is { } endsAt ? new RightsEvent(name, endsAt) : null,
                EmbargoAfterEvent = row.TextOrNull(at + 3) is { } embargo ? CalendarSpan.Parse(embargo) : null,
                ExpiresAfterEvent = row.TextOrNull(at + 4) is { } expiry ? CalendarSpan.Parse(expiry) : null,
                Credit = row.TextOrNull(at + 5),
                CopyrightNotice = row.TextOrNull(at + 6),
                Donor = row.TextOrNull(at + 7),
                Conditions = row.TextOrNull(at + 8),
            };
            reason = row.TextOrNull(at + 9);
            at += 10;
        }

        var tags = Has(AssetColumns.Tags) ? TagsColumn.Read(row.Text(at++)) : [];
        var altTexts = Has(AssetColumns.AltTexts) ? AltTextsColumn.Read(row.Text(at++)) : [];
        var focalPoint = Has(AssetColumns.FocalPoint) && row.TextOrNull(at++) is { } point ? FocalPointColumn.Read(point) : (FocalPoint?)null;
        var metadata = Has(AssetColumns.Metadata) ? row.TextOrNull(at++) : null;
        var currentVersion = _current.Read(row, current, id, isCurrent: true);
        return new AssetDetails
        {
            Id = id,
            Columns = _columns,
            Title = title,
            Tags = tags,
            AltTexts = altTexts,
            FocalPoint = focalPoint,
            Metadata = metadata,
            Kind = kind,
            Revision = revision,
            Epoch = epoch,
            Rights = rights,
            License = license,
            Releases = releases,
            TakenDownAt = takenDown,
            TakedownReason = reason,
            CreatedAt = created,
            UpdatedAt = updated,
            DeletedAt = deleted,
            CurrentVersion = currentVersion,
            PublishedVersion = _onlyPublished ? currentVersion
                : _published is null || row.IsNull(at) ? null
                : row.IsNull(published) ? currentVersion
                : _published.Read(row, published, id, isCurrent: false),
        };
    }

    private bool Has(AssetColumns columns) => (_columns & columns) == columns;
}
