namespace Dam.Domain.Jobs;

/// <summary>How a job is to be done.</summary>
public sealed record JobTerms
{
    public static JobTerms Usual { get; } = new();

    public JobPriority Priority { get; init; }

    /// <summary>The asset that it is about, for who looks at the queue.</summary>
    public Guid? AssetId { get; init; }

    /// <summary>Not before so long after now.</summary>
    public TimeSpan Delay { get; init; }
}

/// <summary>Work that outlives a request, written in the same transaction as what caused it: found again after a crash.</summary>
public interface IJobQueue
{
    /// <summary>The job's id.</summary>
    /// <param name="kind">Names the handler.</param>
    /// <param name="payload">What the handler needs, as text.</param>
    /// <param name="terms">Null for the usual ones.</param>
    Guid Enqueue(string kind, string payload, JobTerms? terms = null);

    /// <summary>
    /// The same, but does nothing while a job with this key waits: that one is not begun before the unit of work has ended, so it sees what the unit changes. One that runs already may have
    /// looked too early, so beside it one more waits.
    /// </summary>
    Task EnqueueOnceAsync(string key, string kind, string payload, JobTerms? terms, CancellationToken ct);

    /// <summary>
    /// Ends a job in the unit of work that holds its last change: both are written, or neither. Throws <see cref="JobLeaseLostException"/> when somebody else has the job by now.
    /// </summary>
    Task CompleteAsync(JobRun run, CancellationToken ct);

    /// <summary>For changing: nobody begins it before the unit of work has ended.</summary>
    Task<Job?> FindAsync(Guid id, CancellationToken ct);

    /// <summary>Whether a job with this key waits; if so it waits until the unit of work has ended.</summary>
    Task<bool> IsWaitingAsync(string key, CancellationToken ct);

    void Remove(Job job);

    /// <summary>Deletes jobs that were given up before an instant, at most so many; how many.</summary>
    Task<int> RemoveFailedAsync(DateTimeOffset before, int atMost, CancellationToken ct);
}

/// <summary>The job is somebody else's by now, since its lease ran out: nothing that this run does counts any more.</summary>
public sealed class JobLeaseLostException() : Exception("The job's lease was lost; whoever has it now does the work again.");
