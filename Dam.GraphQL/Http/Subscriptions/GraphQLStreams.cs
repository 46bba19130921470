using Dam.GraphQL.Execution;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dam.GraphQL.Http.Subscriptions;

/// <summary>The long-lived connections of an endpoint.</summary>
/// <param name="executor">Runs operations.</param>
/// <param name="requests">Makes the engine's requests.</param>
/// <param name="options">The endpoint's options.</param>
/// <param name="time">For time-outs and keep-alive.</param>
/// <param name="logger">Gets what went wrong inside.</param>
/// <param name="stopping">Cancelled when the service stops: what lives long must end, or the service would wait for it.</param>
internal sealed class GraphQLStreams(
    Executor executor, RequestFactory requests, GraphQLHttpOptions options, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    private const string Subprotocol = "graphql-transport-ws";

    private readonly ConnectionCount _connections = new(options.Streams.MaxConnections);
    private readonly WebSocketSettings _webSockets = new(executor, requests, options.Streams, options.MaxRequestBytes, options.BodyTimeout, time, logger);

    public static GraphQLStreams Create(IServiceProvider services, Executor executor, RequestFactory requests, GraphQLHttpOptions options) => new(
        executor,
        requests,
        options,
        services.GetService<TimeProvider>() ?? TimeProvider.System,
        services.GetRequiredService<ILogger<GraphQLStreams>>(),
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);

    public static bool IsWebSocket(HttpRequest request)
        => HttpMethods.IsConnect(request.Method) || string.Equals(request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Answers with an event stream. When an ordinary response is right that is given back instead: the method is wrong for the operation, or the client takes an event stream
    /// but likes something else better, and there is only one response.
    /// </summary>
    public async Task<GraphQLResult?> AnswerAsync(HttpContext context, GraphQLRequest request, bool isPreferred)
    {
        if (context.Request.Headers.ContainsKey(EventStream.TokenHeader))
        {
            throw new RequestException(StatusCodes.Status400BadRequest, "Event streams have one connection for each operation: the single connection mode of graphql-sse is not supported.");
        }

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        try
        {
            var operation = await executor.OpenAsync(request, cancel.Token);
            if (operation.Refusal is { } refusal && (refusal.IsMethodNotAllowed || !isPreferred))
            {
                return refusal;
            }

            if (operation.IsSingle && !isPreferred)
            {
                return await operation.Responses!.SingleAsync(cancel.Token);
            }

            var events = new EventStream(context, options.Streams, time);
            await (operation.Responses is null || operation.IsSingle ? events.WriteAsync(operation, cancel) : StreamAsync(context, events, operation, cancel));
        }
        catch (OperationCanceledException) when (context.Response.HasStarted)
        {
            // The client has gone, or reads too slowly; or the service stops: then the response ends as it is, and the client asks again, somewhere else.
        }
        finally
        {
            // A source that was opened and never read, for want of a place or since the client was gone by then, ends by this alone.
            await cancel.CancelAsync();
        }

        return null;
    }

    /// <summary>What lives long needs a place, and ends when the service stops; a query that a client would take as events does neither.</summary>
    private async Task StreamAsync(HttpContext context, EventStream events, GraphQLSubscription operation, CancellationTokenSource cancel)
    {
        Enter(context);
        try
        {
            await using var stop = stopping.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), cancel);
            await events.WriteAsync(operation, cancel);
        }
        finally
        {
            _connections.Leave();
        }
    }

    /// <summary>Opens a WebSocket and serves it until it is closed.</summary>
    public async Task AcceptAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.SecWebSocketVersion = "13";
            throw new RequestException(StatusCodes.Status400BadRequest, "The WebSocket handshake is not valid.");
        }

        if (!IsAllowed(context.Request))
        {
            throw new RequestException(StatusCodes.Status403Forbidden, "Pages of this origin may not open a WebSocket here.");
        }

        Enter(context);
        try
        {
            var offered = context.WebSockets.WebSocketRequestedProtocols;
            var isSpoken = offered.Contains(Subprotocol, StringComparer.Ordinal);
            var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                // A client that is not given a subprotocol of its own fails without reading the close code that tells it why.
                SubProtocol = isSpoken ? Subprotocol : offered.FirstOrDefault(),
                KeepAliveInterval = options.Streams.KeepAlive,
                KeepAliveTimeout = options.Streams.PeerTimeout,
            });
            using var connection = new WebSocketConnection(socket, context, _webSockets);
            await connection.RunAsync(isSpoken, stopping);
        }
        finally
        {
            _connections.Leave();
        }
    }

    private void Enter(HttpContext context)
    {
        if (stopping.IsCancellationRequested || !_connections.TryEnter())
        {
            context.Response.Headers.RetryAfter = "5";
            throw new RequestException(StatusCodes.Status503ServiceUnavailable, "There are too many open connections.");
        }
    }

    private bool IsAllowed(HttpRequest request)
    {
        var allowed = options.Streams.AllowedOrigins;
        return request.Headers.Origin switch
        {
            [] => true,
            [{ } origin] => allowed.Contains("*") || allowed.Contains(origin) || IsSameHost(origin, request.Host),
            _ => false,
        };
    }

    /// <summary>The scheme does not count: a proxy in front may be the one that speaks TLS.</summary>
    private static bool IsSameHost(string origin, HostString host)
        => Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && string.Equals(uri.Host, host.Host, StringComparison.OrdinalIgnoreCase)
            && uri.Port == (host.Port ?? (uri.IsDefaultPort ? uri.Port : -1));
}
