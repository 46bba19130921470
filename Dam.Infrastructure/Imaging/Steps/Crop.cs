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

    /// <summary>Top left corner of the window where the eye goes (saturation, skin, edges) or where the most information is.</summary>
    /// <param name="image">In memory: it is read twice.</param>
    public static (int Left, int Top) FindInterest(VipsImage image, PixelSize size, Gravity gravity)
    {
        using var crop = new VipsOperation("smartcrop");
        using var found = crop.Set("input", image).Set("width", size.Width).Set("height", size.Height)
            .Set("interesting", gravity == Gravity.Attention ? "attention" : "entropy").RunToImage();
        return found.Origin;
    }
}
