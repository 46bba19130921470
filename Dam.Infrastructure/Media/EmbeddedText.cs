using System.Text;

namespace Dam.Infrastructure.Media;

/// <summary>Texts that strangers wrote into files: made such as any database and any reader takes.</summary>
internal static class EmbeddedText
{
    public const int LongestLine = 500;

    public const int LongestProse = 2000;

    /// <summary>On one line; null when nothing is left.</summary>
    public static string? Line(string? text, int longest) => Clean(text, longest, keepsLines: false);

    public static string? Prose(string? text, int longest = LongestProse) => Clean(text, longest, keepsLines: true);

    /// <summary>No control characters, no halves of characters, no space around; cut where it is too long.</summary>
    private static string? Clean(string? text, int longest, bool keepsLines)
    {
        if (text is null)
        {
            return null;
        }

        var clean = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > longest)
            {
                break;
            }

            if (!Rune.IsControl(rune) || (keepsLines && rune.Value == '\n'))
            {
                clean.Append(rune);
            }
            else if (rune.Value is '\r' or '\n' or '\t')
            {
                clean.Append(keepsLines ? "" : " ");
            }
        }

        var kept = clean.ToString().Trim();
        return kept.Length == 0 ? null : kept;
    }
}
