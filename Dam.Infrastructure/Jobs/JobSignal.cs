namespace Dam.Infrastructure.Jobs;

/// <summary>Tells this process's workers that there is work, so that they need not wait for their next look.</summary>
internal sealed class JobSignal : IDisposable
{
    private readonly SemaphoreSlim _work = new(0);

    /// <param name="jobs">How many were written.</param>
    public void Wake(int jobs)
    {
        if (jobs > 0)
        {
            _work.Release(jobs);
        }
    }

    /// <summary>Returns when there is work, or after the time given.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _work.WaitAsync(atMost, ct);

    public void Dispose() => _work.Dispose();
}
