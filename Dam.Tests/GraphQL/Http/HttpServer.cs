using System.Net;
using System.Net.Sockets;
using System.Text;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Http;
using Dam.GraphQL.Sample;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Dam.Tests.GraphQL.Http;

/// <summary>The sample's schema on a real port of the loopback, with options of the test's own.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpServer(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public static async Task<HttpServer> StartAsync(Action<GraphQLHttpOptions>? http = null, Action<GraphQLBuilder>? graphql = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddGraphQL(api =>
        {
            SampleHost.Configure(api);
            graphql?.Invoke(api);
        });
        var app = builder.Build();
        app.MapGraphQL(configure: http);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new HttpServer(app);
    }

    /// <summary>Sends JSON, or what the content is.</summary>
    public async Task<Answer> PostAsync(HttpContent content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = content };
        return await SendAsync(request, headers);
    }

    public Task<Answer> PostAsync(string json, params (string Name, string Value)[] headers)
        => PostAsync(new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new("application/json") } }, headers);

    public async Task<Answer> GetAsync(string pathAndQuery, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, pathAndQuery);
        return await SendAsync(request, headers);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request, params (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.ToString(),
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>A connection of its own, over which the test says each byte.</summary>
    public async Task<RawConnection> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
        return new RawConnection(client);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

internal sealed record Answer(int Status, string? MediaType, string Text, IReadOnlyDictionary<string, string> Headers);

internal sealed class RawConnection(TcpClient client) : IDisposable
{
    public ValueTask SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public ValueTask SendAsync(byte[] bytes) => client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>The response as text: up to the end that its length or its last chunk says, or the connection's.</summary>
    public async Task<string> ReadResponseAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsWhole(text.ToString()))
        {
            var read = await client.GetStream().ReadAsync(buffer, limit.Token);
            if (read == 0)
            {
                break;
            }

            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    public void Dispose() => client.Dispose();

    private static bool IsWhole(string response)
    {
        const string Length = "Content-Length: ";
        var end = response.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var at = response.IndexOf(Length, 0, end, StringComparison.Ordinal);
        return at < 0
            ? response.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            : response.Length - end - 4 >= int.Parse(response[(at + Length.Length)..response.IndexOf("\r\n", at, StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
    }
}
