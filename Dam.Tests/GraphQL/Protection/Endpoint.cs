using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dam.Tests.GraphQL.Protection;

/// <summary>An API behind HTTP, as a client sees it.</summary>
internal sealed class Endpoint : IAsyncDisposable
{
    public const string GraphQLResponse = "application/graphql-response+json";

    private readonly WebApplication _app;

    private Endpoint(WebApplication app)
    {
        _app = app;
        Client = app.GetTestClient();
    }

    public HttpClient Client { get; }

    public static async Task<Endpoint> StartAsync(Action<GraphQLBuilder> configure, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddGraphQL(configure);
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        var app = builder.Build();
        app.MapGraphQL();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Endpoint(app);
    }

    public Task<Answer> PostAsync(object body, params (string Name, string Value)[] headers)
        => SendAsync(new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(body) }, headers);

    public Task<Answer> GetAsync(string parameters, params (string Name, string Value)[] headers)
        => SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/graphql?{parameters}"), headers);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        using (request)
        {
            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal(response.Content.Headers.ContentLength, Encoding.UTF8.GetByteCount(text));
            return new Answer((int)response.StatusCode, JsonDocument.Parse(text).RootElement, response.Headers.RetryAfter?.Delta, response.Headers.CacheControl?.NoStore ?? false);
        }
    }
}

/// <summary>What came back.</summary>
internal sealed record Answer(int Status, JsonElement Body, TimeSpan? RetryAfter, bool IsNoStore)
{
    public string Text => Body.GetRawText();

    /// <summary>Of the first error; null when there is none.</summary>
    public string? Code => Body.TryGetProperty("errors", out var errors) ? errors[0].GetProperty("extensions").GetProperty("code").GetString() : null;

    public string? Message => Body.TryGetProperty("errors", out var errors) ? errors[0].GetProperty("message").GetString() : null;

    public JsonElement Cost => Body.GetProperty("extensions").GetProperty("cost");
}
