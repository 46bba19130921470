using System.Net.WebSockets;
using System.Text;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Json;

namespace Dam.GraphQL.Http.Subscriptions;

/// <summary>What the client is told. Whoever writes has the turn; those who wait for it keep their order.</summary>
internal sealed partial class WebSocketConnection
{
    /// <summary>In bytes; RFC 6455, section 5.5, leaves 125 for a control frame, and the code takes two.</summary>
    private const int LongestReason = 123;

    private ITimer? _writeLimit;

    private async ValueTask SendNextAsync(WebSocketOperation operation, GraphQLResult result)
    {
        using var message = Begin(operation.Id, "next"u8, result.Length);
        message.WriteRaw(",\"payload\":"u8);
        result.WriteTo(message);
        message.WriteByte((byte)'}');
        await SendAsync(message.WrittenMemory, operation);
    }

    private async ValueTask SendErrorAsync(WebSocketOperation operation, GraphQLResult result)
    {
        using var message = Begin(operation.Id, "error"u8, result.Length);
        message.WriteRaw(",\"payload\":"u8);
        message.WriteRaw(result.ErrorsJson);
        message.WriteByte((byte)'}');
        await SendAsync(message.WrittenMemory, operation);
    }

    private async ValueTask SendCompleteAsync(WebSocketOperation operation)
    {
        using var message = Begin(operation.Id, "complete"u8, 0);
        message.WriteByte((byte)'}');
        await SendAsync(message.WrittenMemory, operation);
    }

    private async ValueTask SendPongAsync(ReadOnlyMemory<byte> payload)
    {
        using var message = new JsonBuffer(payload.Length + 32);
        message.WriteRaw("{\"type\":\"pong\""u8);
        if (!payload.IsEmpty)
        {
            message.WriteRaw(",\"payload\":"u8);
            message.WriteRaw(payload.Span);
        }

        message.WriteByte((byte)'}');
        await SendAsync(message.WrittenMemory);
    }

    private static JsonBuffer Begin(string id, ReadOnlySpan<byte> type, int payload)
    {
        var message = new JsonBuffer(payload + (3 * id.Length) + 64);
        message.WriteRaw("{\"id\":"u8);
        message.WriteString(id);
        message.WriteRaw(",\"type\":\""u8);
        message.WriteRaw(type);
        message.WriteByte((byte)'"');
        return message;
    }

    /// <param name="message">UTF-8.</param>
    /// <param name="about">Nothing is sent about an operation that is over.</param>
    private async ValueTask SendAsync(ReadOnlyMemory<byte> message, WebSocketOperation? about = null)
    {
        await _turn.WaitAsync(_over.Token);
        try
        {
            if (_state == State.Closing || about is { IsOver: true })
            {
                return;
            }

            var sending = socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            if (sending.IsCompleted)
            {
                await sending;
                return;
            }

            (_writeLimit ??= Cutter()).Change(Options.WriteTimeout, Timeout.InfiniteTimeSpan);
            await sending;
            _writeLimit.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Says that and why the connection is over, and ends all operations. The client answers with the same, which ends <see cref="RunAsync(bool, CancellationToken)"/>; when it does not,
    /// the connection is cut.
    /// </summary>
    private async Task CloseAsync(CloseCode code, string reason)
    {
        lock (_gate)
        {
            if (_state == State.Closing)
            {
                return;
            }

            _state = State.Closing;
            SetTimer(CloseTimeout);
        }

        try
        {
            await CancelOperationsAsync();
            await _turn.WaitAsync(_over.Token);
            try
            {
                await socket.CloseOutputAsync((WebSocketCloseStatus)code, Shorten(reason), CancellationToken.None);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (Exception exception) when (IsGone(exception))
        {
            // Nobody is there any more.
        }
    }

    private static string Shorten(string reason)
    {
        while (Encoding.UTF8.GetByteCount(reason) > LongestReason)
        {
            reason = reason[..^(char.IsLowSurrogate(reason[^1]) && reason.Length > 1 ? 2 : 1)];
        }

        return reason;
    }
}
