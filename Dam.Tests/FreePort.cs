using System.Net;
using System.Net.Sockets;

namespace Dam.Tests;

/// <summary>
/// Ports of the loopback for servers that a test stops and starts again at the same address. They lie below those that a system gives out by itself: whoever listens on port 0, as another test's host does, or connects
/// to something, could be given such a port while its server is away, and answer in its place. None is given out twice.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;

    /// <summary>Linux gives out 32768 and above by itself (ip(7)), other systems 49152 and above (RFC 6335, section 6).</summary>
    private const int Count = 12_000;

    private static int _last = Random.Shared.Next(Count);

    public static int Next()
    {
        int port;
        do
        {
            port = First + (int)((uint)Interlocked.Increment(ref _last) % Count);
        }
        while (!IsFree(port));

        return port;
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
