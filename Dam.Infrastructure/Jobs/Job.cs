namespace Dam.Infrastructure.Jobs;

/// <summary>A piece of work as it is kept. Whoever works on it holds a lease; when the lease runs out, somebody else may take it.</summary>
internal sealed class Job
{
    private Job()
    {
    }

    public Job(string kind, string payload, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        Kind = kind;
        Payload = payload;
        CreatedAt = now;
        RunAfter = now;
    }

    public Guid Id { get; private init; }

    /// <summary>Names the handler.</summary>
    public string Kind { get; private init; } = "";

    public string Payload { get; private init; } = "";

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset RunAfter { get; private init; }

    /// <summary>Names the claim under which it is worked on; null while nobody does.</summary>
    public Guid? LeaseId { get; private init; }

    public DateTimeOffset? LeaseUntil { get; private init; }

    public string? LastError { get; private init; }

    /// <summary>Nobody will try again. The row stays for a person to see.</summary>
    public bool Dead { get; private init; }
}
