namespace Dam.Api.Hosting;

/// <summary>How a node leaves: section <c>Dam:Shutdown</c>.</summary>
internal sealed class ShutdownOptions
{
    public const string Section = "Dam:Shutdown";

    /// <summary>From SIGTERM on, how long new connections are still taken while <c>/health/ready</c> answers 503 already: longer than whoever spreads requests takes to look.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.Zero;

    /// <summary>After that, how long requests and uploads that run may still take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    public IEnumerable<string> Problems()
    {
        if (Delay < TimeSpan.Zero)
        {
            yield return $"{Section}:{nameof(Delay)} must not be negative.";
        }

        if (Timeout <= TimeSpan.Zero)
        {
            yield return $"{Section}:{nameof(Timeout)} must be positive.";
        }
    }
}
