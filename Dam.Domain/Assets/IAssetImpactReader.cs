namespace Dam.Domain.Assets;

/// <summary>Counts what else a change of an asset touches, for callers who may make such a change, which was asked before. Of an asset that is there or was deleted.</summary>
public interface IAssetImpactReader
{
    /// <summary>SKUs that show it.</summary>
    Task<int> CountSkusAsync(Guid assetId, CancellationToken ct);

    /// <summary>Files that were made of its versions and are kept.</summary>
    Task<int> CountRenditionsAsync(Guid assetId, CancellationToken ct);
}
