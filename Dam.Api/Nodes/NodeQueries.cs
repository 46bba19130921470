using Dam.Api.Assets;
using Dam.Api.Skus;
using Dam.Domain.Access;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;

namespace Dam.Api.Nodes;

[QueryType]
internal static class NodeQueries
{
    private const int MostIds = 100;

    /// <summary>Any object by its id; null for an unknown one and for one that the caller may not see.</summary>
    [Authorize(Permissions.ReadDeliverable)]
    [GraphQLType("Node")]
    public static ValueTask<object?> GetNodeAsync([ID] string id, AssetById assets, VersionById versions, SkuById skus) => LoadAsync(id, assets, versions, skus);

    /// <summary>At most 100.</summary>
    [Authorize(Permissions.ReadDeliverable)]
    [GraphQLType("[Node]!")]
    public static async Task<IReadOnlyList<object?>> GetNodesAsync([ID] IReadOnlyList<string> ids, AssetById assets, VersionById versions, SkuById skus)
    {
        if (ids.Count > MostIds)
        {
            throw new GraphQLException($"At most {MostIds} ids a call; {ids.Count} were given.", "TOO_MANY_IDS");
        }

        var loads = ids.Select(id => LoadAsync(id, assets, versions, skus).AsTask()).ToArray();
        return await Task.WhenAll(loads);
    }

    private static async ValueTask<object?> LoadAsync(string id, AssetById assets, VersionById versions, SkuById skus)
    {
        if (NodeIds.IsAsset(id, out var key))
        {
            return await assets.LoadAsync(key);
        }

        if (NodeIds.IsVersion(id, out key))
        {
            return await versions.LoadAsync(key);
        }

        return NodeIds.IsSku(id, out key) ? await skus.LoadAsync(key) : null;
    }
}
