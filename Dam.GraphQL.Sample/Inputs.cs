using Dam.GraphQL.Annotations;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Sample;

internal sealed record ProductFilter(
    string? Text,
    IReadOnlyList<Status>? Status,
    [GraphQLDefault("0.5")] double? MinPrice,
    bool? InStock,
    IReadOnlyList<ProductFilter>? And,
    ProductFilter? Not,
    [GraphQLDeprecated("use text")] string? Q,
    [GraphQLDefault("10")] int Limit,
    [ID] IReadOnlyList<string>? Ids)
{
    public bool Matches(Product product)
        => product.Name.Contains(Text ?? Q ?? "", StringComparison.Ordinal)
            && (Status is null || Status.Contains(product.Status))
            && (MinPrice is null || product.Price is null || product.Price >= MinPrice)
            && (InStock is null || product.InStock == InStock)
            && (Ids is null || Ids.Contains(product.Id, StringComparer.Ordinal))
            && (And is null || And.All(filter => filter.Matches(product)))
            && Not?.Matches(product) != true;
}

[OneOf]
internal sealed record ProductBy([ID] string? Id, string? Sku, ProductFilter? Filter, IReadOnlyList<string>? Tags);

internal sealed record ProductInput(
    string Sku,
    string Name,
    [GraphQLDefault("DRAFT")] Status? Status,
    double? Price,
    [GraphQLDefault("[\"new\"]")] IReadOnlyList<string>? Tags,
    ProductBy? By);

internal sealed record AttachInput([ID] string ProductId, Upload File);
