using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

internal sealed class AssetImpactReader(Database database, IBlobStore blobs) : IAssetImpactReader
{
    public Task<int> CountSkusAsync(Guid assetId, CancellationToken ct) => database.CountAsync(
        new Statement(database.Dialect).Append($"SELECT COUNT(DISTINCT l.\"SkuId\")\nFROM \"SkuLinks\" AS l\nWHERE l.\"AssetId\" = {assetId}"), ct);

    public async Task<int> CountRenditionsAsync(Guid assetId, CancellationToken ct)
    {
        var contents = new Statement(database.Dialect).Append($"SELECT DISTINCT v.\"Region\", v.\"Digest\"\nFROM \"AssetVersions\" AS v\nWHERE v.\"AssetId\" = {assetId}");
        var count = 0;
        foreach (var (region, digest) in await database.QueryAsync(contents, static row => (row.Text(0), row.Text(1)), ct))
        {
            count += await blobs.CountAsync(BlobArea.Renditions, region, digest, ct);
        }

        return count;
    }
}
