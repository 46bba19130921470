using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>Takes the colour out. The bands stay three, so that what comes behind it may have a colour.</summary>
internal static class Grayscale
{
    public static VipsImage Apply(VipsImage image)
    {
        using var toGray = new VipsOperation("colourspace");
        using var gray = toGray.Set("in", image).Set("space", "b-w").RunToImage();
        using var toSrgb = new VipsOperation("colourspace");
        return toSrgb.Set("in", gray).Set("space", "srgb").RunToImage();
    }
}
