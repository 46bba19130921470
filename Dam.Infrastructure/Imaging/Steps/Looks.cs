using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>
/// The quality at which a picture looks as good as it does as a JPEG of quality 80, by what is in it and how large it is. Fine detail hides what an encoder leaves out, smooth ground shows it; a
/// small picture has it all in few pixels, where a better quality costs few bytes. The figures were fitted to photographs at four sizes so that a page of them looks at least as good by two
/// measures, structural similarity and SSIMULACRA 2 (<c>./run bench renditions</c>).
/// </summary>
internal static class Looks
{
    /// <summary>Pairs of rows that are looked at.</summary>
    private const int Samples = 64;

    /// <summary>Side, in pixels, of the square that the figures are for.</summary>
    private const double UsualSide = 350;

    /// <summary>As <see cref="DetailOf"/> counts it; more than the most hides no more.</summary>
    private const double UsualDetail = 8;

    private const double MostDetail = 16;

    public static int QualityOf(VipsImage image, ImageFormat format)
    {
        var detail = Math.Min(DetailOf(image), MostDetail) - UsualDetail;
        var doublings = Math.Clamp(Math.Log2(Math.Sqrt(image.Size.Pixels) / UsualSide), -2, 2);
        var quality = format == ImageFormat.Webp
            ? Math.Clamp(85.5 - (3 * doublings) - detail, 70, 92)
            : Math.Clamp(59.5 - (3 * doublings) - (0.3 * detail), 46, 70);
        return (int)Math.Round(quality);
    }

    /// <summary>How different a pixel is from the one before it and the one above, in brightness of 255.</summary>
    /// <param name="image">In memory, three bands or four, of a byte each.</param>
    private static double DetailOf(VipsImage image)
    {
        if (image.Width < 2 || image.Height < 2)
        {
            return 0;
        }

        var pixels = image.PixelsInMemory;
        var (sum, row, samples) = (0.0, image.Width * image.BandCount, Math.Min(Samples, image.Height - 1));
        for (var sample = 0; sample < samples; sample++)
        {
            var top = (int)((long)sample * (image.Height - 1) / samples);
            sum += Differences(pixels.Slice(top * row, 2 * row), image.Width, image.BandCount);
        }

        return sum / (samples * (image.Width - 1));
    }

    private static double Differences(ReadOnlySpan<byte> rows, int width, int bands)
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

    private static double Brightness(ReadOnlySpan<byte> rows, int at) => (0.299 * rows[at]) + (0.587 * rows[at + 1]) + (0.114 * rows[at + 2]);
}
