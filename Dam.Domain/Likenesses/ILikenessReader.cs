using Dam.Domain.Access;

namespace Dam.Domain.Likenesses;

/// <summary>An asset that looks like another.</summary>
/// <param name="Similarity">From 0 to 1.</param>
public sealed record SimilarAsset(Guid AssetId, double Similarity);

/// <param name="Likeness">What is looked for.</param>
/// <param name="Except">An asset that is not looked for: the one that looks so.</param>
public sealed record LikenessSearch(Likeness Likeness, Guid? Except = null);

/// <summary>A version that can be shown, and of which nothing is kept of what it looks like.</summary>
public sealed record UnseenPicture(Guid VersionId, string Region, string Digest, string MediaType);

/// <summary>
/// Finds assets by what they look like, one SQL statement a call. A caller finds the assets that they may see as they see them: the current version for who sees all, else the
/// published one.
/// </summary>
public interface ILikenessReader
{
    /// <summary>What the assets look like, as far as that is known: not for what is no picture, is blank, or has not been processed. At most 1,000 ids.</summary>
    Task<IReadOnlyDictionary<Guid, Likeness>> FindAsync(Caller caller, IReadOnlyList<Guid> assetIds, CancellationToken ct);

    /// <summary>
    /// For each search the assets that look so, most similar first. Those of at least <see cref="Likeness.Near"/> are found, of those below only some: the index
    /// is made for near duplicates.
    /// </summary>
    /// <param name="first">How many at most for each.</param>
    Task<IReadOnlyList<IReadOnlyList<SimilarAsset>>> SimilarAsync(
        Caller caller, IReadOnlyList<LikenessSearch> searches, int first, double minSimilarity, CancellationToken ct);

    /// <summary>Of all assets and for no caller: pictures, by id, that were processed before there were likenesses, and blank ones.</summary>
    /// <param name="after">Id of the last version of the page before; null for the first page.</param>
    Task<IReadOnlyList<UnseenPicture>> MissingAsync(Guid? after, int atMost, CancellationToken ct);
}
