using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Dam.Domain.Imaging;

/// <summary>What lies around a picture's subject, seen at its edges.</summary>
/// <param name="Color">Of most of the border; null where that is transparent.</param>
/// <param name="Share">Part of the border, from 0 to 1, that is so.</param>
public readonly record struct PictureBorder(RgbColor? Color, double Share)
{
    private const string Transparent = "transparent";

    /// <summary><c>#FFFFFF 0.98</c>, or <c>transparent 1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Color?.ToString() ?? Transparent} {Share:0.###}");

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PictureBorder border)
    {
        border = default;
        if (text?.Split(' ') is not [var color, var number] || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share))
        {
            return false;
        }

        var isColor = RgbColor.TryParse(color, out var value);
        border = new PictureBorder(isColor ? value : null, share);
        return isColor || color == Transparent;
    }
}

/// <summary>What a picture's numbers mean.</summary>
public enum ColorProfile
{
    /// <summary>sRGB by its profile, or by default.</summary>
    Srgb,

    /// <summary>RGB by another profile.</summary>
    OtherRgb,

    Gray,
    Cmyk,
    Other,
}
