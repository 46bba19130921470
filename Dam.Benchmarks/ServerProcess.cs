using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Dam.Benchmarks;

/// <summary>A server as a process of its own, whose CPU time is its own as well.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>User and system time so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory that was resident so far, in bytes, of the server and of each process that it has started and that is there still.</summary>
    public long PeakMemory => Tests.PeakMemory.Of(_process.Id);

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Made with the port that it shall listen on.</param>
    /// <param name="environment">Likewise.</param>
    /// <param name="port">Where others expect it; null for any.</param>
    public static async Task<ServerProcess> StartAsync(string file, Func<int, string[]> arguments, Func<int, Dictionary<string, string>>? environment = null, int? port = null)
    {
        var listening = port ?? FreePort();
        var start = new ProcessStartInfo(file, arguments(listening)) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in environment?.Invoke(listening) ?? [])
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        var server = new ServerProcess(process, listening);
        for (var waited = Stopwatch.StartNew(); !Listens(listening);)
        {
            if (process.HasExited || waited.Elapsed > LongestStart)
            {
                server.Dispose();
                throw new InvalidOperationException($"{file} {string.Join(' ', arguments(listening))} does not listen.");
            }

            await Task.Delay(5);
        }

        return server;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static bool Listens(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
