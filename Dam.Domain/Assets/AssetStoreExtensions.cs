namespace Dam.Domain.Assets;

public static class AssetStoreExtensions
{
    /// <summary>The asset to change, or why it cannot be changed: unknown, or of another revision than the caller has seen.</summary>
    public static async Task<Outcome<Asset>> FindForChangeAsync(this IAssetStore assets, Guid id, int? expectedRevision, CancellationToken ct, bool evenDeleted = false)
    {
        var asset = await assets.FindAsync(id, evenDeleted, ct);
        if (asset is null)
        {
            return new NotFound("ASSET", id.ToString("N")) { Path = ["input", "assetId"] };
        }

        return expectedRevision is null || expectedRevision == asset.Revision
            ? asset
            : new RevisionConflict(asset.Revision) { Path = ["input", "expectedRevision"] };
    }
}
