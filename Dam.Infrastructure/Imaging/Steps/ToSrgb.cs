using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>Grey, Lab and 16-bit pixels become three 8-bit bands, and transparency a fourth; what a profile said has been applied by <see cref="Scale"/>.</summary>
internal static class ToSrgb
{
    public static VipsImage Apply(VipsImage image)
    {
        if (image.Interpretation == VipsInterpretation.Srgb)
        {
            return image;
        }

        using var convert = new VipsOperation("colourspace");
        using var converted = convert.Set("in", image).Set("space", "srgb").RunToImage();
        using var cast = new VipsOperation("cast");
        return cast.Set("in", converted).Set("format", "uchar").RunToImage();
    }
}
