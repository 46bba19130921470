using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Dam.Domain.Metadata;

/// <summary>A BCP 47 language tag (<c>fr</c>, <c>zh-Hans</c>) in its canonical case (RFC 5646, section 2.1.1).</summary>
public readonly partial record struct Locale
{
    public const int Longest = 35;

    private readonly string? _code;

    private Locale(string code) => _code = code;

    public string Code => _code ?? throw new InvalidOperationException("An unset locale has no code.");

    public static bool TryParse([NotNullWhen(true)] string? text, out Locale locale)
    {
        locale = default;
        if (text is null || text.Length > Longest || !LanguageTag().IsMatch(text))
        {
            return false;
        }

        var parts = text.Split('-');
        var isExtension = false;
        for (var i = 0; i < parts.Length; i++)
        {
            // Behind a single letter extensions begin, in which two letters are no region.
            isExtension |= i > 0 && parts[i].Length == 1;
            parts[i] = parts[i].Length switch
            {
                2 when i > 0 && !isExtension => parts[i].ToUpperInvariant(),
                4 when i > 0 && !isExtension && char.IsAsciiLetter(parts[i][0]) => string.Concat(parts[i][..1].ToUpperInvariant(), parts[i][1..].ToLowerInvariant()),
                _ => parts[i].ToLowerInvariant(),
            };
        }

        locale = new Locale(string.Join('-', parts));
        return true;
    }

    public static Locale Parse(string text) => TryParse(text, out var locale) ? locale : throw new FormatException($"\"{text}\" is no BCP 47 language tag such as fr or zh-Hans.");

    /// <summary>
    /// The one to show who wants this locale: the locale itself, else the nearest that is more general (RFC 4647, section 3.4), else the first of the same language, in the same script
    /// if there is one, else the first. Null when there is none.
    /// </summary>
    public static T? Choose<T>(IReadOnlyList<T> offered, Func<T, Locale> localeOf, Locale? wanted)
        where T : class
    {
        for (var code = wanted?.Code; code is not null; code = Shortened(code))
        {
            if (offered.FirstOrDefault(candidate => localeOf(candidate).Code == code) is { } found)
            {
                return found;
            }
        }

        return offered.FirstOrDefault(candidate => wanted?.Language == localeOf(candidate).Language && wanted?.Script == localeOf(candidate).Script)
            ?? offered.FirstOrDefault(candidate => wanted?.Language == localeOf(candidate).Language)
            ?? (offered.Count > 0 ? offered[0] : null);
    }

    public override string ToString() => Code;

    private string Language => Code.Split('-')[0];

    /// <summary>As written, or as usual: of the languages that publishers write in two scripts Chinese is the one that seldom says which. Null when unknown.</summary>
    private string? Script => Code.Split('-') switch
    {
        [_, { Length: 4 } script, ..] when char.IsAsciiLetter(script[0]) => script,
        ["zh", "TW" or "HK" or "MO", ..] => "Hant",
        ["zh", ..] => "Hans",
        _ => null,
    };

    /// <summary>Without its last part, nor a single letter that would then be the last; null when nothing is left.</summary>
    private static string? Shortened(string code)
    {
        var end = code.LastIndexOf('-');
        return end < 0 ? null : end >= 2 && code[end - 2] == '-' ? code[..(end - 2)] : code[..end];
    }

    [GeneratedRegex(
        @"\A[a-z]{2,8}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(-[a-wyz0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex LanguageTag();
}

/// <summary>A text in one language.</summary>
public sealed record LocalizedText(Locale Locale, string Text);
