using System.Buffers;
using System.Net.WebSockets;
using Dam.GraphQL.Execution;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dam.GraphQL.Http.Subscriptions;

/// <summary>What all connections of an endpoint share.</summary>
internal sealed record WebSocketSettings(
    Executor Executor, RequestFactory Requests, StreamOptions Options, int MaxMessageBytes, TimeSpan MessageTimeout, TimeProvider Time, ILogger Logger);

/// <summary>
/// A client of the graphql-transport-ws protocol. One loop reads its messages; each operation runs by itself, takes its next event when the response before has been
/// written, and waits for its turn to write: a slow client slows its own operations, and what waits for it is one response for each.
/// </summary>
internal sealed partial class WebSocketConnection(WebSocket socket, HttpContext context, WebSocketSettings settings) : IDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();

    /// <summary>Those that the client wants to hear of.</summary>
    private readonly Dictionary<string, WebSocketOperation> _operations = new(StringComparer.Ordinal);

    /// <summary>Those of which anything still runs.</summary>
    private readonly HashSet<WebSocketOperation> _running = [];
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _over = new();
    private State _state = State.Opened;
    private bool _isDraining;
    private Task _asking = Task.CompletedTask;
    private ITimer? _timer;
    private ITimer? _readLimit;

    private enum State
    {
        Opened,
        Initializing,
        Acknowledged,
        Closing,
    }

    private StreamOptions Options => settings.Options;

    /// <summary>Serves the client until either side closes, or until nothing is heard of it any more.</summary>
    /// <param name="isSpoken">Whether both speak this protocol; otherwise the client is told that they do not.</param>
    /// <param name="stopping">Cancelled when the service stops.</param>
    public async Task RunAsync(bool isSpoken, CancellationToken stopping)
    {
        _timer = settings.Time.CreateTimer(static self => ((WebSocketConnection)self!).TimeIsUp(), this, Options.InitTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            await using var stop = stopping.UnsafeRegister(static self => _ = ((WebSocketConnection)self!).DrainAsync(), this);
            if (!isSpoken)
            {
                await CloseAsync(CloseCode.SubprotocolNotAcceptable, "Subprotocol not acceptable");
            }

            while (await ReceiveAsync())
            {
            }

            await CloseAsync((CloseCode)(socket.CloseStatus is null or WebSocketCloseStatus.Empty ? WebSocketCloseStatus.NormalClosure : socket.CloseStatus), "");
        }
        catch (Exception exception) when (IsGone(exception))
        {
            // Nobody is there any more.
        }
        finally
        {
            await EndAsync();
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _readLimit?.Dispose();
        _writeLimit?.Dispose();
        _over.Dispose();
        _turn.Dispose();
        socket.Dispose();
    }

    private static bool IsGone(Exception exception) => exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException;

    /// <summary>Receives and handles a message. False when the client has closed.</summary>
    private async ValueTask<bool> ReceiveAsync()
    {
        // Waits without a buffer: most connections are quiet most of the time.
        var received = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        if (received.MessageType == WebSocketMessageType.Close)
        {
            return false;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            var length = 0;
            var isLimited = false;
            while (!received.EndOfMessage)
            {
                if (length == bytes.Length)
                {
                    bytes = Grow(bytes);
                }

                var receiving = socket.ReceiveAsync(bytes.AsMemory(length), CancellationToken.None);
                if (!receiving.IsCompleted && !isLimited)
                {
                    // What has begun must come in time: it takes memory.
                    isLimited = true;
                    (_readLimit ??= Cutter()).Change(settings.MessageTimeout, Timeout.InfiniteTimeSpan);
                }

                received = await receiving;
                length += received.Count;
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return false;
                }

                if (length > settings.MaxMessageBytes)
                {
                    // The rest is read and thrown away, so that the client gets to read why.
                    await CloseAsync(CloseCode.MessageTooBig, $"The message is larger than {settings.MaxMessageBytes} bytes.");
                    length = 0;
                }
            }

            if (isLimited)
            {
                _readLimit!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            if (_state != State.Closing)
            {
                await HandleAsync(received.MessageType, bytes.AsMemory(0, length));
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static byte[] Grow(byte[] bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * bytes.Length);
        bytes.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(bytes);
        return larger;
    }

    private async ValueTask HandleAsync(WebSocketMessageType type, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await HandleAsync(type == WebSocketMessageType.Text ? ClientMessage.Parse(bytes) : throw new RequestException(StatusCodes.Status400BadRequest, "Messages are text."));
        }
        catch (RequestException refused)
        {
            await CloseAsync(CloseCode.BadRequest, refused.Message);
        }
        catch (Exception exception) when (!IsGone(exception))
        {
            await FailConnectionAsync(exception);
        }
    }

    /// <summary>A bug, unless it only says that nobody is there any more.</summary>
    private async Task FailConnectionAsync(Exception exception)
    {
        if (!IsGone(exception))
        {
            LogFailed(settings.Logger, exception);
            await CloseAsync(CloseCode.InternalError, "Internal error.");
        }
    }

    private ValueTask HandleAsync(in ClientMessage message) => message.Type switch
    {
        ClientMessageType.ConnectionInit => InitializeAsync(message),
        ClientMessageType.Ping => SendPongAsync(message.Payload),
        ClientMessageType.Subscribe => SubscribeAsync(message),
        ClientMessageType.Complete => CompleteAsync(message.Id),
        _ => ValueTask.CompletedTask,
    };

    private async ValueTask InitializeAsync(ClientMessage message)
    {
        if (!Enter(State.Initializing, after: State.Opened))
        {
            await CloseAsync(CloseCode.TooManyInits, "Too many initialisation requests");
        }
        else if (Options.OnConnect is { } ask)
        {
            // The loop that reads messages goes on: the client may leave meanwhile, or try what it must not yet.
            _asking = AskAsync(ask, new ConnectionInit(context, message.ReadPayload(), _over.Token));
        }
        else
        {
            await AcknowledgeAsync();
        }
    }

    private async Task AskAsync(Func<ConnectionInit, ValueTask<bool>> ask, ConnectionInit init)
    {
        try
        {
            if (await ask(init))
            {
                await AcknowledgeAsync();
            }
            else
            {
                await CloseAsync(CloseCode.Forbidden, "Forbidden");
            }
        }
        catch (Exception exception)
        {
            await FailConnectionAsync(exception);
        }
    }

    private async ValueTask AcknowledgeAsync()
    {
        if (Enter(State.Acknowledged, after: State.Initializing))
        {
            await SendAsync("{\"type\":\"connection_ack\"}"u8.ToArray());
        }
    }

    private bool Enter(State next, State after)
    {
        lock (_gate)
        {
            if (_state != after)
            {
                return false;
            }

            _state = next;
            if (next == State.Acknowledged)
            {
                SetTimer(Options.IdleTimeout);
            }

            return true;
        }
    }

    /// <summary>A timer that, once it is set, cuts the connection.</summary>
    private ITimer Cutter() => settings.Time.CreateTimer(static socket => ((WebSocket)socket!).Abort(), socket, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private void SetTimer(TimeSpan due) => _timer!.Change(due, Timeout.InfiniteTimeSpan);

    /// <summary>Initialisation, idling and closing follow one another, so that one timer serves for all.</summary>
    private void TimeIsUp()
    {
        State state;
        lock (_gate)
        {
            state = _state;
            if (state == State.Acknowledged && _operations.Count > 0)
            {
                return;
            }
        }

        switch (state)
        {
            case State.Closing:
                socket.Abort();
                break;
            case State.Acknowledged:
                _ = CloseAsync(CloseCode.Normal, "Idle");
                break;
            default:
                _ = CloseAsync(CloseCode.InitTimeout, "Connection initialisation timeout");
                break;
        }
    }

    /// <summary>The service stops: subscriptions end, queries and mutations get their time, and the client is sent away, to come again somewhere else.</summary>
    private async Task DrainAsync()
    {
        WebSocketOperation[] running;
        lock (_gate)
        {
            _isDraining = true;
            running = [.. _running];
        }

        await Task.WhenAll(running.Where(operation => operation.IsStream).Select(operation => operation.CancelAsync()));
        await Task.WhenAny(Task.WhenAll(running.Select(operation => operation.Running)), Task.Delay(Options.DrainTimeout, settings.Time, CancellationToken.None));
        await CloseAsync(CloseCode.GoingAway, "The service stops");
    }

    private async Task EndAsync()
    {
        await _over.CancelAsync();
        var running = await CancelOperationsAsync();
        await Task.WhenAll([_asking, .. running.Select(operation => operation.Running)]);
    }

    private async Task<WebSocketOperation[]> CancelOperationsAsync()
    {
        WebSocketOperation[] running;
        lock (_gate)
        {
            _state = State.Closing;
            running = [.. _running];
        }

        foreach (var operation in running)
        {
            await operation.CancelAsync();
        }

        return running;
    }

    [LoggerMessage(1, LogLevel.Error, "A GraphQL operation over a WebSocket failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
