using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Dam.Domain.Imaging;

/// <summary>An opaque sRGB colour, written <c>#RRGGBB</c>.</summary>
public readonly record struct RgbColor(byte R, byte G, byte B)
{
    public static readonly RgbColor White = new(255, 255, 255);

    public static bool TryParse([NotNullWhen(true)] string? text, out RgbColor color) => TryParse(text.AsSpan(), out color);

    public static bool TryParse(ReadOnlySpan<char> text, out RgbColor color)
    {
        color = default;
        return text is ['#', .. { Length: 6 } digits] && TryParseDigits(digits, out color);
    }

    public override string ToString() => $"#{ToDigits().ToUpperInvariant()}";

    /// <summary>Six lower-case hexadecimal digits.</summary>
    internal string ToDigits() => string.Create(CultureInfo.InvariantCulture, $"{R:x2}{G:x2}{B:x2}");

    internal static bool TryParseDigits(ReadOnlySpan<char> digits, out RgbColor color)
    {
        color = default;
        if (digits.Length != 6 || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        color = new RgbColor((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        return true;
    }
}
