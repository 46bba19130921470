using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;

namespace Dam.GraphQL.Sample;

internal sealed record Product(
    string Id,
    string Name,
    string Sku,
    Status Status,
    double? Price,
    bool InStock,
    DateTimeOffset CreatedAt) : INamed, ISearchResult
{
    [ID]
    public string Id { get; } = Id;

    string INode.Id => Id;
}

[ObjectType<Product>]
internal static class ProductNode
{
    public static async ValueTask<IReadOnlyList<IMedia>> GetAssetsAsync(
        [Parent] Product product,
        MediaOfProductLoader media,
        [GraphQLDefault("[IMAGE, VIDEO]")] IReadOnlyList<MediaKind>? kind,
        [GraphQLDefault("10")] int limit,
        [GraphQLDeprecated] int? old)
    {
        var all = await media.LoadAsync(product.Id) ?? [];
        return [.. all.Where(medium => kind is null || kind.Contains(medium is Image ? MediaKind.Image : MediaKind.Video)).Take(limit)];
    }

    [BatchResolver]
    public static IReadOnlyList<IMedia?> GetMain([Parent] IReadOnlyList<Product> products)
        => [.. products.Select(product => Catalog.MediaOf(product.Id) is [var first, ..] ? first : null)];
}

/// <summary>The media of all products that a wave asks for, at once.</summary>
internal sealed class MediaOfProductLoader : BatchLoader<string, IReadOnlyList<IMedia>>
{
    protected override Task<IReadOnlyDictionary<string, IReadOnlyList<IMedia>>> FetchAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyDictionary<string, IReadOnlyList<IMedia>>>(keys.ToDictionary(key => key, Catalog.MediaOf, StringComparer.Ordinal));
}

internal sealed record ProductPayload(Product? Product, string? ClientMutationId);

internal sealed record ProductEdge(Product Node, string Cursor);

internal sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);

internal sealed record ProductConnection(IReadOnlyList<ProductEdge>? Edges, IReadOnlyList<Product> Nodes, PageInfo PageInfo, int TotalCount);
