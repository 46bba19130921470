using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Paging;
using Dam.Domain.Skus;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Skus;

/// <summary>Links: the first so many of each of several owners, numbered within their owner by a window so that one statement is enough.</summary>
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
        Caller caller, IReadOnlyList<Guid> skuIds, SkuLinkFilter filter, int first, string? after, CancellationToken ct) => LinksAsync(
            caller, skuIds, SkuId, static link => link.SkuId, new Sql(""), filter, ByPosition, first, after, ct);

    public Task<IReadOnlyDictionary<Guid, int>> CountLinksOfSkusAsync(
        Caller caller, IReadOnlyList<Guid> skuIds, SkuLinkFilter filter, CancellationToken ct) => CountLinksAsync(caller, skuIds, SkuId, filter, ct);

    public Task<Outcome<IReadOnlyDictionary<Guid, Page<SkuLinkDetails>>>> LinksOfAssetsAsync(
        Caller caller, IReadOnlyList<Guid> assetIds, int first, string? after, CancellationToken ct) => LinksAsync(
            caller, assetIds, AssetId, static link => link.AssetId, SkuTable, Every, BySkuCode, first, after, ct);

    public Task<IReadOnlyDictionary<Guid, int>> CountLinksOfAssetsAsync(
        Caller caller, IReadOnlyList<Guid> assetIds, CancellationToken ct) => CountLinksAsync(caller, assetIds, AssetId, Every, ct);

    private static readonly SkuLinkFilter Every = new(Role: null, Deliverable: null);

    private async Task<Outcome<IReadOnlyDictionary<Guid, Page<SkuLinkDetails>>>> LinksAsync(
        Caller caller, IReadOnlyList<Guid> ids, Sql owner, Func<SkuLinkDetails, Guid> ownerOf, Sql keyTable, SkuLinkFilter filter, Keyset keyset,
        int first, string? after, CancellationToken ct)
    {
        if (new PageRequest(first, after, Last: null, Before: null).Problem() is { } problem)
        {
            return problem;
        }

        var statement = Begin().Append(
            $"""
            SELECT r.* FROM (
              SELECT {SkuId}, {AssetId}, l."Role", l."Position"
            """);
        keyset.AppendColumns(statement);
        statement.Append($", ROW_NUMBER() OVER (PARTITION BY {owner}");
        keyset.AppendOrder(statement, backward: false);
        statement.Append($") AS \"Place\"{LinkTables}{keyTable}");
        AppendLinkConditions(statement, caller, owner, ids, filter);
        if (after is not null)
        {
            if (!keyset.TryParse(after, out var cursor))
            {
                return Cursors.Invalid;
            }

            keyset.AppendBehind(statement, cursor, backward: false);
        }

        statement.Append($"\n) AS r WHERE r.\"Place\" <= {first + 1} ORDER BY r.\"Place\"");
        var pages = ids.Distinct().ToDictionary(id => id, _ => new List<PageItem<SkuLinkDetails>>());
        if (ids.Count > 0 && AssetVisibility.SeesAnything(caller))
        {
            var rows = await database.QueryAsync(
                statement, row => new PageItem<SkuLinkDetails>(ReadLink(row), keyset.ReadCursor(row, LinkColumnCount)), ct);
            foreach (var row in rows)
            {
                pages[ownerOf(row.Item)].Add(row);
            }
        }

        return pages.ToDictionary(
            entry => entry.Key,
            entry => new Page<SkuLinkDetails>([.. entry.Value.Take(first)], HasNext: entry.Value.Count > first, HasPrevious: after is not null));
    }

    private async Task<IReadOnlyDictionary<Guid, int>> CountLinksAsync(
        Caller caller, IReadOnlyList<Guid> ids, Sql owner, SkuLinkFilter filter, CancellationToken ct)
    {
        var counts = ids.Distinct().ToDictionary(id => id, _ => 0);
        if (ids.Count > 0 && AssetVisibility.SeesAnything(caller))
        {
            var statement = Begin().Append($"SELECT {owner}, COUNT(*){LinkTables}");
            AppendLinkConditions(statement, caller, owner, ids, filter);
            statement.Append($"\nGROUP BY {owner}");
            foreach (var (id, count) in await database.QueryAsync(statement, row => (row.Id(0), row.Int(1)), ct))
            {
                counts[id] = count;
            }
        }

        return counts;
    }

    private void AppendLinkConditions(Statement statement, Caller caller, Sql owner, IReadOnlyList<Guid> ids, SkuLinkFilter filter)
    {
        // Versions decide only what is deliverable; where that is not asked, looking them up would be the larger part of the work.
        if (!caller.MaySeeAll || filter.Deliverable is not null)
        {
            statement.Append($"{AssetTables.Versions}");
        }

        AssetVisibility.AppendWhere(statement, caller, time.GetUtcNow());
        statement.Append($"\n  AND ");
        statement.Dialect.AppendIn(statement, owner, ids);
        if (filter.Role is { } role)
        {
            statement.Append($" AND l.\"Role\" = {(int)role}");
        }

        if (filter.Deliverable is { } context)
        {
            statement.Append($" AND ");
            DeliverablePredicate.Append(statement, context);
        }
    }

    private static SkuLinkDetails ReadLink(Row row) => new(row.Id(0), row.Id(1), (SkuRole)row.Int(2), row.Int(3));
}
