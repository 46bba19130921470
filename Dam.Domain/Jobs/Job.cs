using System.Diagnostics;

namespace Dam.Domain.Jobs;

/// <summary>Which of two due jobs of one kind comes first.</summary>
public enum JobPriority
{
    /// <summary>Somebody waits for it.</summary>
    Interactive,

    /// <summary>One of many, or something that nobody looks at.</summary>
    Bulk,
}

public enum JobState
{
    Waiting,
    Running,

    /// <summary>The last try has failed: nobody will try again by themselves.</summary>
    Failed,
}

/// <summary>A piece of work as it is kept until it is done. Whoever works on it holds a lease; when the lease runs out, somebody else may take it.</summary>
public sealed class Job
{
    public const int LongestKind = 100;

    public const int LongestKey = 200;

    public const int LongestError = 2000;

    public const int LongestTraceParent = 55;

    private Job()
    {
    }

    public Job(string kind, string payload, JobTerms terms, string? key, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        Kind = kind;
        Payload = payload;
        Key = key;
        Priority = terms.Priority;
        AssetId = terms.AssetId;
        CreatedAt = now;
        RunAfter = now + terms.Delay;
        TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Recorded: true } cause ? cause.Id : null;
    }

    public Guid Id { get; private init; }

    /// <summary>Names the handler.</summary>
    public string Kind { get; private init; } = "";

    public string Payload { get; private init; } = "";

    /// <summary>Of the jobs with the same key at most one waits; null for any number.</summary>
    public string? Key { get; private init; }

    public JobPriority Priority { get; private init; }

    /// <summary>The asset that it is about, if it is about one.</summary>
    public Guid? AssetId { get; private init; }

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; private set; }

    /// <summary>How much of it is done, in thousandths, as the handler has said; null when it says nothing.</summary>
    public int? Progress { get; private set; }

    /// <summary>What has caused it, as <c>traceparent</c> of https://www.w3.org/TR/trace-context/; null when nobody records that.</summary>
    public string? TraceParent { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset RunAfter { get; private set; }

    /// <summary>Names the claim under which it is worked on; null while nobody does.</summary>
    public Guid? LeaseId { get; private init; }

    public DateTimeOffset? LeaseUntil { get; private init; }

    public string? LastError { get; private init; }

    /// <summary>When its last try failed. The row stays for a person to see.</summary>
    public DateTimeOffset? FailedAt { get; private set; }

    public JobState StateAt(DateTimeOffset now) => StateOf(FailedAt, LeaseUntil, now);

    public static JobState StateOf(DateTimeOffset? failedAt, DateTimeOffset? leaseUntil, DateTimeOffset now) =>
        failedAt is not null ? JobState.Failed : leaseUntil > now ? JobState.Running : JobState.Waiting;

    /// <summary>Lets a failed job begin anew; what went wrong last is kept until it goes wrong again.</summary>
    public void Retry(DateTimeOffset now)
    {
        FailedAt = null;
        Attempts = 0;
        Progress = null;
        RunAfter = now;
    }
}
