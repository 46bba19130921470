using System.Diagnostics;

namespace Dam.Benchmarks.Rights;

/// <summary>Seconds on the machine's steady counter, and the wall clock's instant of each.</summary>
internal static class Clock
{
    private static readonly long Start = Stopwatch.GetTimestamp();

    private static readonly DateTimeOffset StartInstant = TimeProvider.System.GetUtcNow();

    public static double Now => Stopwatch.GetElapsedTime(Start).TotalSeconds;

    public static DateTimeOffset InstantOf(double seconds) => StartInstant.AddSeconds(seconds);
}

/// <summary>A verdict becomes another one at some moment between the begin of the request that changes it and its answer, or at an instant that was planned.</summary>
/// <param name="Allows">What holds from then on.</param>
/// <param name="Begins">From when on it may hold.</param>
internal sealed record Change(bool Allows, double Begins)
{
    /// <summary>From when on it holds for sure.</summary>
    public double Holds { get; set; } = double.PositiveInfinity;
}

/// <summary>What may be answered about something, as its changes were made: refusals and permissions take turns.</summary>
internal sealed class Timeline
{
    private const double Grace = 1;

    private readonly Lock _gate = new();
    private readonly List<Change> _changes = [new Change(Allows: true, double.NegativeInfinity) { Holds = double.NegativeInfinity }];

    /// <summary>A change that is about to be asked for.</summary>
    /// <param name="at">When it was planned for; null for now.</param>
    public Change Begin(bool allows, double? at = null)
    {
        var change = new Change(allows, at ?? Clock.Now);
        lock (_gate)
        {
            _changes.Add(change);
        }

        return change;
    }

    /// <summary>It was answered.</summary>
    public void Confirm(Change change)
    {
        lock (_gate)
        {
            change.Holds = Math.Max(change.Begins, Clock.Now);
        }
    }

    /// <summary>
    /// What a question has to be told that was asked and answered at these moments, if nothing has changed between: false when it was refused for more than a second, true when it was allowed for more than a second
    /// before it was asked; null for either.
    /// </summary>
    /// <param name="refused">The moment that the second before a refusal is counted to: the answer's is the stricter one, but a slow answer may have been settled before.</param>
    public bool? Judge(double asked, double answered, double refused)
    {
        lock (_gate)
        {
            var last = _changes.FindLast(change => change.Begins <= answered)!;
            return (last.Allows ? asked : refused) >= last.Holds + Grace ? last.Allows : null;
        }
    }
}

/// <summary>An address that was given out; dead once it is revoked, whatever the asset's verdict.</summary>
internal sealed record MediaAddress(string Path, Timeline Asset)
{
    public Timeline Own { get; } = new();

    /// <summary>By the answer's moment.</summary>
    public bool? Judge(double asked, double answered)
    {
        var own = Own.Judge(asked, answered, answered);
        return own is true ? Asset.Judge(asked, answered, answered) : own;
    }
}
