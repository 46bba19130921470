using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>A Gaussian. Transparent pixels have no colour to give to their neighbours.</summary>
internal static class Blur
{
    /// <param name="deviation">In pixels.</param>
    public static VipsImage By(VipsImage image, double deviation)
    {
        using var pixels = image.CopyToMemory();
        using var blur = new VipsOperation("gaussblur");
        if (!image.HasAlpha)
        {
            return blur.Set("in", pixels).Set("sigma", deviation).RunToImage();
        }

        using var premultiply = new VipsOperation("premultiply");
        using var weighed = premultiply.Set("in", pixels).RunToImage();
        using var blurred = blur.Set("in", weighed).Set("sigma", deviation).RunToImage();
        using var unpremultiply = new VipsOperation("unpremultiply");
        using var plain = unpremultiply.Set("in", blurred).RunToImage();
        using var cast = new VipsOperation("cast");
        return cast.Set("in", plain).Set("format", "uchar").RunToImage();
    }
}
