namespace Dam.Infrastructure.Health;

/// <summary>From when on a part counts as degraded: section <c>Dam:Health</c>.</summary>
public sealed class HealthOptions
{
    public const string Section = "Dam:Health";

    /// <summary>Bytes that the disk of the data folder should have left.</summary>
    public long LeastSpace { get; set; } = 1024 * 1024 * 1024;

    /// <summary>How long an event may wait for its number.</summary>
    public TimeSpan LongestSequencing { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a job that is due may wait for a worker.</summary>
    public TimeSpan LongestBacklog { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a cache in front may take to confirm a purge.</summary>
    public TimeSpan LongestPurge { get; set; } = TimeSpan.FromSeconds(30);
}
