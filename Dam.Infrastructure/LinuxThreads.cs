using System.Globalization;
using System.Runtime.InteropServices;

namespace Dam.Infrastructure;

/// <summary>
/// How Linux shares processors among threads (sched(7)); nothing elsewhere. A thread that gave way may not take it back without a privilege, and what it starts, threads and processes,
/// gives way as much.
/// </summary>
internal static partial class LinuxThreads
{
    /// <summary>As setpriority(2) calls what it is said of; Linux takes a thread for it ("NOTES").</summary>
    private const int Process = 0;

    /// <summary>setpriority(2): the one that calls.</summary>
    private const int Caller = 0;

    /// <summary>sched(7), SCHED_IDLE.</summary>
    private const int Idle = 5;

    /// <summary>Not of whoever asks for a thread, which may give way itself.</summary>
    private static readonly int Usual = OperatingSystem.IsLinux() ? GetPriority(Process, Environment.ProcessId) : 0;

    /// <summary>The calling thread is nicer than the process by this much, up to 19.</summary>
    public static void BeNicer(int by)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(Process, Caller, Usual + by);
        }
    }

    /// <summary>The whole process runs when nobody else on the machine wants to.</summary>
    public static void BeIdle()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var nothing = 0;
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            _ = SetScheduler(int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture), Idle, ref nothing);
        }
    }

    [LibraryImport("libc", EntryPoint = "getpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetPriority(int which, int who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, int who, int priority);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetScheduler(int thread, int policy, ref int priority);
}
