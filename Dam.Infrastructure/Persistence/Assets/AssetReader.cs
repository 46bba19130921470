using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

internal sealed class AssetReader(Database database, TimeProvider time) : IAssetReader
{
    private static readonly Sql VersionColumns = AssetTables.VersionColumns("v");

    private static readonly Sql VersionTables = new($"\nFROM \"AssetVersions\" AS v\nJOIN \"Assets\" AS a ON a.\"Id\" = v.\"AssetId\"{AssetTables.Versions.Text}");

    private static readonly Sql VersionAsset = new("v.\"AssetId\"");

    private static readonly Keyset NewestVersionFirst = new("versions", new Key(new Sql("v.\"Number\""), KeyType.Number, Descending: true));

    public async Task<IReadOnlyList<AssetDetails>> FindAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0 || !AssetVisibility.SeesAnything(caller))
        {
            return [];
        }

        var statement = Begin().Append($"SELECT {AssetTables.Columns}{AssetTables.From}");
        AssetVisibility.AppendWhereById(statement, caller, time.GetUtcNow());
        statement.Append($"\n  AND ");
        statement.Dialect.AppendIn(statement, new Sql("a.\"Id\""), ids);
        return await database.QueryAsync(statement, row => AsSeenBy(caller, AssetTables.ReadAsset(row)), ct);
    }

    public async Task<Outcome<Page<AssetDetails>>> PageAsync(Caller caller, AssetQuery query, CancellationToken ct)
    {
        if (query.Page.Problem() is { } problem)
        {
            return problem;
        }

        var order = AssetOrders.Of(query.Order, caller);
        if (order.Value is not { } keyset)
        {
            return Outcome<Page<AssetDetails>>.Refused(order.Errors);
        }

        var statement = Begin().Append($"SELECT {AssetTables.Columns}");
        keyset.AppendColumns(statement);
        statement.Append($"{AssetTables.From}");
        AssetVisibility.AppendWhere(statement, caller, time.GetUtcNow());
        if (AssetConditions.Append(statement, caller, query.Filter) is { } wrong)
        {
            return wrong;
        }

        return AssetVisibility.SeesAnything(caller)
            ? await database.PageAsync(statement, keyset, query.Page, row => AsSeenBy(caller, AssetTables.ReadAsset(row)), AssetTables.ColumnCount, ct)
            : Page<AssetDetails>.Empty;
    }

    public async Task<int> CountAsync(Caller caller, AssetFilter? filter, CancellationToken ct)
    {
        var statement = Begin().Append($"SELECT COUNT(*){AssetTables.From}");
        AssetVisibility.AppendWhere(statement, caller, time.GetUtcNow());
        if (AssetConditions.Append(statement, caller, filter) is { } wrong)
        {
            throw new ArgumentException(wrong.Message, nameof(filter));
        }

        return AssetVisibility.SeesAnything(caller) ? await database.CountAsync(statement, ct) : 0;
    }

    public async Task<IReadOnlyList<VersionDetails>> FindVersionsAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0 || !AssetVisibility.SeesAnything(caller))
        {
            return [];
        }

        var statement = Begin().Append($"SELECT {VersionColumns}, {VersionAsset}, a.\"CurrentVersionId\"{VersionTables}");
        AssetVisibility.AppendWhereById(statement, caller, time.GetUtcNow());
        AppendVersionVisibility(statement, caller);
        statement.Append($"\n  AND ");
        statement.Dialect.AppendIn(statement, new Sql("v.\"Id\""), ids);
        return await database.QueryAsync(statement, row => ReadVersion(row, caller), ct);
    }

    public async Task<Outcome<Page<VersionDetails>>> VersionsAsync(Caller caller, Guid assetId, PageRequest page, CancellationToken ct)
    {
        if (page.Problem() is { } problem)
        {
            return problem;
        }

        if (!AssetVisibility.SeesAnything(caller))
        {
            return Page<VersionDetails>.Empty;
        }

        var statement = Begin().Append($"SELECT {VersionColumns}, {VersionAsset}, a.\"CurrentVersionId\"");
        NewestVersionFirst.AppendColumns(statement);
        AppendVersionsOf(statement, caller, assetId);
        return await database.PageAsync(statement, NewestVersionFirst, page, row => ReadVersion(row, caller), AssetTables.VersionColumnCount + 2, ct);
    }

    public async Task<int> CountVersionsAsync(Caller caller, Guid assetId, CancellationToken ct)
    {
        if (!AssetVisibility.SeesAnything(caller))
        {
            return 0;
        }

        var statement = Begin().Append($"SELECT COUNT(*)");
        AppendVersionsOf(statement, caller, assetId);
        return await database.CountAsync(statement, ct);
    }

    public async Task<IReadOnlyList<(string Digest, Guid AssetId)>> FindByDigestAsync(Caller caller, IReadOnlyList<string> digests, CancellationToken ct)
    {
        if (digests.Count == 0 || !AssetVisibility.SeesAnything(caller))
        {
            return [];
        }

        var statement = Begin().Append($"SELECT DISTINCT v.\"Digest\", {VersionAsset}{VersionTables}");
        AssetVisibility.AppendWhere(statement, caller, time.GetUtcNow());
        AppendVersionVisibility(statement, caller);
        statement.Append($"\n  AND ");
        statement.Dialect.AppendIn(statement, new Sql("v.\"Digest\""), digests);
        return await database.QueryAsync(statement, row => (row.Text(0), row.Id(1)), ct);
    }

    public async Task<AssetDetails?> FindForDeliveryAsync(Guid id, CancellationToken ct)
    {
        var statement = Begin().Append($"SELECT {AssetTables.Columns}{AssetTables.From}\nWHERE a.\"DeletedAt\" IS NULL AND a.\"Id\" = {id}");
        var found = await database.QueryAsync(statement, AssetTables.ReadAsset, ct);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>A newer version that is not published does not exist for who may not see all: to them the published one is the newest.</summary>
    private static AssetDetails AsSeenBy(Caller caller, AssetDetails asset) =>
        caller.MaySeeAll || asset.PublishedVersion is not { IsCurrent: false } published
            ? asset
            : asset with { CurrentVersion = published with { IsCurrent = true }, PublishedVersion = published with { IsCurrent = true } };

    private Statement Begin() => new(database.Dialect);

    /// <summary>Who may not see all assets sees of those visible only what is published.</summary>
    private static void AppendVersionVisibility(Statement statement, Caller caller)
    {
        if (!caller.MaySeeAll)
        {
            statement.Append($" AND v.\"Id\" = a.\"PublishedVersionId\"");
        }
    }

    private void AppendVersionsOf(Statement statement, Caller caller, Guid assetId)
    {
        statement.Append($"{VersionTables}");
        AssetVisibility.AppendWhereById(statement, caller, time.GetUtcNow());
        AppendVersionVisibility(statement, caller);
        statement.Append($"\n  AND {VersionAsset} = {assetId}");
    }

    /// <summary>Reads a version's columns, then its asset's id and that asset's current version. The one that a caller sees who may not see all is to them the current one.</summary>
    private static VersionDetails ReadVersion(Row row, Caller caller)
    {
        var version = AssetTables.ReadVersion(row, 0, row.Id(AssetTables.VersionColumnCount), isCurrent: false);
        return !caller.MaySeeAll || row.Id(AssetTables.VersionColumnCount + 1) == version.Id ? version with { IsCurrent = true } : version;
    }
}
