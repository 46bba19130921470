using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure;

/// <summary>Says that a store takes nothing, and which setting names it: once a minute at most, since every request would say it again.</summary>
/// <param name="place">The setting and where it leads.</param>
internal sealed partial class StoreFailureLog(string place, ILogger logger)
{
    private const long Pause = 60_000;

    private long _quietUntil = long.MinValue;

    public void Say(string reason)
    {
        var (now, until) = (Environment.TickCount64, Volatile.Read(ref _quietUntil));
        if (now >= until && Interlocked.CompareExchange(ref _quietUntil, now + Pause, until) == until)
        {
            LogUnavailable(logger, place, reason);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Place} cannot be used: {Reason} Nothing that needs it is acknowledged, and jobs that do wait, until it can be used again.")]
    private static partial void LogUnavailable(ILogger logger, string place, string reason);
}
