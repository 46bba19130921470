using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>Cuts a window out of a scaled picture.</summary>
internal static class Crop
{
    public static VipsImage To(VipsImage image, PixelSize size, int left, int top)
    {
        using var crop = new VipsOperation("extract_area");
        return crop.Set("input", image).Set("left", left).Set("top", top).Set("width", size.Width).Set("height", size.Height).RunToImage();
    }

    /// <summary>Where the eye goes (saturation, skin, edges) or where the most information is.</summary>
    public static VipsImage ToInterest(VipsImage image, PixelSize size, Gravity gravity)
    {
        // The search reads the pixels, and then they are read again from the top.
        using var pixels = image.CopyToMemory();
        using var crop = new VipsOperation("smartcrop");
        return crop.Set("input", pixels).Set("width", size.Width).Set("height", size.Height)
            .Set("interesting", gravity == Gravity.Attention ? "attention" : "entropy").RunToImage();
    }
}
