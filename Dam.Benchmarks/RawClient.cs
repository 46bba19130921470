using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Dam.Benchmarks;

/// <summary>An HTTP client that costs next to nothing: it sends bytes that were made before over one socket and looks for the end of the answer.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[256 * 1024];

    public RawClient(int port) => _socket.Connect(IPAddress.Loopback, port);

    /// <param name="query">GraphQL.</param>
    /// <param name="headers">Each ended by CR LF.</param>
    /// <param name="variables">An object that becomes JSON.</param>
    public static byte[] Post(string query, string headers = "", object? variables = null)
    {
        var body = JsonSerializer.Serialize(new { query, variables });
        return Encoding.UTF8.GetBytes(
            $"POST /graphql HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }

    /// <summary>Sends the request again and again; answers the body's length.</summary>
    public static int Ask(byte[] request, int port, int times)
    {
        using var client = new RawClient(port);
        var length = 0;
        for (var i = 0; i < times; i++)
        {
            length = client.Ask(request).Length;
        }

        return length;
    }

    /// <summary>The body, until the next request. A failure is an exception, and so are errors of GraphQL.</summary>
    public ReadOnlyMemory<byte> Ask(byte[] request)
    {
        _socket.Send(request);
        var received = 0;
        while (true)
        {
            var read = _socket.Receive(_buffer, received, _buffer.Length - received, SocketFlags.None);
            if (read == 0)
            {
                throw new InvalidOperationException("The server closed the connection.");
            }

            received += read;
            var all = _buffer.AsSpan(0, received);
            var head = all.IndexOf("\r\n\r\n"u8);
            if (head < 0)
            {
                continue;
            }

            var body = head + 4;
            if (!all.StartsWith("HTTP/1.1 200"u8) || all[body..].StartsWith("{\"errors\""u8))
            {
                throw new InvalidOperationException(Encoding.UTF8.GetString(all));
            }

            if (ContentLength(all[..head]) is { } length ? received == body + length : all.EndsWith("0\r\n\r\n"u8))
            {
                return _buffer.AsMemory(body, received - body);
            }
        }
    }

    /// <summary>Sends a file's bytes to where an upload takes them; returns when it has been acknowledged (204).</summary>
    public void Put(Uri target, string file)
    {
        var head = $"PUT {target.PathAndQuery} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: {new FileInfo(file).Length}\r\n\r\n";
        _socket.SendFile(file, Encoding.UTF8.GetBytes(head), postBuffer: null, TransmitFileOptions.UseDefaultWorkerThread);
        var received = 0;
        while (!_buffer.AsSpan(0, received).EndsWith("\r\n\r\n"u8))
        {
            var read = _socket.Receive(_buffer, received, _buffer.Length - received, SocketFlags.None);
            received += read > 0 ? read : throw new InvalidOperationException("The server closed the connection.");
        }

        if (!_buffer.AsSpan(0, received).StartsWith("HTTP/1.1 204"u8))
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(_buffer, 0, received));
        }
    }

    public void Dispose() => _socket.Dispose();

    private static int? ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("ontent-Length: "u8);
        at = at < 0 ? head.IndexOf("ontent-length: "u8) : at;
        return at >= 0 && Utf8Parser.TryParse(head[(at + "ontent-length: ".Length)..], out int length, out _) ? length : null;
    }
}
