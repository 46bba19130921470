using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>Many files have a channel for transparency and nothing transparent in it; such a picture may become a JPEG.</summary>
internal static class Opacity
{
    /// <summary>Reads the last band of an 8-bit picture in memory.</summary>
    public static bool IsFull(VipsImage image)
    {
        using var extract = new VipsOperation("extract_band");
        using var alpha = extract.Set("in", image).Set("band", image.BandCount - 1).RunToImage();
        using var min = new VipsOperation("min");
        return min.Set("in", alpha).RunToNumber() >= 255;
    }
}
