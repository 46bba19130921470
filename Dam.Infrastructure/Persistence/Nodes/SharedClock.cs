using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence.Nodes;

/// <summary>
/// The time that all nodes on a server go by: its own, counted on by this machine's steady counter. So leases, embargoes and the order of events do not depend on whose clock is right, and a clock that
/// jumps while the node runs is not noticed. Until the server has been asked it is the machine's.
/// </summary>
internal sealed partial class SharedClock(TimeProvider machine, ILogger<SharedClock> logger) : TimeProvider
{
    /// <summary>What an answer may be off on a busy network. Less is left as it is, so that time does not go back and forth.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(50);

    /// <summary>Who is further off has a clock that nobody keeps.</summary>
    private static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(5);

    private Anchor? _best;
    private volatile Anchor? _anchor;
    private bool _isOff;

    public override long TimestampFrequency => machine.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => _anchor is { } anchor ? anchor.At(machine) : machine.GetUtcNow();

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>Takes an answer of the server; of several the one that took least counts.</summary>
    /// <param name="asked">When, by <see cref="GetTimestamp"/>.</param>
    public void Hear(DateTimeOffset answer, long asked)
    {
        var took = machine.GetElapsedTime(asked);
        if (_best is null || took < _best.Took)
        {
            _best = new Anchor(answer + (took / 2), machine.GetTimestamp(), took);
        }
    }

    /// <summary>Goes by what was heard since the last time.</summary>
    public void Settle()
    {
        if (_best is not { } best)
        {
            return;
        }

        _best = null;
        if (_anchor is null || (best.At(machine) - GetUtcNow()).Duration() > Tolerance)
        {
            _anchor = best;
        }

        var off = machine.GetUtcNow() - best.At(machine);
        if (off.Duration() > WorthTelling && !_isOff)
        {
            LogOff(logger, off);
        }

        _isOff = off.Duration() > WorthTelling;
    }

    /// <param name="Time">The server's, at the timestamp.</param>
    private sealed record Anchor(DateTimeOffset Time, long Timestamp, TimeSpan Took)
    {
        public DateTimeOffset At(TimeProvider machine) => Time + machine.GetElapsedTime(Timestamp);
    }

    [LoggerMessage(1, LogLevel.Warning, "This machine's clock is {Off} ahead of the database server's. Dam goes by the server's, like all nodes; certificates and logs do not. Set the clocks by one source (NTP).")]
    private static partial void LogOff(ILogger logger, TimeSpan off);
}
