using Dam.Domain.Assets;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Assets;

internal sealed class AssetStore(DamDbContext context) : IAssetStore
{
    /// <summary>How many ids <see cref="FindByDigestAsync"/> gives at most.</summary>
    private const int MostDuplicates = 10;

    public Task<Asset?> FindAsync(Guid id, CancellationToken ct) =>
        context.Assets.Include(asset => asset.Versions).SingleOrDefaultAsync(asset => asset.Id == id && asset.DeletedAt == null, ct);

    public async Task<AssetVersion?> FindVersionAsync(Guid versionId, CancellationToken ct) => await context.AssetVersions.FindAsync([versionId], ct);

    public async Task<IReadOnlyList<Guid>> FindByDigestAsync(string digest, CancellationToken ct) => await context.Assets
        .Where(asset => asset.DeletedAt == null && context.AssetVersions.Any(version => version.AssetId == asset.Id && version.Digest == digest))
        .OrderBy(asset => asset.CreatedAt)
        .ThenBy(asset => asset.Id)
        .Select(asset => asset.Id)
        .Take(MostDuplicates)
        .ToListAsync(ct);

    public void Add(Asset asset) => context.Assets.Add(asset);
}
