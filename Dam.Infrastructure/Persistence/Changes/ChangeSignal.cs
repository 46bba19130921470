namespace Dam.Infrastructure.Persistence.Changes;

/// <summary>Wakes this node's sequencer when events were written, and its readers when events were numbered. What other nodes do is found by looking, every now and then.</summary>
internal sealed class ChangeSignal
{
    private volatile TaskCompletionSource _written = New();
    private volatile TaskCompletionSource _sequenced = New();

    /// <summary>Completes with the next numbering on this node. Take it before you look, then nothing is missed in between.</summary>
    public Task NextSequenced => _sequenced.Task;

    /// <param name="events">How many were written.</param>
    public void Written(int events)
    {
        if (events > 0)
        {
            Interlocked.Exchange(ref _written, New()).SetResult();
        }
    }

    public void Sequenced() => Interlocked.Exchange(ref _sequenced, New()).SetResult();

    /// <summary>Returns when events were written here, or after the time given.</summary>
    public async Task WaitForWriteAsync(TimeSpan atMost, CancellationToken ct)
    {
        await Task.WhenAny(_written.Task, Task.Delay(atMost, ct));
        ct.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
