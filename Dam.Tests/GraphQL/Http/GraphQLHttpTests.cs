using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Http;
using Dam.Tests.GraphQL.Execution;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;

namespace Dam.Tests.GraphQL.Http;

/// <summary>The GraphQL over HTTP specification, as a client sees it.</summary>
public sealed class GraphQLHttpTests : IAsyncLifetime
{
    private const string GraphQLResponse = "application/graphql-response+json";

    private WebApplication? _app;
    private HttpClient? _client;

    private HttpClient Client => _client!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        var shop = new Shop();
        builder.Services.AddGraphQL(graphql => graphql
            .AddTypes(
                typeof(Shop.INamed), typeof(Shop.ProductNode), typeof(Shop.MakerExtensions), typeof(Shop.BoxNode), typeof(Shop.Queries),
                typeof(Shop.Mutations), typeof(Shop.Maker), typeof(HttpQueries))
            .AddRequestState(_ => shop));
        _app = builder.Build();
        _app.MapGraphQL("/graphql", options =>
        {
            options.MaxRequestBytes = 10_000;
            options.IdePage = context => context.Response.WriteAsync("<html>IDE</html>", context.RequestAborted);
        });
        await _app.StartAsync();
        _client = _app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    [Fact]
    public async Task Post_Should_Answer_When_AByteOrderMarkIsAhead()
    {
        using var response = await PostAsync("\uFEFF{\"query\":\"\uFEFF{ __typename }\"}");
        Assert.Equal("""{"data":{"__typename":"Query"}}""", await ReadAsync(response));
    }

    [Fact]
    public async Task Post_Should_Answer_When_TheBodyIsJson()
    {
        using var response = await PostAsync("""{"query":"query Q($id: ID!) { product(id: $id) { name } }","operationName":"Q","variables":{"id":"p1"},"extensions":{"a":1},"more":[{}]}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("""{"data":{"product":{"name":"Lamp"}}}""", await ReadAsync(response));
        Assert.Equal(36, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Post_Should_ReadEscapes_When_TheDocumentHasThem()
    {
        using var response = await PostAsync("""{"query":"{\n product(id: \"p1\") {\u0020name } }"}""");
        Assert.Equal("""{"data":{"product":{"name":"Lamp"}}}""", await ReadAsync(response));
    }

    [Theory]
    [InlineData(null, "application/json", 200)]
    [InlineData("*/*", "application/json", 200)]
    [InlineData("application/*", "application/json", 200)]
    [InlineData("application/json", "application/json", 200)]
    [InlineData("application/graphql-response+json", GraphQLResponse, 400)]
    [InlineData("application/graphql-response+json, application/json;q=0.9", GraphQLResponse, 400)]
    [InlineData("application/json, application/graphql-response+json;q=0.9", "application/json", 200)]
    [InlineData("text/html, application/graphql-response+json; charset=utf-8", GraphQLResponse, 400)]
    public async Task Post_Should_NegotiateTheMediaType_When_ValidationFails(string? accept, string mediaType, int status)
    {
        using var response = await PostAsync("""{"query":"{ nothing }"}""", accept);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("utf-8", response.Content.Headers.ContentType?.CharSet);
        Assert.StartsWith("""{"errors":[{"message":"Cannot query field \"nothing\" on type \"Query\".""", await ReadAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Should_Be200_When_AFieldFails()
    {
        using var response = await PostAsync("""{"query":"{ products { failsHard } }"}""", GraphQLResponse);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.EndsWith("\"data\":null}", await ReadAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Should_Be406_When_NothingIsAcceptable()
    {
        using var response = await PostAsync("""{"query":"{ __typename }"}""", "text/plain");
        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    [InlineData("""{"query":1}""")]
    [InlineData("""{"query":{}}""")]
    [InlineData("""{"query":"{ __typename }"} x""")]
    [InlineData("""{"query":"{ __typename }","variables":"{}"}""")]
    [InlineData("""{"query":"{ __typename }","variables":[1]}""")]
    [InlineData("""{"query":"{ __typename }","operationName":1}""")]
    [InlineData("""{"query":"{ __typename }","extensions":1}""")]
    [InlineData("""{"query":"\ud800"}""")]
    [InlineData("""{"query":"query($id: ID!) { product(id: $id) { name } }","variables":{"id":"\ud800"}}""")]
    [InlineData("""{"query":"query($id: ID!) { product(id: $id) { name } }","variables":{"id":"p1","more":[{"\udc00":1}]}}""")]
    public async Task Post_Should_Be400_When_TheBodyIsNoRequest(string body)
    {
        using var response = await PostAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("\"code\":\"BAD_REQUEST\"", await ReadAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Should_Be400_When_TheBodyIsNotUtf8()
    {
        await AssertIsRefusedAsync([.. "{\"query\":\""u8, 0xFF, 0xFE, .. "\"}"u8]);
        await AssertIsRefusedAsync([.. "{\"query\":\"{ __typename }\",\"variables\":{\"id\":\""u8, 0xFF, 0xFE, .. "\"}}"u8]);

        async Task AssertIsRefusedAsync(byte[] body)
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
            using var response = await Client.PostAsync(new Uri("/graphql", UriKind.Relative), content, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    [InlineData("application/graphql")]
    [InlineData("application/json; charset=iso-8859-1")]
    public async Task Post_Should_Be415_When_TheContentIsNotJson(string contentType)
    {
        using var content = new ByteArrayContent("""{"query":"{ __typename }"}"""u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var response = await Client.PostAsync(new Uri("/graphql", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Post_Should_Be413_When_TheBodyIsTooLarge()
    {
        using var response = await PostAsync($$"""{"query":"{ __typename }{{new string(' ', 10_000)}}"}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Get_Should_Answer_When_ItIsAQuery()
    {
        using var response = await GetAsync("query=query($id:ID!){product(id:$id){name}}&variables={\"id\":\"p2\"}");
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal("""{"data":{"product":{"name":"Chair"}}}""", await ReadAsync(response));
    }

    [Fact]
    public async Task Get_Should_Be405_When_ItIsAMutation()
    {
        using var response = await GetAsync("query=mutation{rename(id:\"p1\",name:\"x\"){name}}");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("POST", Assert.Single(response.Content.Headers.Allow));
        Assert.Equal("""{"data":{"product":{"name":"Lamp"}}}""", await ReadAsync(await GetAsync("query={product(id:\"p1\"){name}}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("query=")]
    [InlineData("query={__typename}&variables={")]
    [InlineData("query={__typename}&variables=[]")]
    [InlineData("query={__typename}&extensions=7")]
    [InlineData("query=query($id:ID!){product(id:$id){name}}&variables={\"id\":\"\\ud800\"}")]
    public async Task Get_Should_Be400_When_AParameterIsMissingOrWrong(string parameters)
    {
        using var response = await GetAsync(parameters);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Get_Should_ShowTheIde_When_ABrowserComesWithoutAQuery()
    {
        using var page = await GetAsync("", "text/html,application/xhtml+xml,*/*;q=0.8");
        Assert.Equal("<html>IDE</html>", await ReadAsync(page));
        using var answer = await GetAsync("query={__typename}", "text/html,*/*;q=0.8");
        Assert.Equal("""{"data":{"__typename":"Query"}}""", await ReadAsync(answer));
    }

    [Fact]
    public async Task Put_Should_Be405()
    {
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await Client.PutAsync(new Uri("/graphql", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("GET, POST", string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Resolver_Should_TakeTheHttpContext_When_ItAsksForIt()
    {
        using var response = await PostAsync("""{"query":"{ path }"}""");
        Assert.Equal("""{"data":{"path":"/graphql"}}""", await ReadAsync(response));
    }

    [Fact]
    public void Start_Should_Stop_When_TheSchemaIsWrong()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddGraphQL(graphql => graphql.AddTypes(typeof(WrongQueries)));
        var app = builder.Build();
        var exception = Assert.Throws<SchemaException>(() => app.MapGraphQL());
        Assert.Contains("GraphQLHttpTests+WrongQueries.Broken", exception.Message, StringComparison.Ordinal);
    }

    private static Task<string> ReadAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private async Task<HttpResponseMessage> PostAsync(string body, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new("application/json") } },
        };
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<HttpResponseMessage> GetAsync(string parameters, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/graphql?{parameters}");
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [QueryType]
    public static class HttpQueries
    {
        public static string Path(HttpContext context) => context.Request.Path;
    }

    [QueryType]
    public static class WrongQueries
    {
        public static string Broken(Stream stream) => stream.ToString()!;
    }
}
