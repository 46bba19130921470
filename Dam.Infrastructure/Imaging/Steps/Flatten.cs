using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>Lays transparency onto a colour.</summary>
internal static class Flatten
{
    public static VipsImage Onto(VipsImage image, RgbColor color)
    {
        if (!image.HasAlpha)
        {
            return image;
        }

        using var flatten = new VipsOperation("flatten");
        return flatten.Set("in", image).Set("background", [color.R, color.G, color.B]).RunToImage();
    }
}
