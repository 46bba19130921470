namespace Dam.Domain.Rights;

/// <summary>One value of a patch: given (also as null, which clears), or left as it is.</summary>
public readonly record struct Change<T>(bool IsGiven, T? Value)
{
    public static Change<T> To(T? value) => new(IsGiven: true, value);

    public T? Or(T? unchanged) => IsGiven ? Value : unchanged;
}

/// <summary>Rights as a caller changes them: what is not given stays.</summary>
public sealed record RightsPatch
{
    public const int LongestText = 1000;

    public const int MostTerritories = 500;

    public static RightsPatch Nothing { get; } = new();

    public Change<DateTimeOffset?> EmbargoUntil { get; init; }

    public Change<DateTimeOffset?> ExpiresAt { get; init; }

    /// <summary>Null for everywhere.</summary>
    public Change<TerritoryRule> Territories { get; init; }

    public Change<string> Credit { get; init; }

    public Change<string> CopyrightNotice { get; init; }

    /// <summary>The rights after the change, or everything that is wrong with them.</summary>
    public Outcome<AssetRights> ApplyTo(AssetRights rights)
    {
        var patched = rights with
        {
            EmbargoUntil = EmbargoUntil.Or(rights.EmbargoUntil),
            ExpiresAt = ExpiresAt.Or(rights.ExpiresAt),
            Territories = Territories.Or(rights.Territories) ?? TerritoryRule.Everywhere,
            Credit = Credit.Or(rights.Credit),
            CopyrightNotice = CopyrightNotice.Or(rights.CopyrightNotice),
        };
        var errors = Problems(patched).ToList();
        return errors.Count == 0 ? patched : Outcome<AssetRights>.Refused(errors);
    }

    private static IEnumerable<DomainError> Problems(AssetRights rights)
    {
        if (rights.ExpiresAt <= rights.EmbargoUntil)
        {
            yield return Problem("EXPIRY_BEFORE_EMBARGO", "The rights would end before the embargo does: nobody could ever use the asset.", "expiresAt");
        }

        var (mode, territories) = rights.Territories;
        if (mode == TerritoryMode.All && territories.Count > 0)
        {
            yield return Problem("TERRITORIES_CONTRADICT", "With mode ALL the list of territories must be empty.", "territories");
        }
        else if (mode != TerritoryMode.All && territories.Count == 0)
        {
            yield return Problem("TERRITORIES_MISSING", "With mode ONLY or EXCEPT at least one territory must be named.", "territories");
        }
        else if (territories.Count > MostTerritories)
        {
            yield return Problem("TERRITORIES_TOO_MANY", $"At most {MostTerritories} territories can be named.", "territories");
        }

        if (!IsText(rights.Credit))
        {
            yield return Problem("TEXT_INVALID", $"A credit has at most {LongestText} characters, none of them U+0000.", "credit");
        }

        if (!IsText(rights.CopyrightNotice))
        {
            yield return Problem("TEXT_INVALID", $"A copyright notice has at most {LongestText} characters, none of them U+0000.", "copyrightNotice");
        }
    }

    /// <summary>U+0000 is text in C#, but not in every database.</summary>
    private static bool IsText(string? text) => text is null || (text.Length <= LongestText && !text.Contains('\0', StringComparison.Ordinal));

    private static InvalidInput Problem(string code, string message, string field) => new(code, message) { Path = ["input", "rights", field] };
}
