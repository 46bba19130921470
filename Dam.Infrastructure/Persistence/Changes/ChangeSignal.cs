namespace Dam.Infrastructure.Persistence.Changes;

/// <summary>Wakes this node's sequencer when events were written, and its readers when events were numbered, here or elsewhere.</summary>
internal sealed class ChangeSignal
{
    private volatile TaskCompletionSource _written = New();
    private volatile TaskCompletionSource _sequenced = New();
    private long _head;

    /// <summary>Completes when events wait for their number. Take it before you look, then nothing is missed in between.</summary>
    public Task NextWritten => _written.Task;

    /// <summary>Completes with the next numbering. Take it before you look.</summary>
    public Task NextSequenced => _sequenced.Task;

    /// <param name="events">How many were written.</param>
    public void Written(int events)
    {
        if (events > 0)
        {
            Interlocked.Exchange(ref _written, New()).SetResult();
        }
    }

    /// <param name="head">The newest number; nobody is woken for one that is known already.</param>
    public void Sequenced(long head)
    {
        long known;
        do
        {
            known = Interlocked.Read(ref _head);
            if (head <= known)
            {
                return;
            }
        }
        while (Interlocked.CompareExchange(ref _head, head, known) != known);
        Interlocked.Exchange(ref _sequenced, New()).SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
