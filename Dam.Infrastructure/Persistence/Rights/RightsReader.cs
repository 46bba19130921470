using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Rights;

internal sealed class RightsReader(Database database) : IRightsReader
{
    private static readonly Sql LicenseColumns = new(
        "n.\"Id\", n.\"Name\", n.\"Holder\", n.\"Terms\", n.\"Cost\", n.\"StartsAt\", n.\"ExpiresAt\", n.\"RevokedAt\", n.\"TerritoryMode\", n.\"TerritoryCodes\", n.\"ChannelKeys\"");

    private static readonly Sql ReleaseColumns = new(
        "r.\"Id\", r.\"Kind\", r.\"Subject\", r.\"StartsAt\", r.\"ExpiresAt\", r.\"RevokedAt\", r.\"TerritoryMode\", r.\"TerritoryCodes\", r.\"IsMinor\", r.\"Guardian\", r.\"DocumentId\"");

    private const int ColumnCount = 11;

    private static readonly Sql Licenses = new("\nFROM \"Licenses\" AS n\nWHERE ");
    private static readonly Sql Releases = new("\nFROM \"Releases\" AS r\nWHERE ");
    private static readonly Sql LicenseId = new("n.\"Id\"");
    private static readonly Sql ReleaseId = new("r.\"Id\"");

    private static readonly Keyset NewestLicenseFirst = new("licenses", new Key(LicenseId, KeyType.Id, Descending: true));
    private static readonly Keyset NewestReleaseFirst = new("releases", new Key(ReleaseId, KeyType.Id, Descending: true));

    public async Task<IReadOnlyList<LicenseDetails>> FindLicensesAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0 || !caller.MaySeeAll)
        {
            return [];
        }

        var statement = Begin().Append($"SELECT {LicenseColumns}{Licenses}");
        statement.Dialect.AppendIn(statement, LicenseId, ids);
        return await database.QueryAsync(statement, ReadLicense, ct);
    }

    public async Task<Outcome<Page<LicenseDetails>>> PageLicensesAsync(Caller caller, LicenseFilter? filter, PageRequest page, CancellationToken ct) => await PageAsync(
        caller, page, NewestLicenseFirst, LicenseColumns, Licenses, statement => GrantConditions.Append(statement, filter), ReadLicense, ct);

    public Task<int> CountLicensesAsync(Caller caller, LicenseFilter? filter, CancellationToken ct) => CountAsync(caller, Licenses, statement => GrantConditions.Append(statement, filter), ct);

    public async Task<IReadOnlyList<ReleaseDetails>> FindReleasesAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0 || !caller.MaySeeAll)
        {
            return [];
        }

        var statement = Begin().Append($"SELECT {ReleaseColumns}{Releases}");
        statement.Dialect.AppendIn(statement, ReleaseId, ids);
        return await database.QueryAsync(statement, ReadRelease, ct);
    }

    public async Task<Outcome<Page<ReleaseDetails>>> PageReleasesAsync(Caller caller, ReleaseFilter? filter, PageRequest page, CancellationToken ct) => await PageAsync(
        caller, page, NewestReleaseFirst, ReleaseColumns, Releases, statement => GrantConditions.Append(statement, filter), ReadRelease, ct);

    public Task<int> CountReleasesAsync(Caller caller, ReleaseFilter? filter, CancellationToken ct) => CountAsync(caller, Releases, statement => GrantConditions.Append(statement, filter), ct);

    private async Task<Outcome<Page<T>>> PageAsync<T>(
        Caller caller, PageRequest page, Keyset order, Sql columns, Sql from, Func<Statement, InvalidInput?> append, Func<Row, T> read, CancellationToken ct)
        where T : class
    {
        if (page.Problem() is { } problem)
        {
            return problem;
        }

        var statement = Begin().Append($"SELECT {columns}");
        order.AppendColumns(statement);
        statement.Append($"{from}1 = 1");
        if (append(statement) is { } wrong)
        {
            return wrong;
        }

        return caller.MaySeeAll ? await database.PageAsync(statement, order, page, read, ColumnCount, ct) : Page<T>.Empty;
    }

    private async Task<int> CountAsync(Caller caller, Sql from, Func<Statement, InvalidInput?> append, CancellationToken ct)
    {
        var statement = Begin().Append($"SELECT COUNT(*){from}1 = 1");
        return append(statement) is { } wrong ? throw new ArgumentException(wrong.Message, nameof(append))
            : caller.MaySeeAll ? await database.CountAsync(statement, ct)
            : 0;
    }

    private Statement Begin() => new(database.Dialect);

    private static LicenseDetails ReadLicense(Row row) => new()
    {
        Id = row.Id(0),
        Name = row.Text(1),
        Holder = row.TextOrNull(2),
        Terms = row.TextOrNull(3),
        Cost = row.TextOrNull(4),
        StartsAt = row.InstantOrNull(5),
        ExpiresAt = row.InstantOrNull(6),
        RevokedAt = row.InstantOrNull(7),
        Territories = TerritoryRule.Of((TerritoryMode)row.Int(8), row.Text(9)),
        Channels = KeyRule.Of(row.Text(10)),
    };

    private static ReleaseDetails ReadRelease(Row row) => new()
    {
        Id = row.Id(0),
        Kind = (ReleaseKind)row.Int(1),
        Subject = row.Text(2),
        StartsAt = row.InstantOrNull(3),
        ExpiresAt = row.InstantOrNull(4),
        RevokedAt = row.InstantOrNull(5),
        Territories = TerritoryRule.Of((TerritoryMode)row.Int(6), row.Text(7)),
        IsMinor = row.Flag(8),
        Guardian = row.TextOrNull(9),
        DocumentId = row.IsNull(10) ? null : row.Id(10),
    };
}
