using Dam.GraphQL.Annotations;

namespace Dam.Tests.GraphQL.Http;

[QueryType]
public static class SlowQueries
{
    public static async Task<int> SlowAsync(int ms, CancellationToken cancellationToken)
    {
        await Task.Delay(ms, cancellationToken);
        return ms;
    }
}
