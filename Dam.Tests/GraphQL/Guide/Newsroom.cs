using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Text.Json;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Http;
using Dam.GraphQL.Subscriptions;
using Dam.Tests.GraphQL.Http.Subscriptions;
using Microsoft.AspNetCore.Builder;

namespace Dam.Tests.GraphQL.Guide;

public sealed record Headline(string Text, string Section);

[QueryType]
public static class NewsQueries
{
    public static string Newspaper => "The Highbury Post";
}

[MutationType]
public static class NewsMutations
{
    public static async Task<Headline> PublishAsync(string text, string section, ITopics topics, CancellationToken cancellationToken)
    {
        var headline = new Headline(text, section);
        await topics.PublishAsync("headlines", headline, cancellationToken);
        return headline;
    }
}

[SubscriptionType]
public static class NewsSubscriptions
{
    public static async Task<IAsyncEnumerable<Headline>> HeadlinesAsync(string? section, ITopics topics, CancellationToken cancellationToken)
    {
        var headlines = await topics.SubscribeAsync<Headline>("headlines", cancellationToken);
        return section is null ? headlines : headlines.Where(headline => headline.Section == section);
    }
}

public sealed class NewsroomTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Services.AddGraphQL(graphql => graphql.AddTypes(typeof(NewsQueries), typeof(NewsMutations), typeof(NewsSubscriptions)));

        var app = builder.Build();
        app.MapGraphQL("/graphql", http =>
        {
            http.Streams.MaxConnections = 2_000;
            http.Streams.MaxOperations = 20;
            http.Streams.AllowedOrigins.Add("https://news.example");
            http.Streams.OnConnect = init =>
            {
                if (init.Payload.ValueKind != JsonValueKind.Object || !init.Payload.TryGetProperty("token", out var token) || !token.ValueEquals("reader"))
                {
                    return new(false);
                }

                init.Context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "reader")], "token"));
                return new(true);
            };
        });
        return app;
    }

    [Fact]
    public async Task Headlines_Should_ReachReaders_When_TheyAreServedAsTheGuideSays()
    {
        await using var app = Create(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]);
        await app.StartAsync(Cancel);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        await socket.ConnectAsync(new Uri($"ws://{http.BaseAddress.Authority}/graphql"), Cancel);
        using var reader = new Peer(socket);
        await reader.SendAsync("""{"type":"connection_init","payload":{"token":"reader"}}""");
        await reader.ReceivesAsync("""{"type":"connection_ack"}""");
        await reader.SubscribeAsync("1", "subscription { headlines(section: \"Weather\") { text } }");

        var heard = reader.ReceiveAsync();
        while (!heard.IsCompleted)
        {
            await PublishAsync(http, "A ball at the Crown", "Society");
            await PublishAsync(http, "Snow in Highbury", "Weather");
        }

        Assert.Equal("""{"id":"1","type":"next","payload":{"data":{"headlines":{"text":"Snow in Highbury"}}}}""", await heard);
    }

    private static async Task PublishAsync(HttpClient http, string text, string section)
    {
        using var response = await http.PostAsJsonAsync(
            "/graphql", new { query = "mutation($text: String!, $section: String!) { publish(text: $text, section: $section) { text } }", variables = new { text, section } }, Cancel);
        response.EnsureSuccessStatusCode();
    }
}
