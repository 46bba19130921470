using System.Buffers;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dam.GraphQL.Http.Subscriptions;

/// <summary>
/// One operation's responses as server-sent events: the graphql-sse protocol with distinct connections. The next event is taken when the one before has been
/// handed to the connection, which holds a bounded amount.
/// </summary>
internal sealed class EventStream(HttpContext context, StreamOptions options, TimeProvider time)
{
    public const string TokenHeader = "X-GraphQL-Event-Stream-Token";

    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);

    /// <summary>
    /// Writes all responses, and signs of life while there are none. When it is cancelled the response ends without <c>complete</c>, so that a client comes again.
    /// </summary>
    /// <param name="operation">What to answer.</param>
    /// <param name="cancel">Stops the operation; cancelled here when nothing can be written any more.</param>
    public async Task WriteAsync(GraphQLSubscription operation, CancellationTokenSource cancel)
    {
        Begin();
        if (operation.Refusal is { } refusal)
        {
            using (refusal)
            {
                await WriteNextAsync(refusal);
            }
        }
        else
        {
            if (!operation.IsSingle)
            {
                // Some browsers consider the stream open only when something has come.
                await WriteCommentAsync();
            }

            await WriteResponsesAsync(operation.Responses!, cancel);
        }

        context.Response.BodyWriter.Write("event: complete\ndata:\n\n"u8);
        await FlushAsync();
    }

    private void Begin()
    {
        var response = context.Response;
        response.ContentType = MediaTypes.EventStream;
        response.Headers.CacheControl = "no-store";

        // Proxies that gather responses would gather for ever.
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private async Task WriteResponsesAsync(IAsyncEnumerable<GraphQLResult> source, CancellationTokenSource cancel)
    {
        await using var responses = source.GetAsyncEnumerator(cancel.Token);
        using var timer = new PeriodicTimer(options.KeepAlive, time);
        var tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        while (true)
        {
            var next = responses.MoveNextAsync().AsTask();
            try
            {
                while (!next.IsCompleted && await Task.WhenAny(next, tick) == tick)
                {
                    await WriteCommentAsync();
                    tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
                }
            }
            catch
            {
                // The source must have stopped before it can be disposed.
                await cancel.CancelAsync();
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }

            if (!await next)
            {
                return;
            }

            using var response = responses.Current;
            await WriteNextAsync(response);
        }
    }

    private ValueTask WriteCommentAsync()
    {
        context.Response.BodyWriter.Write(":\n\n"u8);
        return FlushAsync();
    }

    private async ValueTask WriteNextAsync(GraphQLResult result)
    {
        using var json = new JsonBuffer(result.Length + 32);
        json.WriteRaw("event: next\ndata: "u8);
        var start = json.Length;
        result.WriteTo(json);
        JoinLines(json.Editable[start..]);
        json.WriteRaw("\n\n"u8);
        context.Response.BodyWriter.Write(json.Written);
        await FlushAsync();
    }

    /// <summary>A line break ends an event's line. In JSON it can only stand between tokens (a scalar may write what it was given), where a blank does as well.</summary>
    private static void JoinLines(Span<byte> json)
    {
        for (var at = json.IndexOfAny(LineBreaks); at >= 0; at = json.IndexOfAny(LineBreaks))
        {
            json[at] = (byte)' ';
            json = json[(at + 1)..];
        }
    }

    private async ValueTask FlushAsync()
    {
        var flush = context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        if (flush.IsCompleted)
        {
            await flush;
            return;
        }

        try
        {
            await flush.AsTask().WaitAsync(options.WriteTimeout, time);
        }
        catch (TimeoutException exception)
        {
            context.Abort();
            throw new OperationCanceledException("The client reads too slowly.", exception);
        }
    }
}
