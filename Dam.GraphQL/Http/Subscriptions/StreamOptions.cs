using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dam.GraphQL.Http.Subscriptions;

/// <summary>How long-lived connections of an endpoint behave: event streams (graphql-sse) and WebSockets (graphql-transport-ws). Both are bounded, and so is each.</summary>
public sealed class StreamOptions
{
    /// <summary>Event streams of subscriptions and WebSockets that are open at the same time; further ones are answered with 503.</summary>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>How often a quiet connection gets a sign of life: a comment on an event stream, a ping frame on a WebSocket.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>How long a WebSocket's peer may leave a ping frame unanswered before it counts as dead.</summary>
    public TimeSpan PeerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a response may wait for a slow reader before the connection is cut.</summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a WebSocket may stay open without being acknowledged: the client's initialisation and the answer to it.</summary>
    public TimeSpan InitTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an acknowledged WebSocket may stay open without an operation.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long queries and mutations that run when the service stops may still take.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Operations of a WebSocket that run at the same time; further ones get an error with code <c>TOO_MANY_OPERATIONS</c>.</summary>
    public int MaxOperations { get; set; } = 100;

    /// <summary>
    /// Sites (<c>https://shop.example</c>) whose pages may open a WebSocket, beside this service's own host; <c>*</c> for all. Browsers let any page open one to anywhere, with the
    /// visitor's cookies and from the visitor's network. Clients that are no browsers send no origin and are not asked.
    /// </summary>
    public ISet<string> AllowedOrigins { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Asked when a client initialises a WebSocket: false closes it (4403). Who is calling may be set by <see cref="HttpContext.User"/>, from what the client sent for instance.
    /// </summary>
    public Func<ConnectionInit, ValueTask<bool>>? OnConnect { get; set; }
}

/// <summary>A WebSocket that asks to be let in.</summary>
public sealed class ConnectionInit
{
    internal ConnectionInit(HttpContext context, JsonElement payload, CancellationToken cancellation)
    {
        Context = context;
        Payload = payload;
        Cancellation = cancellation;
    }

    /// <summary>The handshake's context, which all operations of the connection share.</summary>
    public HttpContext Context { get; }

    /// <summary>What the client sent: an object, or undefined.</summary>
    public JsonElement Payload { get; }

    /// <summary>Cancelled when the client has gone.</summary>
    public CancellationToken Cancellation { get; }
}
