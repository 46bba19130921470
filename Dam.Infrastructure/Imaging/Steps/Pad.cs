using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>Puts a picture into a larger frame of one colour, or a transparent one where there is none.</summary>
internal static class Pad
{
    public static VipsImage To(VipsImage image, PixelSize size, int left, int top, RgbColor? background)
    {
        double[] bands = background is { } color ? [color.R, color.G, color.B] : [0, 0, 0];
        using var embed = new VipsOperation("embed");
        return embed.Set("in", image).Set("x", left).Set("y", top).Set("width", size.Width).Set("height", size.Height)
            .Set("extend", "background").Set("background", image.HasAlpha ? [.. bands, background is null ? 0 : 255] : bands).RunToImage();
    }
}
