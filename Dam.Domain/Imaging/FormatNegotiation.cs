using System.Globalization;

namespace Dam.Domain.Imaging;

/// <summary>
/// Picks a rendition's format from the request's <c>Accept</c> header (RFC 9110, section 12.5.1). A modern format counts only when it
/// is named: <c>image/*</c> is sent by clients that know neither WebP nor AVIF.
/// </summary>
public static class FormatNegotiation
{
    /// <summary>Up to this area AVIF is made at all.</summary>
    public const long MaxAvifPixels = 4_000_000;

    /// <summary>Up to this area an AVIF takes no longer than a request may. Of what is larger and not asked for by name, another format is given until it is made.</summary>
    public const long MaxAvifPixelsOnDemand = 1_000_000;

    /// <summary>AVIF, then WebP, then PNG for transparency or JPEG.</summary>
    public static ImageFormat Choose(string? accept, bool hasAlpha, long outputPixels)
    {
        if (outputPixels <= MaxAvifPixels && Accepts(accept, MediaTypes.Avif))
        {
            return ImageFormat.Avif;
        }

        return ChooseQuick(accept, hasAlpha);
    }

    /// <summary>The same without AVIF, whose encoder is slow.</summary>
    public static ImageFormat ChooseQuick(string? accept, bool hasAlpha) =>
        Accepts(accept, MediaTypes.WebP) ? ImageFormat.Webp : hasAlpha ? ImageFormat.Png : ImageFormat.Jpeg;

    private static bool Accepts(ReadOnlySpan<char> accept, ReadOnlySpan<char> mediaType)
    {
        foreach (var range in accept.Split(','))
        {
            var element = accept[range];
            var end = element.IndexOf(';');
            var name = (end < 0 ? element : element[..end]).Trim();
            if (name.Equals(mediaType, StringComparison.OrdinalIgnoreCase))
            {
                return end < 0 || Weight(element[(end + 1)..]) > 0;
            }
        }

        return false;
    }

    private static double Weight(ReadOnlySpan<char> parameters)
    {
        foreach (var range in parameters.Split(';'))
        {
            var parameter = parameters[range].Trim();
            if (parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase))
            {
                return double.TryParse(parameter[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) ? weight : 0;
            }
        }

        return 1;
    }
}
