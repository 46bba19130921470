using System.Buffers;
using System.Globalization;
using System.Text;
using Dam.Domain.Imaging;

namespace Dam.Domain.Delivery;

/// <summary>The last part of a media URL: made of the file's name so that people and search engines can read it, of characters that need no escaping.</summary>
public static class MediaNames
{
    /// <summary>In the place of an extension where the request's <c>Accept</c> header decides.</summary>
    public const string AutoExtension = "auto";

    private const int LongestName = 60;
    private const int LongestExtension = 8;
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> ExtensionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary><c>Été à Nîmes (2).JPG</c> is <c>ete-a-nimes-2</c>; a name without any Latin letter or digit is <c>file</c>.</summary>
    public static string NameOf(string filename)
    {
        var name = new StringBuilder(LongestName);
        foreach (var c in Path.GetFileNameWithoutExtension(filename).Normalize(NormalizationForm.FormD))
        {
            if (name.Length == LongestName)
            {
                break;
            }

            if (char.IsAsciiLetterOrDigit(c))
            {
                name.Append(char.ToLowerInvariant(c));
            }
            else if (name.Length > 0 && name[^1] != '-' && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                name.Append('-');
            }
        }

        var readable = name.ToString().TrimEnd('-');
        return readable.Length == 0 ? "file" : readable;
    }

    /// <summary>The file's own extension where it is a plain one, else <c>bin</c>.</summary>
    public static string ExtensionOf(string filename)
    {
        var extension = Path.GetExtension(filename).TrimStart('.').ToLowerInvariant();
        return IsExtension(extension) ? extension : "bin";
    }

    public static string ExtensionOf(ImageFormat format) => format == ImageFormat.Auto ? AutoExtension : format.Extension();

    internal static bool IsName(ReadOnlySpan<char> text) => text.Length is >= 1 and <= LongestName && !text.ContainsAnyExcept(NameCharacters);

    internal static bool IsExtension(ReadOnlySpan<char> text) => text.Length is >= 1 and <= LongestExtension && !text.ContainsAnyExcept(ExtensionCharacters);
}
