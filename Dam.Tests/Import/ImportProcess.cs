using System.Diagnostics;

namespace Dam.Tests.Import;

/// <summary>The importer as its own process, as people run it.</summary>
internal sealed class ImportProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private ImportProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    public static ImportProcess Start(Uri service, string? key, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Dam.Import.dll"), .. arguments, "--url", service.ToString()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (key is not null)
        {
            start.Environment["DAM_API_KEY"] = key;
        }

        return new ImportProcess(Process.Start(start)!);
    }

    /// <summary>The exit code, the last line, and all that was said beside it.</summary>
    public static async Task<(int Code, string Summary, string Errors)> RunAsync(Uri service, string? key, params string[] arguments)
    {
        using var import = Start(service, key, arguments);
        return await import.WaitAsync();
    }

    public async Task<(int Code, string Summary, string Errors)> WaitAsync()
    {
        var (output, errors) = (await _output, await _errors);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, output.TrimEnd().Split('\n')[^1], errors);
    }

    /// <summary>SIGKILL; false when it had ended before.</summary>
    public async Task<bool> KillAsync()
    {
        var wasRunning = !_process.HasExited;
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        return wasRunning;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
