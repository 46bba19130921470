using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Data;

namespace Dam.Benchmarks.GraphQL;

/// <summary>The data of the comparison: 50 products with three assets each, about 26 KB of JSON.</summary>
public static class Catalog
{
    public static IReadOnlyList<Product> Products { get; } =
    [
        .. Enumerable.Range(1, 50).Select(i => new Product(
            $"prd_{i:D8}", $"SKU-{i:D5}", $"Reading lamp number {i} with a long name", i % 3 == 0 ? null : 10.5 + i, i % 2 == 0,
            new DateTimeOffset(2025, 1, 1, 12, 0, i, TimeSpan.Zero))),
    ];

    public static IReadOnlyDictionary<string, IReadOnlyList<Asset>> Assets { get; } = Products.ToDictionary(
        product => product.Id,
        product => (IReadOnlyList<Asset>)
        [
            .. Enumerable.Range(1, 3).Select(i => new Asset(
                $"ast_{product.Id}_{i}", $"{product.Sku}-{i}.jpg", "image/jpeg", 4000 + i, 3000, 2_345_678 + i)),
        ],
        StringComparer.Ordinal);

    public sealed record Product([property: ID] string Id, string Sku, string Name, double? Price, bool InStock, DateTimeOffset CreatedAt);

    [ObjectType]
    public sealed record Asset([property: ID] string Id, string Filename, string MediaType, int Width, int Height, long Size);

    /// <summary>What the minimal API answers: the same objects.</summary>
    public sealed record ProductAnswer(
        string Id, string Sku, string Name, double? Price, bool InStock, DateTimeOffset CreatedAt, IReadOnlyList<Asset> Assets);

    [ObjectType<Product>]
    public static class ProductNode
    {
        public static ValueTask<IReadOnlyList<Asset>> GetAssetsAsync([Parent] Product product, AssetsLoader assets) => assets.LoadAsync(product.Id)!;
    }

    public sealed class AssetsLoader : BatchLoader<string, IReadOnlyList<Asset>>
    {
        protected override Task<IReadOnlyDictionary<string, IReadOnlyList<Asset>>> FetchAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
            => Task.FromResult(Assets);
    }

    [QueryType]
    public static class Queries
    {
        public static IReadOnlyList<Product> GetProducts() => Products;

        public static Connection<Product> GetProductPage(PageArguments page)
        {
            var edges = Products.Take(page.First ?? 50).Select(product => new Edge<Product>(product.Id, product)).ToArray();
            return new Connection<Product>(edges, new PageInfo(false, false, edges[0].Cursor, edges[^1].Cursor), _ => new ValueTask<int>(Products.Count));
        }
    }
}
