using System.Buffers;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.GraphQL.Http.Subscriptions;

/// <summary>Operations from the client's <c>subscribe</c> to either side's <c>complete</c>.</summary>
internal sealed partial class WebSocketConnection
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(1);

    private enum Admission
    {
        Admitted,
        Ignored,
        IdTaken,
        TooMany,
    }

    private async ValueTask SubscribeAsync(ClientMessage message)
    {
        if (_state != State.Acknowledged)
        {
            await CloseAsync(CloseCode.Unauthorized, "Unauthorized");
            return;
        }

        var operation = new WebSocketOperation(message.Id);
        var admission = Admit(operation);
        if (admission == Admission.TooMany)
        {
            await OneEndsAsync();
            admission = Admit(operation);
        }

        switch (admission)
        {
            case Admission.Admitted:
                Begin(operation, message.Payload);
                break;
            case Admission.IdTaken:
                await CloseAsync(CloseCode.SubscriberAlreadyExists, $"Subscriber for {operation.Id} already exists");
                break;
            case Admission.TooMany:
                using (var refusal = Executor.Refuse($"More than {Options.MaxOperations} operations at a time.", ErrorCodes.TooManyOperations))
                {
                    await SendErrorAsync(operation, refusal);
                }

                break;
        }
    }

    private Admission Admit(WebSocketOperation operation)
    {
        lock (_gate)
        {
            if (_isDraining || _state == State.Closing)
            {
                // The client is told to come again, and does so with what has no answer yet.
                return Admission.Ignored;
            }

            if (_operations.ContainsKey(operation.Id))
            {
                return Admission.IdTaken;
            }

            if (_running.Count >= Options.MaxOperations)
            {
                return Admission.TooMany;
            }

            _operations.Add(operation.Id, operation);
            _running.Add(operation);
            return Admission.Admitted;
        }
    }

    /// <summary>Waits a moment for one of those to end that are over to the client, which cannot know that something of them still runs.</summary>
    private async ValueTask OneEndsAsync()
    {
        Task[] ending;
        lock (_gate)
        {
            ending = [.. _running.Where(operation => _operations.GetValueOrDefault(operation.Id) != operation).Select(operation => operation.Running)];
        }

        if (ending.Length > 0)
        {
            await Task.WhenAny([.. ending, Task.Delay(EndTimeout, settings.Time, _over.Token)]);
        }
    }

    private void Begin(WebSocketOperation operation, ReadOnlyMemory<byte> payload)
    {
        RequestBody body;
        try
        {
            body = RequestBody.Parse(new ReadOnlySequence<byte>(payload), maxBatch: 0).Single!;
        }
        catch (RequestException)
        {
            End(operation);
            throw;
        }

        // Services of its own, which end with it: a connection may live for days.
        var scope = context.RequestServices.CreateAsyncScope();
        var request = settings.Requests.Create(context, body, queriesOnly: false, scope.ServiceProvider);
        operation.Running = RunAsync(operation, request, body, scope);
    }

    private async Task RunAsync(WebSocketOperation operation, GraphQLRequest request, RequestBody body, AsyncServiceScope scope)
    {
        // The loop that reads messages goes on.
        await Task.Yield();
        try
        {
            await using (scope)
            using (body)
            {
                await RespondAsync(operation, request);
            }
        }
        catch (Exception exception)
        {
            await FailConnectionAsync(exception);
        }
        finally
        {
            End(operation);
        }
    }

    private async Task RespondAsync(WebSocketOperation operation, GraphQLRequest request)
    {
        var opened = await settings.Executor.OpenAsync(request, operation.Cancellation);
        if (opened.Refusal is { } refusal)
        {
            using (refusal)
            {
                await FailAsync(operation, refusal);
            }

            return;
        }

        lock (_gate)
        {
            operation.IsStream = !opened.IsSingle;
            if (operation.IsStream && _isDraining)
            {
                return;
            }
        }

        await foreach (var response in opened.Responses!.WithCancellation(operation.Cancellation))
        {
            using (response)
            {
                if (response.IsLast || (opened.IsSingle && response.IsRequestError))
                {
                    await FailAsync(operation, response);
                    return;
                }

                await SendNextAsync(operation, response);
            }
        }

        // Removed first: the client may use the id again as soon as it reads that the operation is complete.
        if (TryRemove(operation))
        {
            await SendCompleteAsync(operation);
        }
    }

    /// <summary>An error is the last that a client hears of an operation.</summary>
    private async ValueTask FailAsync(WebSocketOperation operation, GraphQLResult result)
    {
        if (TryRemove(operation))
        {
            await SendErrorAsync(operation, result);
        }
    }

    /// <summary>The client has heard enough; it may also have been told meanwhile that there is no more.</summary>
    private async ValueTask CompleteAsync(string id)
    {
        WebSocketOperation? operation;
        lock (_gate)
        {
            _operations.TryGetValue(id, out operation);
        }

        if (operation is not null && TryRemove(operation))
        {
            await operation.CancelAsync();
        }
    }

    /// <summary>False when it was removed before: its id may belong to another one by now.</summary>
    private bool TryRemove(WebSocketOperation operation)
    {
        lock (_gate)
        {
            if (!_operations.TryGetValue(operation.Id, out var current) || current != operation)
            {
                return false;
            }

            _operations.Remove(operation.Id);
            if (_operations.Count == 0 && _state == State.Acknowledged)
            {
                SetTimer(Options.IdleTimeout);
            }

            return true;
        }
    }

    private void End(WebSocketOperation operation)
    {
        lock (_gate)
        {
            TryRemove(operation);
            _running.Remove(operation);
        }
    }
}
