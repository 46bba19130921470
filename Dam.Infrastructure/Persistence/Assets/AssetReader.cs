using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

internal sealed class AssetReader(Database database, TimeProvider time) : IAssetReader
{
    private static readonly VersionShape Version = new("v", AssetColumns.All);

    private static readonly Sql VersionTables = new($"\nFROM \"AssetVersions\" AS v\nJOIN \"Assets\" AS a ON a.\"Id\" = v.\"AssetId\"");

    private static readonly Sql VersionAsset = new("v.\"AssetId\"");

    private static readonly Keyset NewestVersionFirst = new("versions", new Key(new Sql("v.\"Number\""), KeyType.Number, Descending: true));

    private static readonly Keyset OldestFirst = new("alternates", new Key(new Sql("a.\"Id\""), KeyType.Id, Descending: false));

    public async Task<IReadOnlyList<AssetDetails>> FindAsync(Caller caller, IReadOnlyList<Guid> ids, AssetColumns columns, CancellationToken ct)
    {
        if (ids.Count == 0 || !AssetVisibility.SeesAnything(caller))
        {
            return [];
        }

        var shape = AssetShape.Of(columns, caller, database.Dialect);
        var statement = Begin().Append($"SELECT {shape.Columns}{Tables(caller).From}");
        AssetVisibility.AppendWhereById(statement, caller, time.GetUtcNow());
        statement.Append($"\n  AND ");
        statement.Dialect.AppendIn(statement, new Sql("a.\"Id\""), ids);
        return await database.QueryAsync(statement, row => shape.Read(row), ct);
    }

    public async Task<Outcome<Page<AssetDetails>>> PageAsync(Caller caller, AssetQuery query, CancellationToken ct)
    {
        if (query.Page.Problem() is { } problem)
        {
            return problem;
        }

        var walksTag = AssetConditions.WalksTag(query.Filter, query.Order);
        var order = AssetOrders.Of(query.Order, walksTag);
        if (order.Value is not { } keyset)
        {
            return Outcome<Page<AssetDetails>>.Refused(order.Errors);
        }

        var shape = AssetShape.Of(query.Columns, caller, database.Dialect);
        var statement = Begin().Append($"SELECT {shape.Columns}");
        keyset.AppendColumns(statement);
        statement.Append($"{(walksTag ? Tables(caller).FromTags : Tables(caller).From)}");
        AssetVisibility.AppendWhere(statement, caller, time.GetUtcNow());
        if (AssetConditions.Append(statement, caller, query.Filter, query.Order, walksTag) is { } wrong)
        {
            return wrong;
        }

        return AssetVisibility.SeesAnything(caller)
            ? await database.PageAsync(statement, keyset, query.Page, row => shape.Read(row), shape.Count, ct)
            : Page<AssetDetails>.Empty;
    }

    public async Task<int> CountAsync(Caller caller, AssetFilter? filter, CancellationToken ct)
    {
        var statement = Begin().Append($"SELECT COUNT(*){Tables(caller).From}");
        AssetVisibility.AppendWhere(statement, caller, time.GetUtcNow());
        if (AssetConditions.Append(statement, caller, filter, [], walksTag: false) is { } wrong)
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

        var statement = Begin().Append($"SELECT {Version.Columns}, {VersionAsset}, a.\"CurrentVersionId\"{VersionTables}{Tables(caller).Versions}");
        AssetVisibility.AppendWhereById(statement, caller, time.GetUtcNow());
        AppendVersionVisibility(statement, caller);
        statement.Append($"\n  AND ");
        statement.Dialect.AppendIn(statement, new Sql("v.\"Id\""), ids);
        return await database.QueryAsync(statement, row => ReadVersion(row, caller), ct);
    }

    public async Task<Outcome<IReadOnlyDictionary<Guid, Page<VersionDetails>>>> VersionsAsync(
        Caller caller, IReadOnlyList<Guid> assetIds, PageRequest page, CancellationToken ct)
    {
        if (page.Problem() is { } problem)
        {
            return problem;
        }

        var statement = Begin();
        var wrong = (InvalidInput?)null;
        statement.Dialect.AppendForEach(statement, assetIds, NewestVersionFirst, page.Backward, asset =>
        {
            statement.Append($"SELECT {Version.Columns}, {VersionAsset}, a.\"CurrentVersionId\"");
            NewestVersionFirst.AppendColumns(statement);
            statement.Append($"{VersionTables}{Tables(caller).Versions}");
            AssetVisibility.AppendWhereById(statement, caller, time.GetUtcNow());
            AppendVersionVisibility(statement, caller);
            statement.Append($"\n  AND {VersionAsset} = {asset}");
            wrong = KeysetPages.AppendPage(statement, NewestVersionFirst, page);
        });
        if (wrong is not null)
        {
            return wrong;
        }

        return assetIds.Count > 0 && AssetVisibility.SeesAnything(caller)
            ? await database.PagesAsync(
                statement, NewestVersionFirst, page, row => ReadVersion(row, caller), Version.Count + 2, version => version.AssetId, assetIds, ct)
            : KeysetPages.Empty<VersionDetails>(assetIds);
    }

    public async Task<IReadOnlyDictionary<Guid, int>> CountVersionsAsync(Caller caller, IReadOnlyList<Guid> assetIds, CancellationToken ct)
    {
        var counts = assetIds.Distinct().ToDictionary(id => id, _ => 0);
        if (assetIds.Count > 0 && AssetVisibility.SeesAnything(caller))
        {
            var statement = Begin().Append($"SELECT {VersionAsset}, COUNT(*){VersionTables}{Tables(caller).Versions}");
            AssetVisibility.AppendWhereById(statement, caller, time.GetUtcNow());
            AppendVersionVisibility(statement, caller);
            statement.Append($"\n  AND ");
            statement.Dialect.AppendIn(statement, VersionAsset, assetIds);
            statement.Append($"\nGROUP BY {VersionAsset}");
            foreach (var (id, count) in await database.QueryAsync(statement, row => (row.Id(0), row.Int(1)), ct))
            {
                counts[id] = count;
            }
        }

        return counts;
    }

    public async Task<IReadOnlyList<(string Digest, AssetDetails Asset)>> FindByDigestAsync(
        Caller caller, IReadOnlyList<string> digests, AssetColumns columns, CancellationToken ct)
    {
        if (digests.Count == 0 || !AssetVisibility.SeesAnything(caller))
        {
            return [];
        }

        var shape = AssetShape.Of(columns, caller, database.Dialect);
        var statement = Begin().Append($"SELECT v.\"Digest\", {shape.Columns}{VersionTables}{Tables(caller).Versions}");
        AssetVisibility.AppendWhere(statement, caller, time.GetUtcNow());
        AppendVersionVisibility(statement, caller);
        statement.Append($"\n  AND ");
        statement.Dialect.AppendIn(statement, new Sql("v.\"Digest\""), digests);
        return await database.QueryAsync(statement, row => (row.Text(0), shape.Read(row, at: 1)), ct);
    }

    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<AssetDetails>>> AlternatesAsync(
        Caller caller, IReadOnlyList<Guid> ids, DeliveryContext context, int first, AssetColumns columns, CancellationToken ct)
    {
        if (ids.Count == 0 || !AssetVisibility.SeesAnything(caller))
        {
            return new Dictionary<Guid, IReadOnlyList<AssetDetails>>();
        }

        var shape = AssetShape.Of(columns, caller, database.Dialect);
        var statement = Begin();
        statement.Dialect.AppendForEach(statement, ids, OldestFirst, backward: false, one =>
        {
            statement.Append($"SELECT o.\"Id\" AS \"Owner\", {shape.Columns}");
            OldestFirst.AppendColumns(statement);
            statement.Append($"{Tables(caller).From}\nJOIN \"Assets\" AS o ON o.\"AlternatesId\" = a.\"AlternatesId\" AND o.\"Id\" <> a.\"Id\"");
            AssetVisibility.AppendWhere(statement, caller, time.GetUtcNow());
            statement.Append($"\n  AND o.\"Id\" = {one} AND ");
            DeliverablePredicate.Append(statement, Tables(caller), context);
            OldestFirst.AppendOrder(statement, backward: false);
            statement.Dialect.AppendLimit(statement, first);
        });
        return (await database.QueryAsync(statement, row => (Owner: row.Id(0), Asset: shape.Read(row, at: 1)), ct))
            .GroupBy(alternate => alternate.Owner)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<AssetDetails>)[.. group.Select(alternate => alternate.Asset)]);
    }

    public async Task<IReadOnlyList<VersionFacts>> FactsAsync(Caller caller, IReadOnlyList<Guid> versionIds, CancellationToken ct)
    {
        if (versionIds.Count == 0 || !AssetVisibility.SeesAnything(caller))
        {
            return [];
        }

        var location = caller.May(Permissions.ReadOriginals) ? new Sql("f.\"Location\"") : new Sql("NULL");
        var statement = Begin().Append($"SELECT f.\"VersionId\", f.\"Technical\", {location}{VersionTables}\nJOIN \"VersionFacts\" AS f ON f.\"VersionId\" = v.\"Id\"{Tables(caller).Versions}");
        AssetVisibility.AppendWhereById(statement, caller, time.GetUtcNow());
        AppendVersionVisibility(statement, caller);
        statement.Append($"\n  AND ");
        statement.Dialect.AppendIn(statement, new Sql("v.\"Id\""), versionIds);
        return await database.QueryAsync(statement, row => new VersionFacts(row.Id(0), row.Text(1), row.TextOrNull(2)), ct);
    }

    public async Task<AssetDetails?> FindForDeliveryAsync(Guid id, CancellationToken ct)
    {
        var shape = AssetShape.Of(AssetColumns.Delivery, database.Dialect);
        var statement = Begin().Append($"SELECT {shape.Columns}{AssetTables.Of(database.Dialect).From}\nWHERE a.\"DeletedAt\" IS NULL AND a.\"Id\" = {id}");
        var found = await database.QueryAsync(statement, row => shape.Read(row), ct);
        return found.Count == 0 ? null : found[0];
    }

    private Statement Begin() => new(database.Dialect);

    private AssetTables Tables(Caller caller) => AssetTables.Of(database.Dialect, caller);

    /// <summary>Who may not see all assets sees of those visible only what is published.</summary>
    private static void AppendVersionVisibility(Statement statement, Caller caller)
    {
        if (!caller.MaySeeAll)
        {
            statement.Append($" AND v.\"Id\" = a.\"PublishedVersionId\"");
        }
    }

    /// <summary>Reads a version's columns, then its asset's id and that asset's current version. The one that a caller sees who may not see all is to them the current one.</summary>
    private static VersionDetails ReadVersion(Row row, Caller caller)
    {
        var version = Version.Read(row, 0, row.Id(Version.Count), isCurrent: false);
        return !caller.MaySeeAll || row.Id(Version.Count + 1) == version.Id ? version with { IsCurrent = true } : version;
    }
}
