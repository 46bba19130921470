using System.Diagnostics;

namespace Dam.Infrastructure;

/// <summary>What a program that reads strangers' files is kept from. Of Unix; elsewhere nothing is.</summary>
internal static class Sandbox
{
    private static readonly Lazy<string[]> Isolation = new(FindIsolation);

    /// <summary>What to begin a command with so that it has no network; empty where the kernel does not let us take that away.</summary>
    public static IReadOnlyList<string> NoNetwork => Isolation.Value;

    /// <summary>Full path of a program; null when it is not there.</summary>
    public static string? Find(string tool) => OperatingSystem.IsWindows()
        ? null
        : (Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, tool))
            .FirstOrDefault(File.Exists);

    /// <summary>A command within limits.</summary>
    /// <param name="limits">As ulimit takes them, such as <c>t 60</c>. POSIX promises one limit a call.</param>
    public static IEnumerable<string> Within(IEnumerable<string> limits, IEnumerable<string> command) => OperatingSystem.IsWindows()
        ? command
        : ["/bin/sh", "-c", $"{string.Join(" && ", limits.Select(limit => $"ulimit -{limit}"))} && exec \"$@\"", "sh", .. command];

    private static string[] FindIsolation()
    {
        string[][] isolations = Find("unshare") is { } unshare ? [[unshare, "--net"], [unshare, "--user", "--map-root-user", "--net"]] : [];
        return Array.Find(isolations, Works) ?? [];
    }

    private static bool Works(string[] isolation)
    {
        using var trial = Process.Start(new ProcessStartInfo(isolation[0], [.. isolation[1..], "/bin/sh", "-c", ":"]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true });
        trial?.WaitForExit();
        return trial is { ExitCode: 0 };
    }
}
