using Dam.GraphQL.Annotations;
using Dam.GraphQL.Subscriptions;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Sample;

/// <remarks>Nothing is kept, so that every request finds the same catalogue; those who listen are told.</remarks>
[MutationType]
internal static class Mutations
{
    public static async Task<ProductPayload> CreateProductAsync(ProductInput input, ITopics topics, CancellationToken cancellationToken)
    {
        var product = new Product($"p-{input.Sku}", input.Name, input.Sku, input.Status ?? Status.Draft, input.Price, InStock: true, Catalog.Opened);
        await topics.PublishAsync(Topics.ProductCreated, product, cancellationToken);
        return new ProductPayload(product, ClientMutationId: null);
    }

    public static string Upload(Upload file, string? title) => Receipt(file);

    public static IReadOnlyList<string> UploadMany(IReadOnlyList<Upload> files) => [.. files.Select(Receipt)];

    public static string? Attach(AttachInput input) => Receipt(input.File);

    private static string Receipt(Upload file) => $"{file.FileName}:{file.Length}";
}
