using System.Text.Json;
using Dam.GraphQL.Sample;

namespace Dam.Tests.GraphQL.Http.Subscriptions;

/// <summary>The clients that people use, npm <c>graphql-ws</c>, <c>graphql-sse</c> and <c>eventsource</c>, against the sample.</summary>
public sealed class ClientTests
{
    /// <summary>What <c>graphql-ws</c> sees; <c>graphql-sse</c> sees the same, but errors as a result.</summary>
    private const string Expected =
        """
        {
          "count": [{ "count": 1 }, { "count": 2 }, { "count": 3 }, "complete"],
          "none": ["complete"],
          "query": [{ "echo": "é" }, "complete"],
          "mutation": [{ "createProduct": { "product": { "id": "p-S-0" } } }, "complete"],
          "invalid": [{ "error": ["Cannot query field \"nothing\" on type \"Query\"."] }],
          "failing": [{ "fails": null }, "complete"],
          "created": { "productCreated": { "sku": "S-2", "name": "Stool", "assets": [] } },
          "many": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
        }
        """;

    [Fact]
    public async Task Clients_Should_GetWhatTheyAskFor_When_TheyTalkToTheSample()
    {
        await using var app = SampleHost.Create(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]);
        await app.StartAsync(TestContext.Current.CancellationToken);

        using var answers = JsonDocument.Parse(await NodeScript.RunAsync("graphql-ws", "GraphQL/Http/Subscriptions/clients.mjs", app.Urls.First()));

        IsEqual(Expected, answers.RootElement.GetProperty("webSocket"));
        IsEqual(
            Expected.Replace("{ \"error\": [\"Cannot query field \\\"nothing\\\" on type \\\"Query\\\".\"] }", "[\"Cannot query field \\\"nothing\\\" on type \\\"Query\\\".\"], \"complete\"", StringComparison.Ordinal),
            answers.RootElement.GetProperty("eventStream"));
        IsEqual("""[[{ "count": 1 }, { "count": 2 }, "complete"], [{ "error": 405 }]]""", answers.RootElement.GetProperty("eventSource"));
        IsEqual("""[{ "error": "Server responded with 405: Method Not Allowed" }]""", answers.RootElement.GetProperty("singleConnection"));
    }

    private static void IsEqual(string expected, JsonElement actual)
    {
        using var json = JsonDocument.Parse(expected);
        Assert.True(JsonElement.DeepEquals(json.RootElement, actual), actual.GetRawText());
    }
}
