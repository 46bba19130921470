namespace Dam.Infrastructure.Purges;

/// <summary>Wakes this node's workers when a unit of work has asked caches to forget something.</summary>
internal sealed class PurgeSignal
{
    private volatile TaskCompletionSource _asked = New();

    /// <summary>Completes when there is something to ask. Take it before you look, then nothing is missed in between.</summary>
    public Task Next => _asked.Task;

    public void Asked() => Interlocked.Exchange(ref _asked, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
