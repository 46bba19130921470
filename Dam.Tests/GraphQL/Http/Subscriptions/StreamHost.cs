using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Http;
using Dam.GraphQL.Http.Subscriptions;
using Dam.GraphQL.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dam.Tests.GraphQL.Http.Subscriptions;

/// <summary>A real server on the loopback with subscriptions of every temper.</summary>
public sealed class StreamHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StreamHost(WebApplication app, Probe probe)
    {
        _app = app;
        Probe = probe;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(30) };
    }

    public Probe Probe { get; }

    public HttpClient Client { get; }

    /// <summary>Topics that somebody listens to.</summary>
    public int TopicCount => ((InMemoryTopics)_app.Services.GetRequiredService<ITopics>()).Count;

    public Uri WebSocketUri => new($"ws://{Client.BaseAddress!.Authority}/graphql");

    public static async Task<StreamHost> StartAsync(Action<StreamOptions>? configure = null, int maxRequestBytes = 64 * 1024, TimeSpan? bodyTimeout = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var probe = new Probe();
        builder.Services.AddSingleton(probe);
        builder.Services.AddScoped<Scoped>();
        builder.Services.AddGraphQL(graphql => graphql
            .AddTypes(typeof(Queries), typeof(Mutations), typeof(Subscriptions))
            .AddRequestState(context => new Caller(context.User.Identity?.Name ?? "nobody")));
        var app = builder.Build();
        app.MapGraphQL("/graphql", http =>
        {
            http.MaxRequestBytes = maxRequestBytes;
            http.BodyTimeout = bodyTimeout ?? http.BodyTimeout;
            configure?.Invoke(http.Streams);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new StreamHost(app, probe);
    }

    public async Task<Peer> ConnectAsync(bool isInitialized = true, string subprotocol = "graphql-transport-ws", string? origin = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(subprotocol);
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        await socket.ConnectAsync(WebSocketUri, TestContext.Current.CancellationToken);
        var peer = new Peer(socket);
        if (isInitialized)
        {
            await peer.SendAsync("""{"type":"connection_init"}""");
            Assert.Equal("""{"type":"connection_ack"}""", await peer.ReceiveAsync());
        }

        return peer;
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    public sealed record Caller(string Name);

    [QueryType]
    public static class Queries
    {
        public static string Ok => "ok";

        public static string WhoAmI(Caller caller) => caller.Name;

        public static async Task<string> SlowAsync(Probe probe, CancellationToken cancellationToken)
        {
            probe.Started.Release();
            await probe.Gate.WaitAsync(cancellationToken);
            return "done";
        }

        public static string? Broken() => throw new GraphQLException("Broken.");
    }

    [MutationType]
    public static class Mutations
    {
        public static async Task<int> PublishAsync(int value, ITopics topics)
        {
            await topics.PublishAsync("values", value);
            return value;
        }
    }

    [SubscriptionType]
    public static class Subscriptions
    {
        public static async IAsyncEnumerable<int> Count(int to)
        {
            for (var i = 1; i <= to; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }

        public static async Task<IAsyncEnumerable<int>> ValuesAsync(ITopics topics, Probe probe, CancellationToken cancellationToken)
        {
            var values = await topics.SubscribeAsync<int>("values", cancellationToken);
            probe.Started.Release();
            return values;
        }

        /// <summary>Never gives anything, and says when it was ended.</summary>
        public static async IAsyncEnumerable<int> Silent(Probe probe, Scoped scoped, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                probe.Started.Release();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                yield return scoped.IsDisposed ? 0 : 1;
            }
            finally
            {
                probe.Ended.Release();
            }
        }

        /// <summary>Gives text without end, as fast as it is taken.</summary>
        public static async IAsyncEnumerable<string> Flood(int size, Probe probe, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var text = new string('x', size);
            try
            {
                while (!cancellationToken.IsCancellationRequested)
                {
                    probe.Take();
                    yield return text;
                    await Task.Yield();
                }
            }
            finally
            {
                probe.Ended.Release();
            }
        }

        public static async IAsyncEnumerable<int> Breaks()
        {
            yield return 1;
            await Task.Yield();
            throw new GraphQLException("The wire was cut.", "CUT");
        }

        public static IAsyncEnumerable<int> Refuses() => throw new GraphQLException("Not today.", "CLOSED");

        public static async IAsyncEnumerable<JsonElement> Json(JsonElement value)
        {
            await Task.Yield();
            yield return value;
        }
    }
}

/// <summary>What a test sees of the server's inside.</summary>
public sealed class Probe
{
    private int _taken;
    private int _scopesDisposed;

    public int Taken => Volatile.Read(ref _taken);

    public int ScopesDisposed => Volatile.Read(ref _scopesDisposed);

    public SemaphoreSlim Started { get; } = new(0);

    public SemaphoreSlim Ended { get; } = new(0);

    public SemaphoreSlim Gate { get; } = new(0);

    public void Take() => Interlocked.Increment(ref _taken);

    public void DisposeScope() => Interlocked.Increment(ref _scopesDisposed);

    public static async Task SignalledAsync(SemaphoreSlim signal)
        => Assert.True(await signal.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken), "It was not signalled in time.");
}

public sealed class Scoped(Probe probe) : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose()
    {
        IsDisposed = true;
        probe.DisposeScope();
    }
}
