using Dam.GraphQL.Annotations;
using Dam.GraphQL.Subscriptions;

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

    /// <remarks>From now on; the catalogue's own products were there before.</remarks>
    public static async Task<IAsyncEnumerable<Product>> ProductCreatedAsync(ProductFilter? filter, ITopics topics, CancellationToken cancellationToken)
        => (await topics.SubscribeAsync<Product>(Topics.ProductCreated, cancellationToken)).Where(product => filter?.Matches(product) != false);
}

internal static class Topics
{
    public const string ProductCreated = "productCreated";
}
