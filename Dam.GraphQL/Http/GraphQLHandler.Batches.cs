using System.Buffers;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Protection;
using Microsoft.AspNetCore.Http;

namespace Dam.GraphQL.Http;

/// <summary>Request batching: an array of requests, an array of their responses.</summary>
internal sealed partial class GraphQLHandler
{
    /// <summary>
    /// One after the other, so that a query sees what a mutation before it did, and that a batch takes no more at a time than one request. Each response is sent when it is there.
    /// </summary>
    private async Task ExecuteBatchAsync(HttpContext context, IReadOnlyList<RequestBody> batch, string mediaType)
    {
        // All together have the time of one.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(_executor.Options.Timeout);
        var account = new BatchAccount();
        SetHeaders(context.Response, mediaType);
        var output = context.Response.BodyWriter;
        for (var i = 0; i < batch.Count; i++)
        {
            output.Write(i == 0 ? "["u8 : ","u8);
            using var result = await ExecuteItemAsync(context, batch[i], account, deadline);
            result.WriteTo(output);
            await output.FlushAsync(context.RequestAborted);
        }

        output.Write("]"u8);
        await output.FlushAsync(context.RequestAborted);
    }

    private async ValueTask<GraphQLResult> ExecuteItemAsync(HttpContext context, RequestBody body, BatchAccount account, CancellationTokenSource deadline)
    {
        if (body.Problem is { } problem)
        {
            return ResultOf(problem);
        }

        try
        {
            deadline.Token.ThrowIfCancellationRequested();
            return await _executor.ExecuteAsync(_requests.Create(context, body, queriesOnly: false, batch: account), deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            var message = $"The batch took longer than {_executor.Options.Timeout.TotalSeconds:0.###} seconds.";
            return new GraphQLResult(data: null, [new GraphQLError(message) { Code = ErrorCodes.Timeout }]);
        }
    }
}
