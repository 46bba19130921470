using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence.Rights;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

internal sealed class AssetImpactReader(Database database, IBlobStore blobs) : IAssetImpactReader
{
    public Task<int> CountAssetsAsync(ImpactScope scope, CancellationToken ct) =>
        scope.Grant is null ? Task.FromResult(1) : database.CountAsync(AppendAssets(Begin().Append($"SELECT COUNT(*)"), scope), ct);

    public async Task<IReadOnlyList<Guid>> FindAssetsAsync(ImpactScope scope, int atMost, CancellationToken ct)
    {
        if (scope.Grant is null)
        {
            return [scope.AssetId];
        }

        var statement = AppendAssets(Begin().Append($"SELECT a.\"Id\""), scope).Append($"\nORDER BY a.\"Id\"");
        statement.Dialect.AppendLimit(statement, atMost);
        return await database.QueryAsync(statement, static row => row.Id(0), ct);
    }

    public Task<int> CountSkusAsync(ImpactScope scope, CancellationToken ct) => database.CountAsync(
        AppendWhere(Begin().Append($"SELECT COUNT(DISTINCT l.\"SkuId\")\nFROM \"SkuLinks\" AS l"), new Sql("l.\"AssetId\""), scope), ct);

    public async Task<IReadOnlyList<Guid>> FindSkusAsync(ImpactScope scope, int atMost, CancellationToken ct)
    {
        var statement = AppendWhere(Begin().Append($"SELECT DISTINCT l.\"SkuId\"\nFROM \"SkuLinks\" AS l"), new Sql("l.\"AssetId\""), scope).Append($"\nORDER BY l.\"SkuId\"");
        statement.Dialect.AppendLimit(statement, atMost);
        return await database.QueryAsync(statement, static row => row.Id(0), ct);
    }

    public async Task<IReadOnlyList<string>> FindChannelsAsync(ImpactScope scope, CancellationToken ct)
    {
        var rules = await database.QueryAsync(AppendAssets(Begin().Append($"SELECT DISTINCT a.\"ChannelKeys\""), scope), static row => KeyRule.Of(row.Text(0)), ct);
        return rules.Exists(rule => rule.IsAll)
            ? await database.QueryAsync(Begin().Append($"SELECT h.\"Key\"\nFROM \"Channels\" AS h\nORDER BY h.\"Key\""), static row => row.Text(0), ct)
            : [.. rules.SelectMany(rule => rule.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    public async Task<int> CountRenditionsAsync(ImpactScope scope, CancellationToken ct)
    {
        var contents = AppendWhere(Begin().Append($"SELECT DISTINCT v.\"Region\", v.\"Digest\"\nFROM \"AssetVersions\" AS v"), new Sql("v.\"AssetId\""), scope);
        var count = 0;
        foreach (var (region, digest) in await database.QueryAsync(contents, static row => (row.Text(0), row.Text(1)), ct))
        {
            count += await blobs.CountAsync(BlobArea.Renditions, region, digest, ct);
        }

        return count;
    }

    private Statement Begin() => new(database.Dialect);

    private static Statement AppendAssets(Statement statement, ImpactScope scope)
    {
        if (scope.Grant is { } grant)
        {
            GrantCover.AppendFrom(statement, grant);
            return statement;
        }

        return statement.Append($"\nFROM \"Assets\" AS a\nWHERE a.\"Id\" = {scope.AssetId}");
    }

    private static Statement AppendWhere(Statement statement, Sql assetId, ImpactScope scope)
    {
        statement.Append($"\nWHERE {assetId}");
        return scope.Grant is null
            ? statement.Append($" = {scope.AssetId}")
            : AppendAssets(statement.Append($" IN (SELECT a.\"Id\""), scope).Append($")");
    }
}
