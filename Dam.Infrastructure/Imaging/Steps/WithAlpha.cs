using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>Gives every picture four 8-bit bands, so that its pixels can be read in one way.</summary>
internal static class WithAlpha
{
    public static VipsImage Apply(VipsImage image)
    {
        if (image.HasAlpha)
        {
            return image;
        }

        using var join = new VipsOperation("bandjoin_const");
        return join.Set("in", image).Set("c", [255]).RunToImage();
    }
}
