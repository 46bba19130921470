using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Dam.Benchmarks;

/// <summary>An HTTP client that costs next to nothing: it sends the same bytes again and again over one socket and counts what comes back.</summary>
internal static class RawClient
{
    /// <param name="query">GraphQL.</param>
    /// <param name="headers">Each ended by CR LF.</param>
    /// <param name="variables">An object that becomes JSON.</param>
    public static byte[] Post(string query, string headers = "", object? variables = null)
    {
        var body = JsonSerializer.Serialize(new { query, variables });
        return Encoding.ASCII.GetBytes(
            $"POST /graphql HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    /// <summary>Sends the request again and again; answers the body's length.</summary>
    public static int Ask(byte[] request, int port, int times)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        var buffer = new byte[128 * 1024];
        var length = 0;
        for (var i = 0; i < times; i++)
        {
            socket.Send(request);
            length = Receive(socket, buffer);
        }

        return length;
    }

    private static int Receive(Socket socket, byte[] buffer)
    {
        var received = 0;
        while (true)
        {
            var read = socket.Receive(buffer, received, buffer.Length - received, SocketFlags.None);
            if (read == 0)
            {
                throw new InvalidOperationException("The server closed the connection.");
            }

            received += read;
            var all = buffer.AsSpan(0, received);
            var head = all.IndexOf("\r\n\r\n"u8);
            if (head < 0)
            {
                continue;
            }

            if (!all.StartsWith("HTTP/1.1 200"u8))
            {
                throw new InvalidOperationException(Encoding.UTF8.GetString(all));
            }

            if (ContentLength(all[..head]) is { } length)
            {
                if (received == head + 4 + length)
                {
                    return length;
                }
            }
            else if (all.EndsWith("0\r\n\r\n"u8))
            {
                return received - head - 4;
            }
        }
    }

    private static int? ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("ontent-Length: "u8);
        at = at < 0 ? head.IndexOf("ontent-length: "u8) : at;
        return at >= 0 && Utf8Parser.TryParse(head[(at + "ontent-length: ".Length)..], out int length, out _) ? length : null;
    }
}
