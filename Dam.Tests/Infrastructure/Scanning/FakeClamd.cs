using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dam.Tests.Infrastructure.Scanning;

/// <summary>A server that answers as clamd does: it says its version, finds the EICAR test string, and hangs up on streams that are too long.</summary>
internal sealed class FakeClamd : IAsyncDisposable
{
    /// <summary>In two halves, so that no scanner finds it in this file.</summary>
    public static readonly byte[] Eicar = Encoding.ASCII.GetBytes(@"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");

    public const string Version = "ClamAV 1.0.9/27700/Sun Nov 22 09:00:00 2026";

    private readonly TcpListener _listener;
    private readonly int _limit;
    private readonly Task _serving;

    public FakeClamd(int port = 0, int limit = 1024 * 1024)
    {
        _limit = limit;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Address = $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>Whether it knows of the test string.</summary>
    public bool IsUpToDate { get; set; } = true;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client.GetStream());
            }
            catch (Exception ended) when (ended is SocketException or InvalidOperationException)
            {
                return;
            }
            catch (IOException)
            {
                // Who asked has gone.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var command = new StringBuilder();
        for (int next; (next = stream.ReadByte()) != 0;)
        {
            if (next < 0)
            {
                // Who asked has gone: the service stops, or gives up a look at the health.
                return;
            }

            command.Append((char)next);
        }

        if (command.ToString() is "zVERSION")
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Version}\0"));
            return;
        }

        Assert.Equal("zINSTREAM", command.ToString());
        using var content = new MemoryStream();
        var length = new byte[4];
        while (true)
        {
            await stream.ReadExactlyAsync(length);
            var count = BinaryPrimitives.ReadInt32BigEndian(length);
            if (count == 0)
            {
                break;
            }

            var piece = new byte[count];
            await stream.ReadExactlyAsync(piece);
            content.Write(piece);
            if (content.Length > _limit)
            {
                await stream.WriteAsync("INSTREAM size limit exceeded. ERROR\0"u8.ToArray());
                return;
            }
        }

        var isInfected = IsUpToDate && content.ToArray().AsSpan().IndexOf(Eicar) >= 0;
        await stream.WriteAsync(Encoding.ASCII.GetBytes(isInfected ? "stream: Eicar-Test-Signature FOUND\0" : "stream: OK\0"));
    }
}
