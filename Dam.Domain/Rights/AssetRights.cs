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

    public Guid? LicenseId { get; init; }

    public ReleaseSet Releases { get; init; } = ReleaseSet.None;

    /// <summary>Without a live release it can neither be approved nor delivered.</summary>
    public bool NeedsRelease { get; init; }

    /// <summary>Name of the mark that lies over every rendition that is delivered; null for none.</summary>
    public string? Watermark { get; init; }

    /// <summary>What the instants below are counted from; null where they are given as they are.</summary>
    public RightsEvent? Event { get; init; }

    /// <summary>How long after the event the embargo ends; <see cref="EmbargoUntil"/> is what that came to when it was written.</summary>
    public CalendarSpan? EmbargoAfterEvent { get; init; }

    /// <summary>How long after the event the rights end; <see cref="ExpiresAt"/> is what that came to when it was written.</summary>
    public CalendarSpan? ExpiresAfterEvent { get; init; }

    public string? Credit { get; init; }

    public string? CopyrightNotice { get; init; }

    /// <summary>Who gave it.</summary>
    public string? Donor { get; init; }

    /// <summary>Under which conditions it may be reproduced, for people to read.</summary>
    public string? Conditions { get; init; }
}

/// <summary>Something that takes place, and by which rights are counted.</summary>
public sealed record RightsEvent(string Name, DateTimeOffset EndsAt);

/// <summary>The releases that an asset needs, all of them.</summary>
/// <param name="Ids">In the order of the ids, each once.</param>
public sealed record ReleaseSet(IReadOnlyList<Guid> Ids)
{
    public const int Most = 100;

    public static ReleaseSet None { get; } = new([]);

    public static ReleaseSet Of(IEnumerable<Guid> ids) => new([.. ids.Distinct().Order()]);

    public bool Equals(ReleaseSet? other) => other is not null && Ids.SequenceEqual(other.Ids);

    public override int GetHashCode() => Ids.Count == 0 ? 0 : Ids[0].GetHashCode();
}
