using Dam.Domain.Access;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Rights;

internal sealed class RightsReader(Database database) : IRightsReader
{
    public async Task<IReadOnlyList<LicenseDetails>> FindLicensesAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0 || !caller.MaySeeAll)
        {
            return [];
        }

        var statement = new Statement(database.Dialect).Append(
            $"""
            SELECT n."Id", n."Name", n."Holder", n."Terms", n."Cost", n."StartsAt", n."ExpiresAt", n."RevokedAt", n."TerritoryMode", n."TerritoryCodes", n."ChannelKeys"
            FROM "Licenses" AS n
            WHERE 
            """);
        statement.Dialect.AppendIn(statement, new Sql("n.\"Id\""), ids);
        return await database.QueryAsync(
            statement,
            static row => new LicenseDetails
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
            },
            ct);
    }

    public async Task<IReadOnlyList<ReleaseDetails>> FindReleasesAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0 || !caller.MaySeeAll)
        {
            return [];
        }

        var statement = new Statement(database.Dialect).Append(
            $"""
            SELECT r."Id", r."Kind", r."Subject", r."StartsAt", r."ExpiresAt", r."RevokedAt", r."TerritoryMode", r."TerritoryCodes", r."IsMinor", r."Guardian", r."DocumentId"
            FROM "Releases" AS r
            WHERE 
            """);
        statement.Dialect.AppendIn(statement, new Sql("r.\"Id\""), ids);
        return await database.QueryAsync(
            statement,
            static row => new ReleaseDetails
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
            },
            ct);
    }
}
