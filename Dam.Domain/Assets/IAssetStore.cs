namespace Dam.Domain.Assets;

/// <summary>Assets as a use case changes them, within its unit of work.</summary>
public interface IAssetStore
{
    /// <summary>With all its versions; null when unknown or deleted.</summary>
    Task<Asset?> FindAsync(Guid id, CancellationToken ct);

    Task<AssetVersion?> FindVersionAsync(Guid versionId, CancellationToken ct);

    /// <summary>Ids of assets, not deleted, of which some version holds these bytes; at most 10, oldest first. Until the unit of work ends, no other one that asks for the same digest gets its answer.</summary>
    Task<IReadOnlyList<Guid>> FindByDigestAsync(string digest, CancellationToken ct);

    void Add(Asset asset);

    /// <summary>Keeps what a version's bytes say about themselves; what was known before is replaced.</summary>
    Task SaveFactsAsync(VersionFacts facts, CancellationToken ct);
}
