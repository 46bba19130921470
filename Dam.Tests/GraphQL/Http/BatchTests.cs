using System.Text.Json;
using Dam.GraphQL.Sample;

namespace Dam.Tests.GraphQL.Http;

/// <summary>Arrays of requests.</summary>
public sealed class BatchTests
{
    private const string Two = """[{"query":"{ echo(text: \"a\") }"},{"query":"query($t: String!) { echo(text: $t) }","variables":{"t":"b"}}]""";

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/graphql-response+json")]
    public async Task Batch_Should_AnswerInOrder_When_ItIsTaken(string accept)
    {
        await using var server = await HttpServer.StartAsync(http => http.MaxBatchSize = 3);

        var answer = await server.PostAsync(Two, ("Accept", accept));

        Assert.Equal((200, $"{accept}; charset=utf-8"), (answer.Status, answer.MediaType));
        Assert.Equal("""[{"data":{"echo":"a"}},{"data":{"echo":"b"}}]""", answer.Text);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
    }

    [Theory]
    [InlineData("""{}""", "Must provide query string.")]
    [InlineData("""{"query":5,"more":[{}]}""", "\"query\" must be a string.")]
    [InlineData("""{"query":"{ root { id } }","variables":[]}""", "\"variables\" must be an object.")]
    [InlineData("""{"query":"{"}""", "Syntax Error: Expected Name, found <EOF>.")]
    [InlineData("""{"query":"{ nothing }"}""", "Cannot query field \"nothing\" on type \"Query\".")]
    [InlineData("""{"query":"subscription { count(to: 1) }"}""", "Subscriptions are not available over this transport.")]
    public async Task Batch_Should_AnswerTheOthers_When_OneIsWrong(string wrong, string message)
    {
        await using var server = await HttpServer.StartAsync(http => http.MaxBatchSize = 3);

        var answer = await server.PostAsync($$"""[{"query":"{ echo(text: \"a\") }"},{{wrong}},{"query":"{ echo(text: \"b\") }"}]""", ("Accept", "application/graphql-response+json"));

        Assert.Equal(200, answer.Status);
        var results = JsonDocument.Parse(answer.Text).RootElement;
        Assert.Equal(3, results.GetArrayLength());
        Assert.Equal("a", results[0].GetProperty("data").GetProperty("echo").GetString());
        Assert.Equal(message, results[1].GetProperty("errors")[0].GetProperty("message").GetString());
        Assert.False(results[1].TryGetProperty("data", out _));
        Assert.Equal("b", results[2].GetProperty("data").GetProperty("echo").GetString());
    }

    [Theory]
    [InlineData("[]", "A batch must have a request.")]
    [InlineData("""["{ __typename }"]""", "Each part of a batch must be a JSON object.")]
    [InlineData("""[[{"query":"{ __typename }"}]]""", "Each part of a batch must be a JSON object.")]
    [InlineData("""[{"query":"{ __typename }"},null]""", "Each part of a batch must be a JSON object.")]
    [InlineData("""[{},{},{},{}]""", "A batch may have at most 3 requests.")]
    [InlineData("""[{"query":"{ __typename }"}""", "The body is not valid JSON.")]
    [InlineData("""[{"query":"{ __typename }"}]]""", "The body is not valid JSON.")]
    public async Task Batch_Should_Be400_When_ItIsNoBatch(string body, string message)
    {
        await using var server = await HttpServer.StartAsync(http => http.MaxBatchSize = 3);

        var answer = await server.PostAsync(body);

        Assert.Equal(400, answer.Status);
        Assert.Equal(message, JsonDocument.Parse(answer.Text).RootElement.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(200, "--batching", "on")]
    [InlineData(200, "--limits", "off")]
    public async Task Sample_Should_TakeBatches_When_ItIsTold(int status, params string[] arguments)
    {
        await using var app = SampleHost.Create(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None", .. arguments]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var content = new StringContent(Two, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));

        using var response = await client.PostAsync("/graphql", content, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Batch_Should_HaveTheTimeOfOne_When_ItsPartsAreSlow()
    {
        await using var server = await HttpServer.StartAsync(
            http => http.MaxBatchSize = 3,
            graphql =>
            {
                graphql.AddTypes(typeof(SlowQueries));
                graphql.Execution.Timeout = TimeSpan.FromMilliseconds(600);
            });

        var answer = await server.PostAsync("""[{"query":"{ slow(ms: 1) }"},{"query":"{ slow(ms: 60000) }"},{"query":"{ slow(ms: 2) }"}]""");

        var results = JsonDocument.Parse(answer.Text).RootElement;
        Assert.Equal(1, results[0].GetProperty("data").GetProperty("slow").GetInt32());
        Assert.Equal("TIMEOUT", results[1].GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal("TIMEOUT", results[2].GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Batch_Should_HaveTheCostOfOne_When_ItsPartsAreDear()
    {
        const string Part = """{"query":"{ products(first: 2) { nodes { name } } }"}""";
        await using var server = await HttpServer.StartAsync(http => http.MaxBatchSize = 5, graphql => graphql.Execution.Cost.MaxTypeCost = 30);

        var alone = await server.PostAsync(Part, ("GraphQL-Cost", "report"));
        var answer = await server.PostAsync($$"""[{{Part}},{{Part}},{{Part}},{"query":"{ echo(text: \"a\") }"}]""");

        var cost = JsonDocument.Parse(alone.Text).RootElement.GetProperty("extensions").GetProperty("cost").GetProperty("typeCost").GetDouble();
        Assert.InRange(cost, 11, 14);
        var results = JsonDocument.Parse(answer.Text).RootElement;
        Assert.Equal([true, true, false, true], results.EnumerateArray().Select(result => result.TryGetProperty("data", out _)));
        Assert.Equal("COST_EXCEEDED", results[2].GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }
}
