namespace Dam.Infrastructure.Jobs;

/// <summary>Tells this process's worker that there is work, so that it need not wait for its next look.</summary>
internal sealed class JobSignal : IDisposable
{
    private readonly SemaphoreSlim _work = new(0);

    /// <param name="jobs">How many there may be.</param>
    public void Wake(int jobs)
    {
        // One call wakes for any number of jobs. Of two at the same moment both may count: then there is one look too many.
        if (jobs > 0 && _work.CurrentCount == 0)
        {
            _work.Release();
        }
    }

    /// <summary>Returns when there is work, or after the time given.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _work.WaitAsync(atMost, ct);

    public void Dispose() => _work.Dispose();
}
