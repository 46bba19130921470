using Dam.GraphQL.Annotations;

namespace Dam.GraphQL.Sample;

[SubscriptionType]
internal static class Subscriptions
{
    public static async IAsyncEnumerable<int> CountAsync(int to)
    {
        for (var i = 1; i <= to; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    public static async IAsyncEnumerable<Product> ProductCreatedAsync(ProductFilter? filter)
    {
        foreach (var product in Catalog.Products.Where(product => filter?.Matches(product) != false))
        {
            await Task.Yield();
            yield return product;
        }
    }
}
