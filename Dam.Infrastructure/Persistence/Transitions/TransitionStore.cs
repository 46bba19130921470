using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Dam.Domain.Transitions;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Rights;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Transitions;

internal sealed class TransitionStore(Database database, DamDbContext context) : ITransitionStore
{
    public async Task<IReadOnlyList<AssetTransition>> TakeAssetsAsync(DateTimeOffset now, int atMost, CancellationToken ct) =>
        [.. (await TakeAsync(PlannedTable.Assets, now, atMost, ct)).Select(taken => new AssetTransition(taken.Id, taken.At))];

    public async Task<IReadOnlyList<GrantTransition>> TakeGrantsAsync(DateTimeOffset now, int atMost, CancellationToken ct)
    {
        var licenses = await TakeAsync(PlannedTable.Licenses, now, atMost, ct);
        var releases = await TakeAsync(PlannedTable.Releases, now, atMost, ct);
        return
        [
            .. licenses.Select(taken => new GrantTransition(new GrantId(IsLicense: true, taken.Id), taken.At, taken.IsEnd)),
            .. releases.Select(taken => new GrantTransition(new GrantId(IsLicense: false, taken.Id), taken.At, taken.IsEnd)),
        ];
    }

    public async Task<IReadOnlyDictionary<Guid, DeliverySnapshot>> FindSnapshotsAsync(IReadOnlyCollection<Guid> assetIds, CancellationToken ct)
    {
        var shape = AssetShape.Of(AssetColumns.Rights | AssetColumns.State | AssetColumns.Published, database.Dialect);
        var statement = new Statement(database.Dialect).Append($"{PlannedTable.Comment}SELECT {shape.Columns}{AssetTables.Of(database.Dialect).From}\nWHERE a.\"DeletedAt\" IS NULL AND ");
        statement.Dialect.AppendIn(statement, new Sql("a.\"Id\""), assetIds);
        var found = await database.QueryAsync(context, statement, row => shape.Read(row), ct);
        return found.ToDictionary(asset => asset.Id, asset => asset.Snapshot);
    }

    public async Task<IReadOnlyList<Guid>> FindCoveredAsync(GrantId grant, DateTimeOffset at, Guid? after, int atMost, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append($"{PlannedTable.Comment}SELECT a.\"Id\"");
        GrantCover.AppendFrom(statement, grant);
        statement.Append($"\n  AND (a.\"EmbargoUntil\" IS NULL OR a.\"EmbargoUntil\" <> {at}) AND (a.\"ExpiresAt\" IS NULL OR a.\"ExpiresAt\" <> {at})");
        if (!grant.IsLicense)
        {
            statement.Append(
                $"""

                  AND NOT EXISTS (SELECT 1 FROM "Licenses" AS n WHERE n."Id" = a."LicenseId" AND (n."StartsAt" = {at} OR n."ExpiresAt" = {at}))
                  AND NOT EXISTS (SELECT 1 FROM "AssetReleases" AS o JOIN "Releases" AS r ON r."Id" = o."ReleaseId"
                    WHERE o."AssetId" = a."Id" AND o."ReleaseId" < {grant.Value} AND (r."StartsAt" = {at} OR r."ExpiresAt" = {at}))
                """);
        }

        GrantCover.AppendPage(statement, after, atMost);
        return await database.QueryAsync(context, statement, static row => row.Id(0), ct);
    }

    /// <summary>The instant that is taken is not compared with the clock again: one that goes back takes nothing twice.</summary>
    private async Task<List<(Guid Id, DateTimeOffset At, bool IsEnd)>> TakeAsync(PlannedTable planned, DateTimeOffset now, int atMost, CancellationToken ct)
    {
        var (hint, clause) = database.Dialect.RowLockOnFree;
        var (table, start, end) = (planned.Table, planned.Start, planned.End);
        var due = new Statement(database.Dialect).Append(
            $"{PlannedTable.Comment}SELECT t.\"Id\", t.\"RightsChangeAt\", CASE WHEN t.{start} = t.\"RightsChangeAt\" THEN 0 ELSE 1 END\nFROM {table} AS t{hint}\nWHERE t.\"RightsChangeAt\" <= {now}\nORDER BY t.\"RightsChangeAt\"");
        due.Dialect.AppendLimit(due, atMost);
        var taken = await database.QueryAsync(context, due.Append($"{clause}"), static row => (Id: row.Id(0), At: row.Instant(1), IsEnd: row.Int(2) == 1), ct);
        if (taken.Count > 0)
        {
            var (beforeWhere, atEnd) = database.Dialect.Returning("\"Id\"");
            var next = new Statement(database.Dialect).Append(
                $"{PlannedTable.Comment}UPDATE {table}\nSET \"RightsChangeAt\" = CASE WHEN {start} > \"RightsChangeAt\" THEN {start} WHEN {end} > \"RightsChangeAt\" THEN {end} END{beforeWhere}\nWHERE ");
            next.Dialect.AppendIn(next, new Sql("\"Id\""), [.. taken.Select(row => row.Id)]);
            await database.QueryAsync(context, next.Append($"{atEnd}"), static row => row.Id(0), ct);
        }

        return taken;
    }
}

/// <summary>A table whose rows keep their next instant.</summary>
internal sealed record PlannedTable(Sql Table, Sql Start, Sql End)
{
    /// <summary>A comment in its statements, so that whoever reads a log of them knows whose they are.</summary>
    public const string Tag = "transitions";

    public static readonly Sql Comment = new($"-- {Tag}\n\n");

    public static readonly PlannedTable Assets = new(new Sql("\"Assets\""), new Sql("\"EmbargoUntil\""), new Sql("\"ExpiresAt\""));

    public static readonly PlannedTable Licenses = new(new Sql("\"Licenses\""), new Sql("\"StartsAt\""), new Sql("\"ExpiresAt\""));

    public static readonly PlannedTable Releases = Licenses with { Table = new Sql("\"Releases\"") };

    public static readonly IReadOnlyList<PlannedTable> All = [Assets, Licenses, Releases];

    /// <summary>Appends the next instant of each table as a column: the first entry of an index.</summary>
    public static void AppendEarliest(Statement statement)
    {
        var separator = new Sql("");
        foreach (var planned in All)
        {
            statement.Append($"{separator}(SELECT t.\"RightsChangeAt\" FROM {planned.Table} AS t WHERE t.\"RightsChangeAt\" IS NOT NULL ORDER BY t.\"RightsChangeAt\"");
            statement.Dialect.AppendLimit(statement, 1);
            statement.Append($")");
            separator = new Sql(",\n  ");
        }
    }

    /// <summary>The earliest of them; null when nothing is planned.</summary>
    /// <param name="at">Where they begin.</param>
    public static DateTimeOffset? ReadEarliest(Row row, int at) => Enumerable.Range(at, All.Count).Min(row.InstantOrNull);
}
