namespace Dam.Domain.Rights;

/// <summary>When, where and for what an asset may be delivered, and what has to be said beside it.</summary>
public sealed record AssetRights
{
    public static AssetRights None { get; } = new();

    /// <summary>Not before this instant; the instant itself is allowed.</summary>
    public DateTimeOffset? EmbargoUntil { get; init; }

    /// <summary>Not from this instant on; the instant itself is refused.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public TerritoryRule Territories { get; init; } = TerritoryRule.Everywhere;

    public KeyRule Channels { get; init; } = KeyRule.All;

    public KeyRule Purposes { get; init; } = KeyRule.All;

    public bool NeedsRelease { get; init; }

    public string? Credit { get; init; }

    public string? CopyrightNotice { get; init; }
}
