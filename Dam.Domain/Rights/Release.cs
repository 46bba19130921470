using Dam.Domain.Transitions;

namespace Dam.Domain.Rights;

public enum ReleaseKind
{
    /// <summary>Of a person who is seen.</summary>
    Model,

    /// <summary>Of the owner of what is seen.</summary>
    Property,
}

/// <summary>Consent of a person or a property owner. A revoked or expired release blocks every asset it covers.</summary>
public sealed class Release
{
    public const int LongestSubject = 200;

    private Release()
    {
    }

    public Release(NewRelease content, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        Kind = content.Kind;
        Subject = content.Subject;
        StartsAt = content.StartsAt;
        ExpiresAt = content.ExpiresAt;
        TerritoryMode = content.Territories.Mode;
        TerritoryCodes = content.Territories.Codes();
        IsMinor = content.IsMinor;
        Guardian = content.Guardian;
        DocumentId = content.DocumentId;
        CreatedAt = now;
        RightsChangeAt = Transition.After(now, content.StartsAt, content.ExpiresAt);
    }

    public Guid Id { get; private init; }

    public ReleaseKind Kind { get; private init; }

    public string Subject { get; private init; } = "";

    public DateTimeOffset? StartsAt { get; private init; }

    public DateTimeOffset? ExpiresAt { get; private init; }

    public TerritoryMode TerritoryMode { get; private init; }

    /// <summary>See <see cref="SpacedText"/>.</summary>
    public string TerritoryCodes { get; private init; } = "";

    public bool IsMinor { get; private init; }

    public string? Guardian { get; private init; }

    /// <summary>The asset that holds the signed paper.</summary>
    public Guid? DocumentId { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>The first of its start and its end that has not been told of; null when none is to come.</summary>
    public DateTimeOffset? RightsChangeAt { get; private init; }

    public TerritoryRule Territories => TerritoryRule.Of(TerritoryMode, TerritoryCodes);

    /// <summary>Neither revoked nor at its end; it may still be to begin.</summary>
    public bool IsLive(DateTimeOffset now) => RevokedAt is null && !(now >= ExpiresAt);

    internal void Revoke(DateTimeOffset now) => RevokedAt = now;
}

/// <summary>What a release is made of.</summary>
/// <param name="Subject">Who or what is seen.</param>
public sealed record NewRelease(ReleaseKind Kind, string Subject)
{
    /// <summary>Null for from the beginning.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Null for without an end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public TerritoryRule Territories { get; init; } = TerritoryRule.Everywhere;

    /// <summary>Somebody else has to sign for them.</summary>
    public bool IsMinor { get; init; }

    /// <summary>Who has signed for a minor.</summary>
    public string? Guardian { get; init; }

    public Guid? DocumentId { get; init; }

    internal IEnumerable<DomainError> Problems()
    {
        if (string.IsNullOrWhiteSpace(Subject) || Subject.Length > Release.LongestSubject || !RightsPatch.IsText(Subject))
        {
            yield return new InvalidInput("SUBJECT_INVALID", $"A subject has 1 to {Release.LongestSubject} characters, none of them U+0000.") { Path = ["input", "subject"] };
        }

        if (!RightsPatch.IsText(Guardian) || Guardian?.Length > Release.LongestSubject)
        {
            yield return new InvalidInput("TEXT_INVALID", $"A guardian has at most {Release.LongestSubject} characters, none of them U+0000.") { Path = ["input", "guardian"] };
        }
        else if (IsMinor && (Kind != ReleaseKind.Model || string.IsNullOrWhiteSpace(Guardian)))
        {
            yield return new InvalidInput("GUARDIAN_MISSING", "For a minor, a model release names the guardian who has signed it.") { Path = ["input", "guardian"] };
        }

        if (GrantRules.PeriodProblem(StartsAt, ExpiresAt) is { } period)
        {
            yield return period;
        }

        if (Territories.Problem("input", "territories") is { } territories)
        {
            yield return territories;
        }
    }
}
