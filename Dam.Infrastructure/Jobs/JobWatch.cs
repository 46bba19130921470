using Dam.Domain.Jobs;

namespace Dam.Infrastructure.Jobs;

/// <summary>Those who wait for a job that this process may do: one entry for each job that somebody waits for.</summary>
internal sealed class JobWatch(TimeProvider time) : IJobWatch
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Kind, string Payload), Waiters> _waiting = [];

    /// <summary>Jobs that somebody waits for.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    public async Task WaitAsync(string kind, string payload, TimeSpan atMost, CancellationToken ct)
    {
        var waiters = Join((kind, payload));
        try
        {
            await waiters.Ended.Task.WaitAsync(atMost, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
        }
        finally
        {
            Leave((kind, payload), waiters);
        }
    }

    public void Ended(JobRun job)
    {
        lock (_gate)
        {
            if (_waiting.Remove((job.Kind, job.Payload), out var waiters))
            {
                waiters.Ended.SetResult();
            }
        }
    }

    private Waiters Join((string Kind, string Payload) job)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(job, out var waiters))
            {
                _waiting.Add(job, waiters = new Waiters());
            }

            waiters.Count++;
            return waiters;
        }
    }

    private void Leave((string Kind, string Payload) job, Waiters waiters)
    {
        lock (_gate)
        {
            if (--waiters.Count == 0 && _waiting.TryGetValue(job, out var current) && current == waiters)
            {
                _waiting.Remove(job);
            }
        }
    }

    private sealed class Waiters
    {
        public int Count { get; set; }

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
