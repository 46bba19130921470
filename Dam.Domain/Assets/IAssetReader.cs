using Dam.Domain.Access;
using Dam.Domain.Paging;
using Dam.Domain.Rights;

namespace Dam.Domain.Assets;

/// <summary>
/// Reads assets, one SQL statement a call. What a caller may see is part of the statement: everything not deleted for those with
/// <see cref="Permissions.ReadAssets"/>; for those with <see cref="Permissions.ReadDeliverable"/> what is deliverable now somewhere (in their own
/// territory, if they are fixed to one), as it is in its published version, filters and orders included; nothing for others. Administrators see deleted assets by id.
/// </summary>
public interface IAssetReader
{
    /// <summary>Those of the ids that exist and that the caller may see, in no order. At most 1,000 ids.</summary>
    Task<IReadOnlyList<AssetDetails>> FindAsync(Caller caller, IReadOnlyList<Guid> ids, AssetColumns columns, CancellationToken ct);

    /// <summary>The same with all columns.</summary>
    Task<IReadOnlyList<AssetDetails>> FindAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken ct) => FindAsync(caller, ids, AssetColumns.All, ct);

    /// <summary>A page by keyset. Refused with <see cref="InvalidInput"/> for a bad page request, cursor or filter.</summary>
    Task<Outcome<Page<AssetDetails>>> PageAsync(Caller caller, AssetQuery query, CancellationToken ct);

    /// <summary>How many <see cref="PageAsync"/> would find on all pages. A filter that it refuses is an <see cref="ArgumentException"/> here.</summary>
    Task<int> CountAsync(Caller caller, AssetFilter? filter, CancellationToken ct);

    /// <summary>Versions by id, of assets that the caller may see; callers without <see cref="Permissions.ReadAssets"/> see published ones only.</summary>
    Task<IReadOnlyList<VersionDetails>> FindVersionsAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken ct);

    /// <summary>The same page of each of several assets' versions, newest first, as far as the caller may see them. At most 1,000 ids.</summary>
    Task<Outcome<IReadOnlyDictionary<Guid, Page<VersionDetails>>>> VersionsAsync(Caller caller, IReadOnlyList<Guid> assetIds, PageRequest page, CancellationToken ct);

    Task<IReadOnlyDictionary<Guid, int>> CountVersionsAsync(Caller caller, IReadOnlyList<Guid> assetIds, CancellationToken ct);

    /// <summary>Assets, visible to the caller, of which some version that they see holds these bytes; in no order, and maybe an asset twice. At most 1,000 digests.</summary>
    Task<IReadOnlyList<(string Digest, AssetDetails Asset)>> FindByDigestAsync(Caller caller, IReadOnlyList<string> digests, AssetColumns columns, CancellationToken ct);

    /// <summary>
    /// Of each of these assets those that stand in for it, that the caller may see and that are delivered in this context, oldest first. At most 1,000 ids.
    /// </summary>
    Task<IReadOnlyDictionary<Guid, IReadOnlyList<AssetDetails>>> AlternatesAsync(
        Caller caller, IReadOnlyList<Guid> ids, DeliveryContext context, int first, AssetColumns columns, CancellationToken ct);

    /// <summary>What versions' bytes say about themselves, of versions that the caller may see; where a file was made only for those with <see cref="Permissions.ReadOriginals"/>. At most 1,000 ids.</summary>
    Task<IReadOnlyList<VersionFacts>> FactsAsync(Caller caller, IReadOnlyList<Guid> versionIds, CancellationToken ct);

    /// <summary>What the media route needs to know about an asset, whoever asks: the URL's signature is the permission. Null when unknown or deleted.</summary>
    Task<AssetDetails?> FindForDeliveryAsync(Guid id, CancellationToken ct);
}
