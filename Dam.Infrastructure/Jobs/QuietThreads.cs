using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Dam.Domain.Jobs;

namespace Dam.Infrastructure.Jobs;

/// <summary>
/// As many threads as there are processors, which Linux lets run when no other thread of the service wants to. Threads of their own, since a thread may lower its priority and not raise it again, and
/// since decoders that run for long would take the pool's. A tool that such a thread starts has the thread's priority. Elsewhere they are plain threads. They come with work and end without.
/// </summary>
internal sealed partial class QuietThreads : TaskScheduler, IQuietWork
{
    /// <summary>How much nicer than the others: a tenth of what they get where both want the same processor.</summary>
    public const int Niceness = 10;

    /// <summary>As setpriority(2) calls what it is said of; Linux takes a thread for it ("NOTES").</summary>
    private const int Process = 0;

    /// <summary>setpriority(2): the one that calls.</summary>
    private const int Caller = 0;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Not of whoever asks for a thread, which may be one of these.</summary>
    private static readonly int Usual = OperatingSystem.IsLinux() ? GetPriority(Process, Environment.ProcessId) : 0;

    private readonly object _gate = new();
    private readonly Queue<Task> _tasks = [];
    private int _threads;
    private int _idle;

    public Task RunAsync(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _tasks.Enqueue(task);
            if (_idle >= _tasks.Count)
            {
                Monitor.Pulse(_gate);
            }
            else if (_threads < Environment.ProcessorCount)
            {
                _threads++;
                new Thread(Work) { IsBackground = true, Name = "Dam quiet" }.Start();
            }
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _tasks];
        }
    }

    private void Work()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(Process, Caller, Usual + Niceness);
        }

        while (TryNext(out var task))
        {
            TryExecuteTask(task);
        }
    }

    /// <summary>False when none has come for a while: the thread is counted no more then.</summary>
    private bool TryNext([NotNullWhen(true)] out Task? task)
    {
        lock (_gate)
        {
            while (_tasks.Count == 0)
            {
                _idle++;
                var isWoken = Monitor.Wait(_gate, Patience);
                _idle--;
                if (!isWoken && _tasks.Count == 0)
                {
                    _threads--;
                    task = null;
                    return false;
                }
            }

            task = _tasks.Dequeue();
            return true;
        }
    }

    [LibraryImport("libc", EntryPoint = "getpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetPriority(int which, int who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, int who, int priority);
}
