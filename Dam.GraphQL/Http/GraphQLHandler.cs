using System.Globalization;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Http.Subscriptions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dam.GraphQL.Http;

/// <summary>Answers each HTTP request of an endpoint.</summary>
internal sealed partial class GraphQLHandler
{
    private readonly Executor _executor;
    private readonly RequestFactory _requests;
    private readonly SchemaDocument _schema;
    private readonly GraphQLStreams _streams;
    private readonly RequestDelegate _webSockets;
    private readonly GraphQLHttpOptions _options;
    private readonly RequestReader _reader;
    private readonly ResponseStatus _status;

    public GraphQLHandler(
        Executor executor, RequestFactory requests, SchemaDocument schema, GraphQLStreams streams, RequestDelegate webSockets, GraphQLHttpOptions options)
    {
        _executor = executor;
        _requests = requests;
        _schema = schema;
        _streams = streams;
        _webSockets = webSockets;
        _options = options;
        _reader = new RequestReader(options, executor.Schema);
        _status = new ResponseStatus(options.StatusCodes);
    }

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (RequestException refused)
        {
            if (refused is { InnerException: { } cause, Status: >= StatusCodes.Status500InternalServerError })
            {
                LogNotKept(_executor.Logger, _options.Uploads.TemporaryFolder, cause.Message);
            }

            await RefuseAsync(context, refused);
        }
        catch (BadHttpRequestException bad)
        {
            // What the server finds wrong while the body is read: its length, its encoding in chunks, that it comes too slowly. Where the next request begins is unknown then.
            if (!context.Response.HasStarted && HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                context.Response.Headers.Connection = "close";
            }

            await RefuseAsync(context, new RequestException(bad.StatusCode, bad.Message));
        }
        catch (Exception gone) when (gone is OperationCanceledException or ConnectionResetException && context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            context.Abort();
        }
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (GraphQLStreams.IsWebSocket(context.Request))
        {
            return _webSockets(context);
        }

        var method = context.Request.Method;
        if (HttpMethods.IsPost(method))
        {
            return PostAsync(context);
        }

        if (HttpMethods.IsGet(method))
        {
            return GetAsync(context);
        }

        context.Response.Headers.Allow = "GET, POST";
        throw new RequestException(StatusCodes.Status405MethodNotAllowed, $"The method {Excerpt.Of(method, 20)} is not allowed: use POST, or GET for a query.");
    }

    private async Task PostAsync(HttpContext context)
    {
        var mediaType = MediaTypes.Choose(context.Request) ?? throw MediaTypes.NotAcceptable();
        using var posted = await _reader.ReadAsync(context);
        if (posted.Single is { } body)
        {
            await ExecuteAsync(context, body, mediaType, queriesOnly: false);
        }
        else
        {
            await ExecuteBatchAsync(context, posted.Batch!, MediaTypes.OfSingle(mediaType));
        }
    }

    private async Task GetAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (!NamesDocument(query))
        {
            if (query.ContainsKey("sdl"))
            {
                await _schema.AnswerAsync(context);
                return;
            }

            if (_options.IdePage is not null && MediaTypes.AcceptsHtml(context.Request))
            {
                await _options.IdePage(context);
                return;
            }
        }

        var mediaType = MediaTypes.Choose(context.Request) ?? throw MediaTypes.NotAcceptable();
        using var body = RequestBody.FromQuery(query, _options.MaxRequestBytes);
        await ExecuteAsync(context, body, mediaType, queriesOnly: true);
    }

    private static bool NamesDocument(IQueryCollection query) => query.ContainsKey("query") || query.ContainsKey("extensions") || query.ContainsKey("documentId");

    private async Task ExecuteAsync(HttpContext context, RequestBody body, string mediaType, bool queriesOnly)
    {
        var request = _requests.Create(context, body, queriesOnly);
        using var result = MediaTypes.AcceptsEventStream(context.Request)
            ? await _streams.AnswerAsync(context, request, isPreferred: ReferenceEquals(mediaType, MediaTypes.EventStream))
            : await _executor.ExecuteAsync(request, context.RequestAborted);
        if (result is not null)
        {
            await AnswerAsync(context, result, MediaTypes.OfSingle(mediaType));
        }
    }

    private async Task AnswerAsync(HttpContext context, GraphQLResult result, string mediaType)
    {
        var response = context.Response;
        response.StatusCode = _status.Of(result, mediaType);
        if (response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            response.Headers.Allow = HttpMethods.Post;
        }

        if (ResponseStatus.RetryAfter(result, response.StatusCode) is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        await WriteAsync(context, result, _status.MediaTypeOf(response.StatusCode, mediaType));
    }

    /// <summary>What is no GraphQL request is refused with its status whatever is accepted.</summary>
    private async Task RefuseAsync(HttpContext context, RequestException refused)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        using var result = ResultOf(refused);
        context.Response.StatusCode = _status.Of(refused);
        await WriteAsync(context, result, _status.MediaTypeOf(context.Response.StatusCode, MediaTypes.OfSingle(MediaTypes.Choose(context.Request))));
    }

    private static GraphQLResult ResultOf(RequestException refused) => new(data: null, [new GraphQLError(refused.Message) { Code = refused.Code }]);

    private static async Task WriteAsync(HttpContext context, GraphQLResult result, string mediaType)
    {
        var response = context.Response;
        SetHeaders(response, mediaType);
        response.ContentLength = result.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            result.WriteTo(response.BodyWriter);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }

    private static void SetHeaders(HttpResponse response, string mediaType)
    {
        // The answer is this caller's, who may be named by a header that no cache knows.
        if (response.Headers.CacheControl.Count == 0)
        {
            response.Headers.CacheControl = "no-store";
        }

        response.ContentType = mediaType;
    }

    [LoggerMessage(3, LogLevel.Error, "Files of requests cannot be kept in \"{Folder}\", which TMPDIR names: {Reason}")]
    private static partial void LogNotKept(ILogger logger, string folder, string reason);
}
