using System.Globalization;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Http.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.GraphQL.Http;

/// <summary>How an endpoint behaves.</summary>
public sealed class GraphQLHttpOptions
{
    /// <summary>Largest body of a request in bytes.</summary>
    public int MaxRequestBytes { get; set; } = 1024 * 1024;

    /// <summary>Answers a browser's GET without a query, for instance with an IDE; without it that is a bad request.</summary>
    public RequestDelegate? IdePage { get; set; }

    /// <summary>Event streams and WebSockets.</summary>
    public StreamOptions Streams { get; } = new();
}

/// <summary>GraphQL over HTTP: POST with JSON, GET with parameters.</summary>
public static class GraphQLEndpoint
{
    /// <summary>Serves the API at a path. Its schema is made now, so that an error in it stops the start.</summary>
    public static IEndpointConventionBuilder MapGraphQL(this IEndpointRouteBuilder endpoints, string path = "/graphql", Action<GraphQLHttpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var options = new GraphQLHttpOptions();
        configure?.Invoke(options);
        var services = endpoints.ServiceProvider;
        var executor = services.GetRequiredService<Executor>();
        var requests = new RequestFactory(services.GetRequiredService<GraphQLBuilder>());
        var streams = GraphQLStreams.Create(services, executor, requests, options);
        var webSockets = endpoints.CreateApplicationBuilder().UseWebSockets();
        webSockets.Run(streams.AcceptAsync);
        var handler = new GraphQLHandler(executor, requests, options, streams, webSockets.Build());
        return endpoints.Map(path, handler.HandleAsync);
    }
}

internal sealed class GraphQLHandler(Executor executor, RequestFactory requests, GraphQLHttpOptions options, GraphQLStreams streams, RequestDelegate webSockets)
{
    public Task HandleAsync(HttpContext context)
    {
        if (GraphQLStreams.IsWebSocket(context.Request))
        {
            return WebSocketAsync(context);
        }

        if (HttpMethods.IsPost(context.Request.Method))
        {
            return PostAsync(context);
        }

        if (HttpMethods.IsGet(context.Request.Method))
        {
            return GetAsync(context);
        }

        context.Response.Headers.Allow = "GET, POST";
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        return Task.CompletedTask;
    }

    private async Task WebSocketAsync(HttpContext context)
    {
        try
        {
            await webSockets(context);
        }
        catch (RequestException exception)
        {
            await RefuseAsync(context, exception.Status, exception.Message);
        }
    }

    private async Task PostAsync(HttpContext context)
    {
        // A content type that a form cannot send makes a browser ask first: no forged requests from other sites.
        if (!MediaTypes.IsJson(context.Request.ContentType))
        {
            context.Response.Headers["Accept-Post"] = "application/json; charset=utf-8";
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "The content type of a POST request must be application/json in UTF-8.");
            return;
        }

        RequestBody? body = null;
        try
        {
            body = await RequestBody.ReadAsync(context.Request.BodyReader, options.MaxRequestBytes, context.RequestAborted);
        }
        catch (RequestException exception)
        {
            await RefuseAsync(context, exception.Status, exception.Message);
            return;
        }

        using (body)
        {
            await ExecuteAsync(context, body, queriesOnly: false);
        }
    }

    private async Task GetAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (!query.ContainsKey("query") && !query.ContainsKey("extensions") && !query.ContainsKey("documentId") && options.IdePage is not null && MediaTypes.AcceptsHtml(context.Request))
        {
            await options.IdePage(context);
            return;
        }

        RequestBody body;
        try
        {
            body = RequestBody.FromQuery(query, options.MaxRequestBytes);
        }
        catch (RequestException exception)
        {
            await RefuseAsync(context, exception.Status, exception.Message);
            return;
        }

        using (body)
        {
            await ExecuteAsync(context, body, queriesOnly: true);
        }
    }

    private async Task ExecuteAsync(HttpContext context, RequestBody body, bool queriesOnly)
    {
        var mediaType = MediaTypes.Choose(context.Request);
        if (mediaType is null)
        {
            context.Response.StatusCode = StatusCodes.Status406NotAcceptable;
            return;
        }

        var request = requests.Create(context, body, queriesOnly);
        GraphQLResult? result;
        try
        {
            result = MediaTypes.AcceptsEventStream(context.Request)
                ? await streams.AnswerAsync(context, request, isPreferred: ReferenceEquals(mediaType, MediaTypes.EventStream))
                : await executor.ExecuteAsync(request, context.RequestAborted);
        }
        catch (RequestException exception)
        {
            await RefuseAsync(context, exception.Status, exception.Message);
            return;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            context.Abort();
            return;
        }

        if (result is not null)
        {
            using (result)
            {
                await WriteAsync(context, result, ReferenceEquals(mediaType, MediaTypes.EventStream) ? MediaTypes.Json : mediaType);
            }
        }
    }

    private static async Task WriteAsync(HttpContext context, GraphQLResult result, string mediaType)
    {
        var response = context.Response;
        if (result.IsMethodNotAllowed)
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "POST";
        }
        else
        {
            response.StatusCode = result.IsRequestError && (ReferenceEquals(mediaType, MediaTypes.GraphQLResponse) || IsMalformed(result))
                ? StatusOf(result)
                : StatusCodes.Status200OK;
        }

        if (result.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        // The answer is this caller's, who may be named by a header that no cache knows.
        response.Headers.CacheControl = "no-store";
        response.ContentType = mediaType;
        response.ContentLength = result.Length;
        result.WriteTo(response.BodyWriter);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>What is no request by any protocol is refused with its status whatever is accepted.</summary>
    private static bool IsMalformed(GraphQLResult result) => string.Equals(result.Errors[0].Code, ErrorCodes.BadRequest, StringComparison.Ordinal);

    private static int StatusOf(GraphQLResult result) => result.Errors[0].Code switch
    {
        ErrorCodes.Timeout => StatusCodes.Status503ServiceUnavailable,
        ErrorCodes.Throttled => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>What is no GraphQL request is refused with its status whatever is accepted.</summary>
    private static async Task RefuseAsync(HttpContext context, int status, string message)
    {
        using var result = new GraphQLResult(data: null, [new GraphQLError(message) { Code = ErrorCodes.BadRequest }]);
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaTypes.Choose(context.Request) is { } mediaType && !ReferenceEquals(mediaType, MediaTypes.EventStream) ? mediaType : MediaTypes.Json;
        context.Response.ContentLength = result.Length;
        result.WriteTo(context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
