using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>Rounds a picture's corners: outside of them it is transparent, at their edges in part.</summary>
internal static class Corners
{
    public static VipsImage Round(VipsImage image, int radius)
    {
        using var mask = VipsImage.Of(MaskOf(image.Size, Math.Min(radius, Math.Min(image.Width, image.Height) / 2)), image.Size);
        if (!image.HasAlpha)
        {
            return Join(image, mask);
        }

        using var extractColors = new VipsOperation("extract_band");
        using var colors = extractColors.Set("in", image).Set("band", 0).Set("n", image.BandCount - 1).RunToImage();
        using var extractAlpha = new VipsOperation("extract_band");
        using var alpha = extractAlpha.Set("in", image).Set("band", image.BandCount - 1).RunToImage();
        using var multiply = new VipsOperation("multiply");
        using var product = multiply.Set("left", alpha).Set("right", mask).RunToImage();
        using var scale = new VipsOperation("linear");
        using var both = scale.Set("in", product).Set("a", [1.0 / byte.MaxValue]).Set("b", [0.5]).Set("uchar", true).RunToImage();
        return Join(colors, both);
    }

    private static VipsImage Join(VipsImage colors, VipsImage alpha)
    {
        using var join = new VipsOperation("bandjoin");
        return join.Set("in", [colors, alpha]).RunToImage();
    }

    /// <summary>How much of each pixel lies within.</summary>
    private static byte[] MaskOf(PixelSize size, int radius)
    {
        var mask = new byte[size.Pixels];
        mask.AsSpan().Fill(byte.MaxValue);
        for (var y = 0; y < radius; y++)
        {
            for (var x = 0; x < radius; x++)
            {
                var (dx, dy) = (radius - x - 0.5, radius - y - 0.5);
                var cover = (byte)Math.Round(byte.MaxValue * Math.Clamp(radius - Math.Sqrt((dx * dx) + (dy * dy)) + 0.5, 0, 1));
                var (top, bottom) = (y * (long)size.Width, (size.Height - 1 - y) * (long)size.Width);
                mask[top + x] = mask[top + size.Width - 1 - x] = mask[bottom + x] = mask[bottom + size.Width - 1 - x] = cover;
            }
        }

        return mask;
    }
}
