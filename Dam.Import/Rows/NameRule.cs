using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Dam.Import.Rows;

/// <summary>
/// What file names say, by a regular expression that the name without its extension must match as a whole. The groups <c>title</c>, <c>sku</c> and <c>tag</c> fill what they are
/// named after, any other the metadata field of its name. What the source itself says of a file wins.
/// </summary>
internal sealed class NameRule
{
    /// <summary>A rule that goes astray on some name is a bad rule, not a reason to hang.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Regex _whole;
    private readonly List<Part> _parts;

    /// <exception cref="RegexParseException">The pattern is none.</exception>
    public NameRule(string pattern)
    {
        var inner = pattern.StartsWith('^') ? pattern[1..] : pattern;
        inner = inner.EndsWith('$') && !inner.EndsWith(@"\$", StringComparison.Ordinal) ? inner[..^1] : inner;
        _whole = new Regex($"^(?:{inner})$", RegexOptions.CultureInvariant, Longest);
        _parts = Split(inner);
    }

    public void Apply(ImportRow row)
    {
        var name = Path.GetFileNameWithoutExtension(row.Name);
        try
        {
            if (_whole.Match(name) is { Success: true } match)
            {
                Fill(row, match);
            }
            else
            {
                row.Refuse(Mismatch(name));
            }
        }
        catch (RegexMatchTimeoutException)
        {
            row.Refuse(new RowError("NAME_RULE_TOO_SLOW", $"The rule takes too long to decide on \"{name}\": make its parts exclude one another.", "file"));
        }
    }

    private static void Fill(ImportRow row, Match match)
    {
        foreach (var group in match.Groups.Values.Where(group => group is { Success: true, Length: > 0 } && !char.IsAsciiDigit(group.Name[0])))
        {
            switch (group.Name)
            {
                case "title":
                    row.Title ??= group.Value;
                    break;
                case "sku":
                    if (row.Skus.Count == 0)
                    {
                        row.Skus.Add(group.Value);
                    }

                    break;
                case "tag":
                    row.Tags.AddRange(group.Captures.Select(capture => capture.Value).Except(row.Tags, StringComparer.Ordinal).ToList());
                    break;
                default:
                    row.Metadata.TryAdd(group.Name, group.Value);
                    break;
            }
        }
    }

    /// <summary>Names the first part of the rule with which the name cannot be matched any more, and what is there instead.</summary>
    private RowError Mismatch(string name)
    {
        var (pattern, matched) = (new StringBuilder(), 0);
        foreach (var part in _parts)
        {
            pattern.Append(part.Pattern);
            var match = Regex.Match(name, $"^(?:{pattern})", RegexOptions.CultureInvariant, Longest);
            if (!match.Success)
            {
                var rest = matched < name.Length ? $"\"{name[matched..]}\" does not begin with" : "the name ends before";
                return Error($"{rest} {part.Label}", part.Label);
            }

            matched = match.Length;
        }

        return Error($"nothing may follow it, and \"{name[matched..]}\" does", "the end");

        RowError Error(string what, string where) => new("NAME_RULE_MISMATCH", $"\"{name}\" breaks the name rule at {where}: {what}. {Suggestion(name)}", "file");
    }

    /// <summary>The name with the rule's own separator, in lower case and without accents, when that is enough; else the shape of a name.</summary>
    private string Suggestion(string name)
    {
        var separator = _parts.Select(part => part.Literal).FirstOrDefault(literal => literal?.Length == 1) ?? "_";
        var plain = string.Concat(name.Normalize(NormalizationForm.FormD).Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark));
        var separated = Regex.Replace(plain, @"[\s_.\-]+", separator.Replace("$", "$$", StringComparison.Ordinal), RegexOptions.None, Longest);
        string[] candidates = [plain, separated, plain.ToLowerInvariant(), separated.ToLowerInvariant()];
        return candidates.FirstOrDefault(_whole.IsMatch) is { } fitting
            ? $"\"{fitting}\" would do."
            : $"Names look like {string.Concat(_parts.Select(part => part.Literal ?? $"<{part.Label}>"))}.";
    }

    /// <summary>The pattern's parts one after the other, each whole by itself; the pattern as one part where it is a choice.</summary>
    private static List<Part> Split(string pattern)
    {
        var parts = new List<Part>();
        for (var at = 0; at < pattern.Length;)
        {
            var end = EndOfAtom(pattern, at);
            if (pattern[at] == '|' || end > pattern.Length)
            {
                return [new Part(pattern, "the pattern", Literal: null)];
            }

            var atom = pattern[at..end];
            while (end < pattern.Length && pattern[end] is '*' or '+' or '?' or '{')
            {
                end = pattern[end] == '{' ? pattern.IndexOf('}', end) + 1 : end + 1;
            }

            parts.Add(PartOf(pattern[at..end], atom));
            at = end;
        }

        return parts;
    }

    private static int EndOfAtom(string pattern, int at) => pattern[at] switch
    {
        '\\' => at + 2,
        '[' => pattern.IndexOf(']', at + 2) + 1 is > 0 and var end ? end : pattern.Length + 1,
        '(' => EndOfGroup(pattern, at),
        _ => at + 1,
    };

    private static int EndOfGroup(string pattern, int at)
    {
        var depth = 0;
        for (; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '\\':
                    at++;
                    break;
                case '[':
                    at = pattern.IndexOf(']', at + 2);
                    break;
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0:
                    return at + 1;
            }
        }

        return at + 1;
    }

    private static Part PartOf(string pattern, string atom)
    {
        var group = Regex.Match(atom, @"^\(\?[<'](?<name>\w+)[>']", RegexOptions.ExplicitCapture, Longest);
        var literal = atom is [not ('[' or '(' or '.'), ..] && pattern == atom && (atom.Length == 1 || !char.IsAsciiLetterOrDigit(atom[^1])) ? atom[^1..] : null;
        return new Part(pattern, group.Success ? group.Groups["name"].Value : literal is null ? pattern : $"\"{literal}\"", literal);
    }

    /// <param name="Label">What people call it.</param>
    /// <param name="Literal">The one character that it is, if it is one.</param>
    private sealed record Part(string Pattern, string Label, string? Literal);
}
