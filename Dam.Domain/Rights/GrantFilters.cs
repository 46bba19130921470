using Dam.Domain.Paging;

namespace Dam.Domain.Rights;

/// <summary>Which licences a list holds; joined by AND. Texts compare as they are.</summary>
public sealed record LicenseFilter
{
    public IReadOnlyList<LicenseFilter>? And { get; init; }

    public IReadOnlyList<LicenseFilter>? Or { get; init; }

    public LicenseFilter? Not { get; init; }

    public TextFilter? Name { get; init; }

    /// <summary>One without a holder compares as an empty text.</summary>
    public TextFilter? Holder { get; init; }

    /// <summary>One without an end is in no range.</summary>
    public RangeFilter<DateTimeOffset>? ExpiresAt { get; init; }

    public bool? IsRevoked { get; init; }
}

/// <summary>Which releases a list holds; joined by AND. Texts compare as they are.</summary>
public sealed record ReleaseFilter
{
    public IReadOnlyList<ReleaseFilter>? And { get; init; }

    public IReadOnlyList<ReleaseFilter>? Or { get; init; }

    public ReleaseFilter? Not { get; init; }

    public IReadOnlyList<ReleaseKind>? Kinds { get; init; }

    public TextFilter? Subject { get; init; }

    /// <summary>One without an end is in no range.</summary>
    public RangeFilter<DateTimeOffset>? ExpiresAt { get; init; }

    public bool? IsRevoked { get; init; }
}
