using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;

namespace Dam.GraphQL.Sample;

[QueryType]
internal static class Queries
{
    public static Folder Root => Catalog.Root;

    [GraphQLDeprecated]
    public static Folder? OldRoot => Catalog.Root;

    public static INode? GetNode([ID] string id) => Catalog.Find(id);

    public static IReadOnlyList<INode?> GetNodes([ID] IReadOnlyList<string> ids) => [.. ids.Select(Catalog.Find)];

    public static ProductConnection GetProducts(
        [GraphQLDefault("{ inStock: true, status: [ACTIVE] }")] ProductFilter? filter,
        [GraphQLDefault("ASC")] SortOrder order,
        int? first,
        string? after,
        int? last,
        string? before)
    {
        if (first < 0 || last < 0)
        {
            throw new GraphQLException("A page cannot have fewer than no items.", ErrorCodes.BadUserInput);
        }

        var all = Catalog.Products.Where(product => filter?.Matches(product) != false).Take(Math.Max(0, filter?.Limit ?? 10)).ToList();
        if (order == SortOrder.Desc)
        {
            all.Reverse();
        }

        var start = all.FindIndex(product => string.Equals(product.Id, after, StringComparison.Ordinal)) + 1;
        var end = before is null ? all.Count : all.FindIndex(product => string.Equals(product.Id, before, StringComparison.Ordinal));
        end = Math.Max(start, end < 0 ? all.Count : end);
        if (first < end - start)
        {
            end = start + first.Value;
        }

        if (last < end - start)
        {
            start = end - last.Value;
        }

        var page = all[start..end];
        return new ProductConnection(
            [.. page.Select(product => new ProductEdge(product, product.Id))],
            page,
            new PageInfo(end < all.Count, start > 0, page.FirstOrDefault()?.Id, page.LastOrDefault()?.Id),
            all.Count);
    }

    public static Product? GetProduct(ProductBy by) => Catalog.Find(by);

    public static Product? GetMaybe(ProductBy? by) => by is null ? null : Catalog.Find(by);

    /// <remarks>Those that are named come first; a hidden one is shown on demand.</remarks>
    public static IReadOnlyList<IMedia> GetMedia(IReadOnlyList<string> names, bool hidden = false, IReadOnlyList<IReadOnlyList<double?>?>? matrix = null)
        => [.. Catalog.Media.Take(hidden ? 3 : 2).OrderByDescending(medium => names.Contains(medium.Name, StringComparer.Ordinal))];

    /// <remarks>What holds the text comes first.</remarks>
    public static IReadOnlyList<ISearchResult> GetSearch(
        string text,
        [GraphQLDeprecated("no")] int? boost,
        [GraphQLDefault("1.5e3")] double? minScore)
        => [.. Catalog.All.Cast<ISearchResult>().OrderByDescending(result => result.Name.Contains(text, StringComparison.Ordinal)).Take(3)];

    public static string Echo(string text) => text;

    public static double EchoFloat(double value) => value;

    public static int EchoInt(int value) => value;

    [ID]
    public static string EchoId([ID] string value) => value;

    public static string? Fails() => throw new InvalidOperationException("This field always fails.");

    public static string FailsNonNull() => throw new InvalidOperationException("This field always fails.");
}
