namespace Dam.Domain.Rights;

/// <summary>What somebody else has granted, a licence or a release, as far as the verdict depends on it. Who has granted it is not in it: reasons are read by everybody.</summary>
public sealed record Grant
{
    /// <summary>Not before this instant; the instant itself is allowed.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Not from this instant on; the instant itself is refused.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Refuses at every instant, past ones too.</summary>
    public bool IsRevoked { get; init; }

    public TerritoryRule Territories { get; init; } = TerritoryRule.Everywhere;

    public KeyRule Channels { get; init; } = KeyRule.All;
}
