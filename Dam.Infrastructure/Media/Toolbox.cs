using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Dam.Domain.Blobs;
using Dam.Domain.Media;

namespace Dam.Infrastructure.Media;

/// <summary>
/// Runs the programs that read strangers' files, each in a process of its own: what it is able to take is limited (processor and wall-clock time, address space, size and number of files), it sees
/// an empty environment and, where the kernel allows it, no network, and it is killed with all that it started. Limits are set by <c>/bin/sh</c>, so this works on Unix only; elsewhere every tool is missing.
/// </summary>
internal sealed partial class Toolbox(MediaOptions options)
{
    /// <summary>Of what a program says, in characters; the rest is read and forgotten.</summary>
    public const int LongestAnswer = 1024 * 1024;

    private const int OpenFiles = 64;

    private const int BlocksPerMebibyte = 2048;

    private const int KilobytesPerMebibyte = 1024;

    private const int KillSignal = 9;

    /// <summary>Languages in which texts in pictures are read; null for none.</summary>
    public string? Ocr => options.Ocr;

    /// <summary>For this service to stop it first.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>What the program says, at most <see cref="LongestAnswer"/> characters. A bad end is a <see cref="MediaException"/>: <c>TOOL_MISSING</c>, <c>TIMED_OUT</c>, <c>DAMAGED</c>.</summary>
    /// <param name="folder">Where it works: the only place to which it has any reason to write.</param>
    public async Task<string> RunAsync(string tool, IEnumerable<string> arguments, string folder, CancellationToken ct)
    {
        var (exitCode, answer, complaint) = await ExecuteAsync(tool, arguments, folder, ct);
        return exitCode == 0 ? answer
            : DiskRefusal.HasNoRoom(folder) ? throw new StorageUnavailableException(isFull: true, new IOException($"{tool} had no room in {folder}: {complaint}"))
            : throw Failure(tool, exitCode, complaint);
    }

    /// <summary>What the program says of itself, however it ends: some know no other way than to complain of how they were called.</summary>
    public async Task<string> AskAsync(string tool, IEnumerable<string> arguments, CancellationToken ct)
    {
        var (_, answer, complaint) = await ExecuteAsync(tool, arguments, Path.GetTempPath(), ct);
        return answer + complaint;
    }

    private async Task<(int ExitCode, string Answer, string Complaint)> ExecuteAsync(string tool, IEnumerable<string> arguments, string folder, CancellationToken ct)
    {
        var path = Sandbox.Find(tool) ?? throw new MediaException("TOOL_MISSING", $"This needs {tool}, which is not installed where the service runs.");
        using var process = Start(path, arguments, folder);
        using var limit = new CancellationTokenSource(options.Timeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            var output = ReadAsync(process.StandardOutput, stop.Token);
            var complaint = ReadAsync(process.StandardError, stop.Token);
            await process.WaitForExitAsync(stop.Token);
            return (process.ExitCode, await output, await complaint);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new MediaException("TIMED_OUT", $"{tool} took longer than {options.Timeout.TotalSeconds:0} seconds.");
        }
        finally
        {
            Kill(process, isLeftBehind: stop.IsCancellationRequested);
        }
    }

    private Process Start(string path, IEnumerable<string> arguments, string folder)
    {
        string[] limits =
        [
            string.Create(CultureInfo.InvariantCulture, $"t {options.ProcessorSeconds}"),
            string.Create(CultureInfo.InvariantCulture, $"v {options.Memory * (long)KilobytesPerMebibyte}"),
            string.Create(CultureInfo.InvariantCulture, $"f {options.LargestOutput * (long)BlocksPerMebibyte}"),
            string.Create(CultureInfo.InvariantCulture, $"n {OpenFiles}"),
            "c 0",
        ];
        var start = new ProcessStartInfo
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        string[] command = [.. Group(), .. Sandbox.NoNetwork, .. Sandbox.Within(limits, [path, .. arguments])];
        start.FileName = command[0];
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in Surroundings(folder))
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{path} did not start.");
        process.StandardInput.Close();
        return process;
    }

    /// <summary>One thread: the processor belongs to requests, and each thread takes address space.</summary>
    private static IEnumerable<(string Name, string Value)> Surroundings(string folder) =>
    [
        ("PATH", Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin"), ("HOME", folder), ("TMPDIR", folder), ("LANG", "C.UTF-8"), ("OMP_THREAD_LIMIT", "1"), ("MALLOC_ARENA_MAX", "1"),
    ];

    /// <summary>
    /// A process group of its own, so that all of it can be killed at once, also when this service is gone. Not a session: where Linux shares processors among sessions first (sched(7), autogroup), one of its own would
    /// have as much as the whole service, however nice it is.
    /// </summary>
    private string[] Group() => Sandbox.Find("timeout") is { } timeout ? [timeout, "--signal=KILL", (options.Timeout + Grace).TotalSeconds.ToString("0", CultureInfo.InvariantCulture)] : [];

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken ct)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, ct) is > 0 and var count)
        {
            text.Append(buffer, 0, Math.Min(count, LongestAnswer - text.Length));
        }

        return text.ToString();
    }

    /// <summary>What it says may hold names of our folders, so it stays inside; what killed it is told.</summary>
    private static MediaException Failure(string tool, int exitCode, string complaint) => new(
        exitCode is 128 + KillSignal or 128 + 24 ? "TIMED_OUT" : "DAMAGED",
        exitCode is 128 + KillSignal or 128 + 24
            ? $"{tool} took more processor time or memory than it may."
            : $"{tool} could not read the file; it is damaged, or of a kind that {tool} does not know.",
        new InvalidOperationException($"{tool} ended with {exitCode}: {complaint[..Math.Min(complaint.Length, 2000)]}"));

    /// <param name="isLeftBehind">Whether something that it started may be there still: it was waited for in vain.</param>
    private static void Kill(Process process, bool isLeftBehind)
    {
        if (isLeftBehind)
        {
            _ = Kill(-process.Id, KillSignal);
        }

        if (process.HasExited)
        {
            return;
        }

        try
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It ended by itself meanwhile.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
