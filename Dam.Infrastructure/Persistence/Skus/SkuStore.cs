using Dam.Domain.Skus;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Skus;

internal sealed class SkuStore(DamDbContext context) : ISkuStore
{
    public async Task<IReadOnlyList<Sku>> FindAsync(IReadOnlyCollection<string> codes, CancellationToken ct) =>
        await context.Skus.Include(sku => sku.Links).Where(sku => codes.Contains(sku.Code)).ToListAsync(ct);

    public void Add(Sku sku) => context.Skus.Add(sku);

    public async Task<IReadOnlySet<Guid>> FindAssetsAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var found = await context.Assets.Where(asset => ids.Contains(asset.Id) && asset.DeletedAt == null).Select(asset => asset.Id).ToListAsync(ct);
        return found.ToHashSet();
    }

    public async Task<IReadOnlyList<(string Digest, string Filename, Guid AssetId)>> FindAssetsAsync(
        IReadOnlyCollection<string> digests, IReadOnlyCollection<string> filenames, CancellationToken ct)
    {
        var current = context.Assets
            .Where(asset => asset.DeletedAt == null)
            .Join(context.AssetVersions, asset => asset.CurrentVersionId, version => version.Id, (_, version) => version);

        // Two halves, so that each can use its own index.
        var found = await current.Where(version => digests.Contains(version.Digest))
            .Union(current.Where(version => filenames.Contains(version.Filename)))
            .Select(version => new { version.Digest, version.Filename, version.AssetId })
            .ToListAsync(ct);
        return [.. found.Select(row => (row.Digest, row.Filename, row.AssetId))];
    }
}
