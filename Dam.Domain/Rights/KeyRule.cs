namespace Dam.Domain.Rights;

/// <summary>The channels, or the purposes, that something may be used for.</summary>
/// <param name="Keys">Sorted, each once; empty for all.</param>
public sealed record KeyRule(IReadOnlyList<string> Keys)
{
    public const int LongestKey = 40;

    public const int MostKeys = 100;

    public static KeyRule All { get; } = new([]);

    public bool IsAll => Keys.Count == 0;

    /// <summary>The rule with its list in the one order that is stored and shown.</summary>
    public static KeyRule Of(IEnumerable<string> keys) => new([.. keys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    /// <summary>The rule of which <see cref="Text"/> was kept.</summary>
    public static KeyRule Of(string text) => text.Length == 0 ? All : new KeyRule(SpacedText.Split(text));

    /// <summary>The keys as they are kept: <see cref="SpacedText"/>.</summary>
    internal string Text() => SpacedText.Of(Keys);

    /// <summary>What is wrong with keys that a caller gives; null when nothing is.</summary>
    internal InvalidInput? Problem(params IReadOnlyList<string> path) =>
        Keys.Count > MostKeys ? new InvalidInput("KEYS_TOO_MANY", $"At most {MostKeys} can be named.") { Path = path }
        : Keys.FirstOrDefault(key => !IsKey(key)) is { } none ? KeyProblem(none, path)
        : null;

    internal static InvalidInput KeyProblem(string key, IReadOnlyList<string> path) =>
        new("KEY_INVALID", $"\"{key}\" is no key: that is 1 to {LongestKey} lower-case letters, digits and hyphens, with no hyphen at an end.") { Path = path };

    /// <summary>Lower-case letters, digits and, between them, hyphens: what stands in URLs and lists as it is.</summary>
    public static bool IsKey(string text) =>
        text.Length is > 0 and <= LongestKey && text[0] != '-' && text[^1] != '-' && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public bool Equals(KeyRule? other) => other is not null && Keys.SequenceEqual(other.Keys, StringComparer.Ordinal);

    public override int GetHashCode() => Keys.Count == 0 ? 0 : HashCode.Combine(Keys.Count, Keys[0]);
}
