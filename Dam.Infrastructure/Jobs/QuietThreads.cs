using System.Diagnostics.CodeAnalysis;
using Dam.Domain.Jobs;

namespace Dam.Infrastructure.Jobs;

/// <summary>
/// As many threads as there are processors, which Linux lets run when no other thread of the service wants to. Threads of their own, since a thread may lower its priority and not raise it again, and
/// since decoders that run for long would take the pool's. A tool that such a thread starts has the thread's priority. Elsewhere they are plain threads. They come with work and end without.
/// </summary>
internal sealed class QuietThreads : TaskScheduler, IQuietWork
{
    /// <summary>How much nicer than the others: a tenth of what they get where both want the same processor.</summary>
    public const int Niceness = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

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
        LinuxThreads.BeNicer(Niceness);
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
