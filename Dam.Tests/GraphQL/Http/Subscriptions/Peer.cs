using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Dam.Tests.GraphQL.Http.Subscriptions;

/// <summary>A WebSocket client that knows no protocol: it sends and receives text, and says how the server closed.</summary>
public sealed class Peer(ClientWebSocket socket, int bufferSize = 256 * 1024) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly byte[] _buffer = new byte[bufferSize];

    public ClientWebSocket Socket { get; } = socket;

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendAsync(byte[] bytes, WebSocketMessageType type) => Socket.SendAsync(bytes, type, endOfMessage: true, TestContext.Current.CancellationToken);

    public Task SubscribeAsync(string id, string query) => SendAsync(JsonSerializer.Serialize(new { id, type = "subscribe", payload = new { query } }));

    public Task CompleteAsync(string id) => SendAsync(JsonSerializer.Serialize(new { id, type = "complete" }));

    /// <summary>The next message, whole; null when the server closes.</summary>
    public async Task<string?> ReceiveAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        var length = 0;
        while (true)
        {
            var received = await Socket.ReceiveAsync(_buffer.AsMemory(length), limit.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += received.Count;
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(_buffer, 0, length);
            }
        }
    }

    public async Task ReceivesAsync(params string[] messages)
    {
        foreach (var message in messages)
        {
            Assert.Equal(message, await ReceiveAsync());
        }
    }

    /// <summary>Reads to the end and holds the server's reason against what is expected.</summary>
    public async Task IsClosedAsync(int code, string reason)
    {
        while (await ReceiveAsync() is not null)
        {
        }

        Assert.Equal((code, reason), ((int)Socket.CloseStatus!.Value, Socket.CloseStatusDescription));
        await Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", TestContext.Current.CancellationToken);
    }

    public void Dispose() => Socket.Dispose();
}
