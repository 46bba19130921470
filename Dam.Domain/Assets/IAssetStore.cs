namespace Dam.Domain.Assets;

/// <summary>Assets as a use case changes them, within its unit of work.</summary>
public interface IAssetStore
{
    /// <summary>With all its versions; null when unknown or deleted.</summary>
    Task<Asset?> FindAsync(Guid id, CancellationToken ct);

    Task<AssetVersion?> FindVersionAsync(Guid versionId, CancellationToken ct);

    /// <summary>Ids of assets, not deleted, of which some version holds these bytes; at most 10, oldest first. Until the unit of work ends, no other one that asks for the same digest gets its answer.</summary>
    Task<IReadOnlyList<Guid>> FindByDigestAsync(string digest, CancellationToken ct);

    /// <summary>Assets that were deleted before an instant, without their versions. What somebody else is at is left out.</summary>
    Task<IReadOnlyList<Asset>> FindDeletedAsync(DateTimeOffset before, int atMost, CancellationToken ct);

    void Add(Asset asset);

    /// <summary>For good, with all that belongs to it.</summary>
    void Remove(Asset asset);
}
