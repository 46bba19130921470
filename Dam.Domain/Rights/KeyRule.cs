namespace Dam.Domain.Rights;

/// <summary>The channels, or the purposes, that something may be used for.</summary>
/// <param name="Keys">Sorted, each once; empty for all.</param>
public sealed record KeyRule(IReadOnlyList<string> Keys)
{
    public const int LongestKey = 40;

    public static KeyRule All { get; } = new([]);

    public bool IsAll => Keys.Count == 0;

    /// <summary>The rule with its list in the one order that is stored and shown.</summary>
    public static KeyRule Of(IEnumerable<string> keys) => new([.. keys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    /// <summary>Lower-case letters, digits and, between them, hyphens: what stands in URLs and lists as it is.</summary>
    public static bool IsKey(string text) =>
        text.Length is > 0 and <= LongestKey && text[0] != '-' && text[^1] != '-' && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public bool Equals(KeyRule? other) => other is not null && Keys.SequenceEqual(other.Keys, StringComparer.Ordinal);

    public override int GetHashCode() => Keys.Count == 0 ? 0 : HashCode.Combine(Keys.Count, Keys[0]);
}
