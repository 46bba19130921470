namespace Dam.Domain.Assets;

/// <summary>Assets as a use case changes them, within its unit of work.</summary>
public interface IAssetStore
{
    /// <summary>With all its versions; null when unknown, or deleted and not asked for all the same.</summary>
    Task<Asset?> FindAsync(Guid id, bool evenDeleted, CancellationToken ct);

    /// <summary>The same of what is not deleted.</summary>
    Task<Asset?> FindAsync(Guid id, CancellationToken ct) => FindAsync(id, evenDeleted: false, ct);

    /// <summary>Those that exist and are not deleted, without their versions. At most 1,000 ids.</summary>
    Task<IReadOnlyList<Asset>> FindForDescriptionAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct);

    /// <summary>All that stand in for one another in these groups and are not deleted, without their versions.</summary>
    Task<IReadOnlyList<Asset>> FindAlternatesAsync(IReadOnlyCollection<Guid> groups, CancellationToken ct);

    Task<AssetVersion?> FindVersionAsync(Guid versionId, CancellationToken ct);

    /// <summary>Every version that holds these bytes, wherever they lie, of deleted assets too.</summary>
    Task<IReadOnlyList<AssetVersion>> FindVersionsAsync(string digest, CancellationToken ct);

    /// <summary>
    /// Of each of these digests that some version of an asset holds the oldest such asset that is not deleted. Until the unit of work ends, no other one that asks for the same digest
    /// gets its answer.
    /// </summary>
    Task<IReadOnlyList<(string Digest, Guid AssetId)>> FindByDigestAsync(IReadOnlyCollection<string> digests, CancellationToken ct);

    /// <summary>Assets that were deleted before an instant, without their versions. What somebody else is at is left out.</summary>
    Task<IReadOnlyList<Asset>> FindDeletedAsync(DateTimeOffset before, int atMost, CancellationToken ct);

    void Add(Asset asset);

    /// <summary>For good, with all that belongs to it.</summary>
    void Remove(Asset asset);

    /// <summary>Keeps what a version's bytes say about themselves; what was known before is replaced.</summary>
    Task SaveFactsAsync(VersionFacts facts, CancellationToken ct);

    /// <summary>Keeps what is written in a version's file.</summary>
    Task SaveTextAsync(Guid versionId, string text, CancellationToken ct);
}
