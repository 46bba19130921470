using Dam.GraphQL.Http;

namespace Dam.Tests.GraphQL.Http;

/// <summary>What status a response has, in both editions of GraphQL over HTTP.</summary>
public sealed class StatusTests
{
    private const string Modern = "application/graphql-response+json";
    private const string Legacy = "application/json";

    [Theory]
    [InlineData("""{"query":"{ root { id } }"}""", Modern, 200, 200)]
    [InlineData("""{"query":"{ root { id } }"}""", Legacy, 200, 200)]
    [InlineData("""{"query":"{ fails root { id } }"}""", Modern, 200, 294)]
    [InlineData("""{"query":"{ fails root { id } }"}""", Legacy, 200, 200)]
    [InlineData("""{"query":"{ failsNonNull }"}""", Modern, 200, 294)]
    [InlineData("""{"query":"{ failsNonNull }"}""", Legacy, 200, 200)]
    [InlineData("""{"query":"{"}""", Modern, 400, 400)]
    [InlineData("""{"query":"{"}""", Legacy, 200, 400)]
    [InlineData("""{"query":"{ nothing }"}""", Modern, 400, 422)]
    [InlineData("""{"query":"{ nothing }"}""", Legacy, 200, 422)]
    [InlineData("""{"query":"query A { root { id } } query B { root { id } }"}""", Modern, 400, 422)]
    [InlineData("""{"query":"query($t: String!) { echo(text: $t) }","variables":{"t":null}}""", Modern, 400, 422)]
    [InlineData("""{"query":"query($t: String!) { echo(text: $t) }","variables":{"t":null}}""", Legacy, 200, 422)]
    [InlineData("""{"qeury":"{ root { id } }"}""", Modern, 400, 422)]
    [InlineData("""{"qeury":"{ root { id } }"}""", Legacy, 400, 422)]
    [InlineData("""{"query":"{ root { id } }","variables":[7]}""", Modern, 400, 422)]
    [InlineData("""NONSENSE""", Modern, 400, 400)]
    [InlineData("""{"query":""", Legacy, 400, 400)]
    [InlineData("""{"query":"{ slow(ms: 60000) }"}""", Modern, 503, 503)]
    [InlineData("""{"query":"{ slow(ms: 60000) }"}""", Legacy, 200, 503)]
    public async Task Post_Should_HaveTheStatusOfItsEdition(string body, string accept, int status2025, int status2026)
    {
        await AssertAsync(GraphQLStatusCodes.Draft2025, status2025, accept);
        await AssertAsync(GraphQLStatusCodes.September2026, status2026, status2026 < 400 ? accept : Modern);

        async Task AssertAsync(GraphQLStatusCodes edition, int status, string mediaType)
        {
            await using var server = await HttpServer.StartAsync(
                http => http.StatusCodes = edition,
                graphql =>
                {
                    graphql.AddTypes(typeof(SlowQueries));
                    graphql.Execution.Timeout = TimeSpan.FromMilliseconds(500);
                });

            var answer = await server.PostAsync(body, ("Accept", accept));

            Assert.Equal((status, $"{mediaType}; charset=utf-8"), (answer.Status, answer.MediaType));
            Assert.Equal(status == 503, answer.Headers.ContainsKey("Retry-After"));
        }
    }
}
