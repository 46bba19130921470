using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>Scales to exactly a size and turns upright; transparency is premultiplied while at it.</summary>
internal static class Scale
{
    public static VipsImage To(VipsImage image, PixelSize size, bool toSrgb)
    {
        using var scale = new VipsOperation("thumbnail_image");
        scale.Set("in", image).Set("width", size.Width).Set("height", size.Height).Set("size", "force");
        if (toSrgb && NeedsConversion(image))
        {
            scale.SetText("output_profile", "srgb").Set("intent", "perceptual");
        }

        return scale.RunToImage();
    }

    /// <summary>Converting costs half of a thumbnail's time, so only inks and RGB that a profile says is not sRGB are.</summary>
    private static bool NeedsConversion(VipsImage image) => image.Interpretation switch
    {
        VipsInterpretation.Cmyk => true,
        VipsInterpretation.Srgb or VipsInterpretation.Rgb16 => image.HasIccProfile && !IccProfile.IsSrgb(image.IccProfile),
        _ => false,
    };
}
