namespace Dam.Domain.Jobs;

/// <summary>
/// Does jobs of one kind. A job may be begun again after a crash or a lost lease, also while the first run goes on elsewhere. So either its effect is the same however often it is run, or its last
/// change and its end are one unit of work (<see cref="IJobQueue.CompleteAsync"/>), which only the run that still holds the lease can commit.
/// </summary>
public interface IJobHandler
{
    string Kind { get; }

    /// <summary>Jobs of this kind at a time on each node; null for as many as <c>Dam:Jobs:Parallelism</c> says. A kind that has no room left does not keep others waiting.</summary>
    int? Parallelism => null;

    /// <summary>Tries until a job is given up; null for as many as <c>Dam:Jobs:MostAttempts</c> says.</summary>
    int? MostAttempts => null;

    /// <summary>How long after one such job the next one is begun, by itself, once for all nodes; null for jobs that somebody enqueues.</summary>
    TimeSpan? Interval => null;

    /// <summary>Throws when the job should be tried again later.</summary>
    Task RunAsync(JobRun run, CancellationToken ct);

    /// <summary>The last try has failed: leave a trace that a person can see.</summary>
    Task GiveUpAsync(string payload, Exception reason, CancellationToken ct);
}

/// <summary>A job while somebody works on it.</summary>
public sealed class JobRun
{
    private const int Unknown = -1;

    private int _progress = Unknown;

    /// <param name="id">Of the job.</param>
    /// <param name="leaseId">Names the claim under which it runs.</param>
    /// <param name="attempt">From 1.</param>
    public JobRun(Guid id, Guid leaseId, string kind, string payload, int attempt)
    {
        (Id, LeaseId, Kind, Payload, Attempt) = (id, leaseId, kind, payload, attempt);
    }

    /// <summary>Work that is done at once, without the queue.</summary>
    public JobRun(string kind, string payload)
        : this(Guid.Empty, Guid.Empty, kind, payload, attempt: 1) => IsQueued = false;

    public Guid Id { get; }

    public Guid LeaseId { get; }

    public string Kind { get; }

    public string Payload { get; }

    public int Attempt { get; }

    /// <summary>See <see cref="Job.TraceParent"/>.</summary>
    public string? TraceParent { get; init; }

    public bool IsQueued { get; } = true;

    /// <summary>Whether the handler has ended the job in a unit of work of its own.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>What was reported last, in thousandths; null before the first report.</summary>
    public int? Progress => Volatile.Read(ref _progress) is var done and not Unknown ? done : null;

    /// <summary>Says how much is done, from 0 to 1, as often as one likes: it is written about once a second at most.</summary>
    public void Report(double done) => Volatile.Write(ref _progress, (int)(1000 * Math.Clamp(done, 0, 1)));

    /// <summary>Said by the queue.</summary>
    public void End() => HasEnded = true;
}
