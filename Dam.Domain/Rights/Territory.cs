using System.Diagnostics.CodeAnalysis;

namespace Dam.Domain.Rights;

/// <summary>An ISO 3166-1 alpha-2 country (<c>FR</c>) or an ISO 3166-2 subdivision (<c>US-CA</c>), in capitals.</summary>
public readonly record struct Territory
{
    private readonly string? _code;

    private Territory(string code) => _code = code;

    public string Code => _code ?? throw new InvalidOperationException("An unset territory has no code.");

    internal bool IsSet => _code is not null;

    /// <summary>The country's two letters: itself, or the part before the hyphen.</summary>
    public string Country => Code[..2];

    public bool IsSubdivision => Code.Length > 2;

    public static bool TryParse([NotNullWhen(true)] string? text, out Territory territory)
    {
        territory = default;
        if (text is null || text.Length is < 2 or > 6 || !IsLetter(text[0]) || !IsLetter(text[1]))
        {
            return false;
        }

        if (text.Length > 2 && (text[2] != '-' || text.Length == 3 || !text.AsSpan(3).ContainsOnlyLettersAndDigits()))
        {
            return false;
        }

        territory = new Territory(text.ToUpperInvariant());
        return true;
    }

    public static Territory Parse(string text) =>
        TryParse(text, out var territory) ? territory : throw new FormatException($"\"{text}\" is no ISO 3166 code such as FR or US-CA.");

    /// <summary>A subdivision that no rule names: longer than any code.</summary>
    internal static Territory RestOf(string country) => new($"{country}-other");

    public override string ToString() => Code;

    private static bool IsLetter(char c) => char.IsAsciiLetter(c);
}

file static class TerritoryText
{
    public static bool ContainsOnlyLettersAndDigits(this ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }
        }

        return true;
    }
}
