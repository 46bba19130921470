namespace Dam.Infrastructure.Jobs;

internal sealed record JobOptions
{
    /// <summary>Jobs at a time.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a job belongs to a process that shows no more signs of life.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often to look for work that nobody told of: retries that are due, jobs of other nodes.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Before the second try; four times as long before each one after.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    public int MostAttempts { get; init; } = 5;
}
