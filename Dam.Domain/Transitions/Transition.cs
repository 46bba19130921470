using Dam.Domain.Rights;

namespace Dam.Domain.Transitions;

/// <summary>An instant at which rights begin or end by themselves.</summary>
public static class Transition
{
    /// <summary>The first that is later than an instant; null when none is. Rights begin before they end.</summary>
    public static DateTimeOffset? After(DateTimeOffset now, DateTimeOffset? start, DateTimeOffset? end) => start > now ? start : end > now ? end : null;
}

/// <summary>An asset whose own embargo or expiry has come.</summary>
public sealed record AssetTransition(Guid AssetId, DateTimeOffset At);

/// <summary>A licence or a release that has begun or ended.</summary>
public sealed record GrantTransition(GrantId Grant, DateTimeOffset At, bool IsEnd);
