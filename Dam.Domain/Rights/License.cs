using Dam.Domain.Transitions;

namespace Dam.Domain.Rights;

/// <summary>What somebody allows to do with their work, for a time. When it ends, or is revoked, no asset that has it is delivered any more.</summary>
public sealed class License
{
    public const int LongestName = 200;

    public const int LongestTerms = 4000;

    private License()
    {
    }

    public License(NewLicense content, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        Name = content.Name;
        Holder = content.Holder;
        Terms = content.Terms;
        Cost = content.Cost;
        StartsAt = content.StartsAt;
        ExpiresAt = content.ExpiresAt;
        TerritoryMode = content.Territories.Mode;
        TerritoryCodes = content.Territories.Codes();
        ChannelKeys = content.Channels.Text();
        CreatedAt = now;
        RightsChangeAt = Transition.After(now, content.StartsAt, content.ExpiresAt);
    }

    public Guid Id { get; private init; }

    public string Name { get; private init; } = "";

    public string? Holder { get; private init; }

    public string? Terms { get; private init; }

    /// <summary>In words: <c>EUR 1,200 a year</c>.</summary>
    public string? Cost { get; private init; }

    public DateTimeOffset? StartsAt { get; private init; }

    public DateTimeOffset? ExpiresAt { get; private init; }

    public TerritoryMode TerritoryMode { get; private init; }

    /// <summary>See <see cref="SpacedText"/>.</summary>
    public string TerritoryCodes { get; private init; } = "";

    /// <summary>See <see cref="SpacedText"/>; empty for all.</summary>
    public string ChannelKeys { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>The first of its start and its end that has not been told of; null when none is to come.</summary>
    public DateTimeOffset? RightsChangeAt { get; private init; }

    public TerritoryRule Territories => TerritoryRule.Of(TerritoryMode, TerritoryCodes);

    public KeyRule Channels => KeyRule.Of(ChannelKeys);

    internal void Revoke(DateTimeOffset now) => RevokedAt = now;
}

/// <summary>What a licence is made of.</summary>
public sealed record NewLicense(string Name)
{
    public string? Holder { get; init; }

    public string? Terms { get; init; }

    public string? Cost { get; init; }

    /// <summary>Null for from the beginning.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Null for without an end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public TerritoryRule Territories { get; init; } = TerritoryRule.Everywhere;

    public KeyRule Channels { get; init; } = KeyRule.All;

    internal IEnumerable<DomainError> Problems()
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > License.LongestName || !RightsPatch.IsText(Name))
        {
            yield return new InvalidInput("NAME_INVALID", $"A licence's name has 1 to {License.LongestName} characters, none of them U+0000.") { Path = ["input", "name"] };
        }

        (string? Text, int Longest, string Field)[] texts = [(Holder, RightsPatch.LongestText, "holder"), (Terms, License.LongestTerms, "terms"), (Cost, RightsPatch.LongestText, "cost")];
        foreach (var (text, longest, field) in texts)
        {
            if (text is not null && (text.Length > longest || text.Contains('\0', StringComparison.Ordinal)))
            {
                yield return new InvalidInput("TEXT_INVALID", $"The text has at most {longest} characters, none of them U+0000.") { Path = ["input", field] };
            }
        }

        if (GrantRules.PeriodProblem(StartsAt, ExpiresAt) is { } period)
        {
            yield return period;
        }

        if (Territories.Problem("input", "territories") is { } territories)
        {
            yield return territories;
        }

        if (Channels.Problem("input", "channels") is { } channels)
        {
            yield return channels;
        }
    }
}

internal static class GrantRules
{
    public static InvalidInput? PeriodProblem(DateTimeOffset? startsAt, DateTimeOffset? expiresAt) => expiresAt <= startsAt
        ? new InvalidInput("PERIOD_EMPTY", "It would end before it begins.") { Path = ["input", "expiresAt"] }
        : null;
}
