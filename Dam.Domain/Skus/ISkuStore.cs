namespace Dam.Domain.Skus;

/// <summary>SKUs as a use case changes them, within its unit of work.</summary>
public interface ISkuStore
{
    /// <summary>Those that exist, with their links. At most 1,000 codes.</summary>
    Task<IReadOnlyList<Sku>> FindAsync(IReadOnlyCollection<string> codes, CancellationToken ct);

    void Add(Sku sku);

    /// <summary>Which of these assets exist and are not deleted.</summary>
    Task<IReadOnlySet<Guid>> FindAssetsAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct);

    /// <summary>Assets, not deleted, whose current version has one of these digests or file names (compared ordinally).</summary>
    Task<IReadOnlyList<(string Digest, string Filename, Guid AssetId)>> FindAssetsAsync(
        IReadOnlyCollection<string> digests, IReadOnlyCollection<string> filenames, CancellationToken ct);
}
