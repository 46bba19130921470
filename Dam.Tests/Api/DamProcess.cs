using System.Diagnostics;

namespace Dam.Tests.Api;

/// <summary>The service as its own process on a free port of the loopback, so that a test can kill it.</summary>
internal sealed class DamProcess : IAsyncDisposable
{
    public const string AdministratorKey = "administrator-key-for-tests";

    private const string UrlsSetting = "ASPNETCORE_URLS";

    private readonly Process _process;
    private readonly List<string> _output = [];

    private DamProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>What it has said last.</summary>
    public string Said => string.Join('\n', Lines());

    /// <summary>Starts it over a data folder and waits until it is ready.</summary>
    /// <param name="settings">Environment variables beside those that every test needs, or in their place.</param>
    public static Task<DamProcess> StartAsync(string data, CancellationToken ct, params IReadOnlyList<(string Name, string Value)> settings) => StartUnderAsync([], data, ct, settings);

    /// <summary>Starts it by another program, which becomes it.</summary>
    /// <param name="starter">That program with its arguments; the service's own follow.</param>
    public static async Task<DamProcess> StartUnderAsync(IReadOnlyList<string> starter, string data, CancellationToken ct, params IReadOnlyList<(string Name, string Value)> settings)
    {
        if (settings.FirstOrDefault(setting => setting.Name == UrlsSetting).Value is { } address)
        {
            return await StartAtAsync(new Uri(address), starter, data, settings, ct);
        }

        while (true)
        {
            try
            {
                return await StartAtAsync(new Uri($"http://127.0.0.1:{FreePort.Next()}"), starter, data, settings, ct);
            }
            catch (InvalidOperationException taken) when (taken.Message.Contains("address already in use", StringComparison.Ordinal))
            {
                // A port that was free may be taken by the time the service listens, by a client's connection for instance. Another one.
            }
        }
    }

    private static async Task<DamProcess> StartAtAsync(
        Uri address, IReadOnlyList<string> starter, string data, IReadOnlyList<(string Name, string Value)> settings, CancellationToken ct)
    {
        string[] command = [.. starter, "dotnet", Path.Combine(AppContext.BaseDirectory, "Dam.Api.dll")];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = data,
            Environment =
            {
                [UrlsSetting] = address.ToString(),
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Dam__Data"] = data,
                ["Dam__Access__BootstrapKey"] = AdministratorKey,
            },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var service = new DamProcess(Process.Start(start)!, address);
        service._process.OutputDataReceived += (_, line) => service.Keep(line.Data);
        service._process.ErrorDataReceived += (_, line) => service.Keep(line.Data);
        service._process.BeginOutputReadLine();
        service._process.BeginErrorReadLine();
        try
        {
            await service.WaitUntilReadyAsync(ct);
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }

        return service;
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>SIGTERM: the service is asked to end by itself.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Waits until it has ended, and gives its exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = Address };
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromSeconds(60);)
        {
            if (_process.HasExited)
            {
                break;
            }

            try
            {
                using var response = await http.GetAsync("/health/ready", ct);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(50, ct);
        }

        throw new InvalidOperationException($"The service did not become ready. It said:\n{Said}");
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.Add(line ?? "");
        }
    }

    private string[] Lines()
    {
        lock (_output)
        {
            return [.. _output.TakeLast(60)];
        }
    }
}
