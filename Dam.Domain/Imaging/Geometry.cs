namespace Dam.Domain.Imaging;

/// <summary>Sizes of scaled pictures. Halves round away from zero, and no side is ever less than one pixel.</summary>
internal static class Geometry
{
    public static int? Round(double? length) => length is { } value ? Round(value) : null;

    /// <summary>For what may be missing: less than half a pixel is nothing.</summary>
    public static int RoundOrNothing(double? length) => (int)Math.Round(length ?? 0, MidpointRounding.AwayFromZero);

    public static int Round(double length) => Math.Max(1, (int)Math.Round(length, MidpointRounding.AwayFromZero));

    /// <summary>The largest size with the source's proportions that fits the box and is not larger than the source.</summary>
    public static PixelSize Inside(PixelSize source, int width, int height, long maxPixels = long.MaxValue)
    {
        var scale = Math.Min(1, Math.Min((double)width / source.Width, (double)height / source.Height));
        var area = scale * scale * source.Pixels;
        if (area > maxPixels)
        {
            scale *= Math.Sqrt(maxPixels / area);
        }

        return new PixelSize(Round(source.Width * scale), Round(source.Height * scale));
    }

    /// <summary>The smallest size with the source's proportions that covers the box; the touching side is exactly the box's.</summary>
    public static PixelSize Covering(PixelSize source, PixelSize box) =>
        (long)box.Width * source.Height >= (long)box.Height * source.Width
            ? new PixelSize(box.Width, Math.Max(box.Height, Round((double)box.Width * source.Height / source.Width)))
            : new PixelSize(Math.Max(box.Width, Round((double)box.Height * source.Width / source.Height)), box.Height);

    /// <summary>The box, or where the source cannot cover it without being enlarged, the largest box of its proportions that it can.</summary>
    public static PixelSize ShrinkToBeCovered(PixelSize box, PixelSize source)
    {
        var scale = Math.Min(1, Math.Min((double)source.Width / box.Width, (double)source.Height / box.Height));
        return new PixelSize(Round(box.Width * scale), Round(box.Height * scale));
    }

    /// <summary>Where a window begins so that <paramref name="point"/> is as near its middle as the edges allow.</summary>
    public static int WindowStart(int length, int window, double point) =>
        Math.Clamp((int)Math.Round((point * length) - (window / 2.0), MidpointRounding.AwayFromZero), 0, length - window);
}
