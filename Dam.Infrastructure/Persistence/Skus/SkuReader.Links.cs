using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Domain.Skus;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Skus;

/// <summary>Links: the first so many of each of several owners, each owner's by itself and yet in one statement.</summary>
internal sealed partial class SkuReader
{
    private const int LinkColumnCount = 4;

    private static readonly Sql SkuId = new("l.\"SkuId\"");

    private static readonly Sql AssetId = new("l.\"AssetId\"");

    private static readonly Sql LinkTables = new("\nFROM \"SkuLinks\" AS l\nJOIN \"Assets\" AS a ON a.\"Id\" = l.\"AssetId\"");

    private static readonly Sql SkuTable = new("\nJOIN \"Skus\" AS s ON s.\"Id\" = l.\"SkuId\"");

    private static readonly Keyset ByPosition = new("sku-links", new Key(new Sql("l.\"Position\""), KeyType.Number, Descending: false));

    private static readonly Keyset BySkuCode = new(
        "asset-links",
        new Key(new Sql("s.\"Code\""), KeyType.Text, Descending: false),
        new Key(new Sql("l.\"Position\""), KeyType.Number, Descending: false));

    public Task<Outcome<IReadOnlyDictionary<Guid, Page<SkuLinkDetails>>>> LinksOfSkusAsync(
        Caller caller, IReadOnlyList<Guid> skuIds, SkuLinkFilter filter, PageRequest page, AssetColumns? assets, CancellationToken ct) => LinksAsync(
            caller, skuIds, SkuId, static link => link.SkuId, new Sql(""), filter, ByPosition, page, assets, ct);

    public Task<IReadOnlyDictionary<Guid, int>> CountLinksOfSkusAsync(
        Caller caller, IReadOnlyList<Guid> skuIds, SkuLinkFilter filter, CancellationToken ct) => CountLinksAsync(caller, skuIds, SkuId, filter, ct);

    public Task<Outcome<IReadOnlyDictionary<Guid, Page<SkuLinkDetails>>>> LinksOfAssetsAsync(
        Caller caller, IReadOnlyList<Guid> assetIds, PageRequest page, CancellationToken ct) => LinksAsync(
            caller, assetIds, AssetId, static link => link.AssetId, SkuTable, Every, BySkuCode, page, assets: null, ct);

    public Task<IReadOnlyDictionary<Guid, int>> CountLinksOfAssetsAsync(
        Caller caller, IReadOnlyList<Guid> assetIds, CancellationToken ct) => CountLinksAsync(caller, assetIds, AssetId, Every, ct);

    private static readonly SkuLinkFilter Every = new(Role: null, Deliverable: null);

    private async Task<Outcome<IReadOnlyDictionary<Guid, Page<SkuLinkDetails>>>> LinksAsync(
        Caller caller, IReadOnlyList<Guid> ids, Sql owner, Func<SkuLinkDetails, Guid> ownerOf, Sql keyTable, SkuLinkFilter filter, Keyset keyset, PageRequest page,
        AssetColumns? assets, CancellationToken ct)
    {
        if (page.Problem() is { } problem)
        {
            return problem;
        }

        var shape = assets is { } columns ? AssetShape.Of(columns, caller, database.Dialect) : null;
        var statement = Begin();
        var wrong = (InvalidInput?)null;
        statement.Dialect.AppendForEach(statement, ids, keyset, page.Backward, one =>
        {
            statement.Append($"SELECT {SkuId}, {AssetId}, l.\"Role\", l.\"Position\"");
            if (shape is not null)
            {
                statement.Append($",\n  {shape.Columns}");
            }

            keyset.AppendColumns(statement);
            statement.Append($"{LinkTables}{keyTable}");
            AppendLinkConditions(statement, caller, filter, withVersions: shape is not null);
            statement.Append($"\n  AND {owner} = {one}");
            wrong = KeysetPages.AppendPage(statement, keyset, page);
        });
        if (wrong is not null)
        {
            return wrong;
        }

        return ids.Count > 0 && AssetVisibility.SeesAnything(caller)
            ? await database.PagesAsync(statement, keyset, page, ReadLink, LinkColumnCount + (shape?.Count ?? 0), ownerOf, ids, ct)
            : KeysetPages.Empty<SkuLinkDetails>(ids);

        SkuLinkDetails ReadLink(Row row) =>
            new(row.Id(0), row.Id(1), (SkuRole)row.Int(2), row.Int(3)) { Asset = shape?.Read(row, LinkColumnCount) };
    }

    private async Task<IReadOnlyDictionary<Guid, int>> CountLinksAsync(
        Caller caller, IReadOnlyList<Guid> ids, Sql owner, SkuLinkFilter filter, CancellationToken ct)
    {
        var counts = ids.Distinct().ToDictionary(id => id, _ => 0);
        if (ids.Count > 0 && AssetVisibility.SeesAnything(caller))
        {
            var statement = Begin().Append($"SELECT {owner}, COUNT(*){LinkTables}");
            AppendLinkConditions(statement, caller, filter, withVersions: false);
            statement.Append($"\n  AND ");
            statement.Dialect.AppendIn(statement, owner, ids);
            statement.Append($"\nGROUP BY {owner}");
            foreach (var (id, count) in await database.QueryAsync(statement, row => (row.Id(0), row.Int(1)), ct))
            {
                counts[id] = count;
            }
        }

        return counts;
    }

    private void AppendLinkConditions(Statement statement, Caller caller, SkuLinkFilter filter, bool withVersions)
    {
        var tables = AssetTables.Of(statement.Dialect, caller);

        // Where versions decide nothing and are not read, looking them up would be the larger part of the work.
        if (withVersions || !caller.MaySeeAll || filter.Deliverable is not null)
        {
            statement.Append($"{tables.Versions}");
        }

        AssetVisibility.AppendWhere(statement, caller, time.GetUtcNow());
        if (filter.Role is { } role)
        {
            statement.Append($" AND l.\"Role\" = {(int)role}");
        }

        if (filter.Deliverable is { } context)
        {
            statement.Append($" AND ");
            DeliverablePredicate.Append(statement, tables, context);
        }
    }
}
