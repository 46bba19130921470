using Dam.Api.Assets;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Likenesses;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Errors;

namespace Dam.Api.Likenesses;

[ExtendObjectType<AssetDetails>]
internal static class AssetLikenesses
{
    private const int Most = 100;

    /// <summary>
    /// Assets that look the same, most similar first; similarity from 0 to 1. From 0.95 on one is made of the other: resized, recompressed, in other colours, or cropped by a few per
    /// cent. Below that only some are found.
    /// </summary>
    [BatchResolver]
    [Cost(20)]
    [Needs(AssetColumns.None)]
    [ListSize(SlicingArguments = ["first"])]
    public static async Task<IReadOnlyList<IReadOnlyList<SimilarAsset>>> GetSimilarAsync(
        [Parent] IReadOnlyList<AssetDetails> assets, Caller caller, ILikenessReader reader, int first = 10, double minSimilarity = Likeness.Near, CancellationToken ct = default)
    {
        if (first is < 1 or > Most)
        {
            throw new GraphQLException($"A list holds 1 to {Most}; {first} is outside.", "PAGE_SIZE_OUT_OF_RANGE");
        }

        if (!(minSimilarity is >= 0 and <= 1))
        {
            throw new GraphQLException($"minSimilarity is {minSimilarity}; it must be from 0 to 1.", "SIMILARITY_OUT_OF_RANGE");
        }

        var likenesses = await reader.FindAsync(caller, [.. assets.Select(asset => asset.Id).Distinct()], ct);
        var searches = likenesses.Select(pair => new LikenessSearch(pair.Value, pair.Key)).ToList();
        var found = (await reader.SimilarAsync(caller, searches, first, minSimilarity, ct)).Zip(searches).ToDictionary(pair => pair.Second.Except!.Value, pair => pair.First);
        return [.. assets.Select(asset => found.GetValueOrDefault(asset.Id, []))];
    }
}

[ObjectType<SimilarAsset>(Ignore = [nameof(SimilarAsset.AssetId)])]
internal static class SimilarAssetNode
{
    public static async ValueTask<AssetDetails> GetAssetAsync([Parent] SimilarAsset similar, AssetById assets) =>
        await assets.LoadAsync(similar.AssetId) ?? throw new GraphQLException("A similar asset stopped being visible while the list was read. Ask again.", "CHANGED_MEANWHILE");
}

/// <summary>Near duplicates of assets that a mutation has just made.</summary>
internal sealed class NearDuplicates(Caller caller, FindNearDuplicatesHandler handler) : BatchLoader<Guid, IReadOnlyList<SimilarAsset>>
{
    protected override Task<IReadOnlyDictionary<Guid, IReadOnlyList<SimilarAsset>>> FetchAsync(IReadOnlyList<Guid> keys, CancellationToken ct) => handler.HandleAsync(caller, keys, ct);
}
