using System.Globalization;
using System.Text;

namespace Dam.Domain.Paging;

/// <summary>The form of a text under which prose is compared and sorted: no case, no accents, the same on every database.</summary>
public static class Folding
{
    public static string Fold(string text)
    {
        var decomposed = text.Normalize(NormalizationForm.FormKD);
        var folded = new StringBuilder(decomposed.Length);
        foreach (var rune in decomposed.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark))
            {
                folded.Append(Rune.ToLowerInvariant(rune).ToString());
            }
        }

        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>
    /// The same as it is kept: cut to at most so many characters, since one ligature may become many and an index holds only so much, and without spaces at its end, which some
    /// databases do not compare.
    /// </summary>
    public static string Fold(string text, int most)
    {
        var folded = Fold(text);
        var length = folded.Length <= most ? folded.Length : char.IsHighSurrogate(folded[most - 1]) ? most - 1 : most;
        return folded[..length].TrimEnd(' ');
    }
}
