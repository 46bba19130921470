using System.Net.Http.Json;
using System.Text.Json;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Sample;
using Dam.GraphQL.Types;
using Microsoft.AspNetCore.Builder;

namespace Dam.Tests.GraphQL.Differential;

/// <summary>The sample over HTTP: its schema is the one in <c>sample.graphql</c>, and each field answers.</summary>
public sealed class SampleHostTests : IAsyncLifetime
{
    private readonly WebApplication _app = SampleHost.Create(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]);
    private readonly HttpClient _client = new();

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _client.BaseAddress = new Uri(_app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Introspection_Should_GiveTheExpectedSchema_When_AClientBuildsItAnew()
    {
        using var oracle = new Oracle();
        var query = (await oracle.AskAsync([new { introspect = true }]))[0].GetString()!;
        var response = await PostAsync(query);

        var schemas = (await oracle.AskAsync([new { introspection = response.GetProperty("data") }]))[0];

        Assert.Equal(schemas.GetProperty("expected").GetString(), schemas.GetProperty("served").GetString());
    }

    [Fact]
    public void Print_Should_ShowAppliedDirectives_When_AnAttributeIsADirective()
    {
        var builder = new GraphQLBuilder();
        SampleHost.Configure(builder);

        var sdl = SchemaPrinter.Print(builder.BuildSchema());

        Assert.Contains("@label(name: \"a\") @label(name: \"b\") {", sdl, StringComparison.Ordinal);
        Assert.Contains("directive @label(name: String!, weight: Int = 1) repeatable on OBJECT | FIELD_DEFINITION | ENUM_VALUE", sdl, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""node(id: "f1") { __typename id }""", """{"node":{"__typename":"Folder","id":"f1"}}""")]
    [InlineData("""node(id: "x") { id }""", """{"node":null}""")]
    [InlineData("""nodes(ids: ["p1", 7, "v1"]) { ... on Named { name } }""", """{"nodes":[{"name":"Lamp"},null,{"name":"Lamp, film"}]}""")]
    [InlineData(
        "products { totalCount nodes { name status price } edges { cursor node { sku inStock } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }",
        """
        {"products":{"totalCount":2,"nodes":[{"name":"Lamp","status":"ACTIVE","price":19.5},{"name":"Chair","status":"ACTIVE","price":null}],
        "edges":[{"cursor":"p1","node":{"sku":"L-1","inStock":true}},{"cursor":"p2","node":{"sku":"C-2","inStock":true}}],
        "pageInfo":{"hasNextPage":false,"hasPreviousPage":false,"startCursor":"p1","endCursor":"p2"}}}
        """)]
    [InlineData(
        """products(filter: null, order: DESC, first: 1, after: "p3") { nodes { id createdAt } pageInfo { hasNextPage hasPreviousPage } }""",
        """{"products":{"nodes":[{"id":"p2","createdAt":"2026-01-02T04:04:05Z"}],"pageInfo":{"hasNextPage":true,"hasPreviousPage":true}}}""")]
    [InlineData(
        """product(by: {sku: "L-1"}) { main { name url(width: 80) } assets { ... on Image { width height ratio size url(format: AVIF) } ... on Video { seconds frames(first: 2) } } }""",
        """
        {"product":{"main":{"name":"Lamp, front","url":"https://media.example/i1/80.webp"},
        "assets":[{"width":1200,"height":800,"ratio":1.5,"size":"1200x800","url":"https://media.example/i1/original.avif"},{"seconds":12.5,"frames":[[0,0],[1,12]]}]}}
        """)]
    [InlineData("""product(by: {id: "p2"}) { assets(kind: VIDEO, limit: 1) { mimeType } }""", """{"product":{"assets":[{"mimeType":"video/mp4"}]}}""")]
    [InlineData("""maybe { id } given: maybe(by: {filter: {text: "Table", status: [DRAFT, ARCHIVED]}}) { id }""", """{"maybe":null,"given":{"id":"p3"}}""")]
    [InlineData(
        """media(names: ["Lamp, film"], matrix: [[1, null], null]) { name } hidden: media(names: "", hidden: true) { name }""",
        """{"media":[{"name":"Lamp, film"},{"name":"Lamp, front"}],"hidden":[{"name":"Lamp, front"},{"name":"Lamp, film"},{"name":"Chair"}]}""")]
    [InlineData("""search(text: "Pr") { __typename ... on Folder { name } }""", """{"search":[{"__typename":"Folder","name":"Press"},{"__typename":"Image"},{"__typename":"Video"}]}""")]
    [InlineData(
        "root { name tags meta parent { id } children { name parent { name } tags } } oldRoot { id }",
        """
        {"root":{"name":"Root","tags":["all",null,"top"],"meta":{"depth":0,"open":true,"marks":[1.5,2]},"parent":null,
        "children":[{"name":"Campaigns","parent":{"name":"Root"},"tags":[]},{"name":"Press","parent":{"name":"Root"},"tags":null}]},"oldRoot":{"id":"f0"}}
        """)]
    [InlineData(
        """echo(text: "a\u{1F600}") echoFloat(value: 1) echoInt(value: -2147483648) echoId(value: 12)""",
        """{"echo":"a😀","echoFloat":1,"echoInt":-2147483648,"echoId":"12"}""")]
    public async Task Query_Should_Answer_When_AFieldIsAsked(string selection, string data)
    {
        var response = await PostAsync($"{{ {selection} }}");

        Assert.True(JsonElement.DeepEquals(Parse(data), response.GetProperty("data")), response.ToString());
        Assert.False(response.TryGetProperty("errors", out _));
    }

    [Fact]
    public async Task Mutation_Should_AnswerWhatWasMade_When_AProductIsCreated()
    {
        var response = await PostAsync(
            "mutation($input: ProductInput!) { createProduct(input: $input) { clientMutationId product { id name sku status price inStock assets { id } main { id } } } }",
            new { input = new { sku = "N-9", name = "New", price = 2.5 } });

        var product = response.GetProperty("data").GetProperty("createProduct").GetProperty("product");
        Assert.Equal(
            """{"id":"p-N-9","name":"New","sku":"N-9","status":"DRAFT","price":2.5,"inStock":true,"assets":[],"main":null}""", product.GetRawText());
    }

    [Theory]
    [InlineData("{ fails root { id } }", """{"fails":null,"root":{"id":"f0"}}""", "fails")]
    [InlineData("{ root { id } failsNonNull }", "null", "failsNonNull")]
    public async Task Field_Should_FailAlone_When_ItsResolverThrows(string query, string data, string path)
    {
        var response = await PostAsync(query);

        Assert.Equal(data, response.GetProperty("data").GetRawText());
        Assert.Equal(path, Assert.Single(response.GetProperty("errors").EnumerateArray()).GetProperty("path")[0].GetString());
    }

    [Fact]
    public async Task Upload_Should_BeRefused_When_TheFileIsJson()
    {
        var response = await PostAsync("mutation($file: Upload!) { upload(file: $file) }", new { file = "a.png" });

        Assert.Contains("Upload cannot represent value: \"a.png\"", response.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Limits_Should_BeRaised_When_TheyAreOff(bool off)
    {
        await using var app = SampleHost.Create(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None", .. off ? new[] { "--limits", "off" } : []]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var query = $"{{ {string.Join(' ', Enumerable.Repeat("root { id }", 15_000))} }}";

        using var response = await client.PostAsJsonAsync("/graphql", new { query }, TestContext.Current.CancellationToken);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(off, text is """{"data":{"root":{"id":"f0"}}}""");
    }

    [Theory]
    [InlineData(1_000_000, 200)]
    [InlineData(10_000_000, 413)]
    [InlineData(1_000_000, 200, "--limits", "off")]
    [InlineData(10_000_000, 413, "--limits", "off")]
    public async Task Document_Should_BeReadToASize_When_ItIsMostlyIgnored(int spaces, int status, params string[] arguments)
    {
        await using var app = SampleHost.Create(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None", .. arguments]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var response = await client.PostAsJsonAsync("/graphql", new { query = $"{{ __typename }}{new string(' ', spaces)}" }, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private async Task<JsonElement> PostAsync(string query, object? variables = null)
    {
        using var response = await _client.PostAsJsonAsync("/graphql", new { query, variables }, TestContext.Current.CancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}
