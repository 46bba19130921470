using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>
/// The quality at which a picture looks as good as it does as a JPEG of quality 80, by what is in it and how large it is. Fine detail hides what an encoder leaves out, smooth ground shows it;
/// the figures were fitted to the sample photographs at three sizes (<c>./run bench renditions bytes</c>).
/// </summary>
internal static class Looks
{
    /// <summary>Pairs of rows that are looked at.</summary>
    private const int Samples = 64;

    /// <summary>Side, in pixels, of the square that the figures are for.</summary>
    private const double UsualSide = 350;

    public static int QualityOf(VipsImage image, ImageFormat format)
    {
        var detail = DetailOf(image);
        var doublings = Math.Clamp(Math.Log2(Math.Sqrt(image.Size.Pixels) / UsualSide), -2, 2);
        var quality = format == ImageFormat.Webp
            ? Math.Clamp(93 - (0.85 * detail), 70, 92)
            : Math.Clamp(60 + (3.5 * doublings) + (0.25 * (Math.Min(detail, 16) - 10)), 50, 70);
        return (int)Math.Round(quality);
    }

    /// <summary>How different a pixel is from the one before it and the one above, in brightness of 255.</summary>
    /// <param name="image">In memory, three bands or four.</param>
    private static double DetailOf(VipsImage image)
    {
        if (image.Width < 2 || image.Height < 2)
        {
            return 0;
        }

        var (sum, count) = (0.0, 0);
        for (var sample = 0; sample < Math.Min(Samples, image.Height - 1); sample++)
        {
            var top = (int)((long)sample * (image.Height - 1) / Math.Min(Samples, image.Height - 1));
            using var pair = Crop.To(image, new PixelSize(image.Width, 2), 0, top);
            sum += Differences(pair.ToPixels(), image.Width, image.BandCount);
            count += image.Width - 1;
        }

        return sum / count;
    }

    private static double Differences(byte[] rows, int width, int bands)
    {
        var sum = 0.0;
        var left = Brightness(rows, width * bands);
        for (var x = 1; x < width; x++)
        {
            var here = Brightness(rows, (width + x) * bands);
            sum += Math.Abs(here - left) + Math.Abs(here - Brightness(rows, x * bands));
            left = here;
        }

        return sum;
    }

    private static double Brightness(byte[] rows, int at) => (0.299 * rows[at]) + (0.587 * rows[at + 1]) + (0.114 * rows[at + 2]);
}
