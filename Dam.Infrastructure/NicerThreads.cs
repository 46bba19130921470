using System.Diagnostics.CodeAnalysis;

namespace Dam.Infrastructure;

/// <summary>
/// So many threads that let others go first. Threads of their own, since one may lower its priority and not raise it again, and since what runs for long would take the pool's. What such a thread starts,
/// threads and processes, has its priority. They come with work and end without; what is awaited on them goes on there.
/// </summary>
/// <param name="name">Of each thread.</param>
/// <param name="niceness">How much nicer than the process.</param>
internal sealed class NicerThreads(string name, int niceness, int most) : TaskScheduler
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly Queue<Task> _tasks = [];
    private int _threads;
    private int _idle;

    /// <summary>How much nicer than the process.</summary>
    public int Niceness => niceness;

    /// <summary>Runs the work there, between its awaits as well.</summary>
    public Task RunAsync(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <inheritdoc cref="RunAsync(Func{Task})"/>
    public Task<T> RunAsync<T>(Func<Task<T>> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _tasks.Enqueue(task);
            if (_idle >= _tasks.Count)
            {
                Monitor.Pulse(_gate);
            }
            else if (_threads < most)
            {
                _threads++;
                new Thread(Work) { IsBackground = true, Name = name }.Start();
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
        LinuxThreads.BeNicer(niceness);
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
}
