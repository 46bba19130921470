using System.Diagnostics;

namespace Dam.Tests.Api.Delivery;

/// <summary>Debian's Varnish on a port of the loopback, with docs/delivery/varnish.vcl as it stands there.</summary>
internal sealed class VarnishProcess : IDisposable
{
    public const string Secret = "a-secret-that-only-tests-know";

    private readonly string _folder = Directory.CreateTempSubdirectory("dam-varnish-").FullName;
    private readonly Process _process;

    private VarnishProcess(int port, Uri origin)
    {
        var secret = Path.Combine(_folder, "secret");
        var vcl = Path.Combine(_folder, "varnish.vcl");
        File.WriteAllText(secret, $"{Secret}\n");
        File.WriteAllText(
            vcl,
            File.ReadAllText(RepositoryRoot.File("docs", "delivery", "varnish.vcl"))
                .Replace("\"5080\"", $"\"{origin.Port}\"", StringComparison.Ordinal)
                .Replace("/etc/varnish/dam-purge.secret", secret, StringComparison.Ordinal));
        Port = port;
        _process = Process.Start(new ProcessStartInfo(
            "varnishd",
            ["-F", "-j", "none", "-n", Path.Combine(_folder, "work"), "-a", $"127.0.0.1:{port}", "-T", "none", "-f", vcl, "-s", "malloc,64m", "-p", "ban_lurker_age=1", "-p", "ban_lurker_sleep=0.01"])
        { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public int Port { get; }

    /// <summary>Starts it, and waits until the origin answers through it.</summary>
    public static async Task<VarnishProcess> StartAsync(int port, Uri origin, CancellationToken ct)
    {
        var varnish = new VarnishProcess(port, origin);
        using var http = new HttpClient();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(60);)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"), ct);
                if (answer.IsSuccessStatusCode)
                {
                    return varnish;
                }
            }
            catch (HttpRequestException)
            {
                // It compiles its configuration first.
            }

            Assert.False(varnish._process.HasExited, "Varnish has ended.");
            await Task.Delay(20, ct);
        }

        varnish.Dispose();
        throw new InvalidOperationException("Nothing answers through Varnish.");
    }

    /// <summary>It stands still, as behind a network that was cut: what it keeps it keeps.</summary>
    public void Pause() => Signal("STOP");

    public void Resume() => Signal("CONT");

    public void Dispose()
    {
        Signal("CONT");
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>To the process that was started and the one below it that serves.</summary>
    private void Signal(string name)
    {
        if (!_process.HasExited)
        {
            foreach (var id in File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Append($"{_process.Id}"))
            {
                using var kill = Process.Start("kill", [$"-{name}", id]);
                kill.WaitForExit();
            }
        }
    }
}
