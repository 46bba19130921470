using Dam.Domain.Imaging;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>The colour that a picture has at its edges, by which a plain background is told.</summary>
internal static class Border
{
    private const int MinAlpha = 128;

    /// <summary>Of 255, in each channel: JPEG's noise is less.</summary>
    private const int Near = 10;

    /// <summary>Of the outermost pixels. <paramref name="rgba"/> holds four bytes a pixel.</summary>
    public static PictureBorder Of(ReadOnlySpan<byte> rgba, int width, int height)
    {
        var edge = new List<byte>(8 * (width + height));
        for (var y = 0; y < height; y++)
        {
            var step = y == 0 || y == height - 1 || width == 1 ? 1 : width - 1;
            for (var x = 0; x < width; x += step)
            {
                edge.AddRange(rgba.Slice(((y * width) + x) * 4, 4));
            }
        }

        var (count, clear, near) = (edge.Count / 4, 0, 0);
        var color = DominantColors.Of([.. edge]) is [var most, ..] ? most : RgbColor.White;
        for (var at = 0; at < edge.Count; at += 4)
        {
            if (edge[at + 3] < MinAlpha)
            {
                clear++;
            }
            else if (Math.Abs(edge[at] - color.R) <= Near && Math.Abs(edge[at + 1] - color.G) <= Near && Math.Abs(edge[at + 2] - color.B) <= Near)
            {
                near++;
            }
        }

        return clear > near ? new PictureBorder(Color: null, Share(clear)) : new PictureBorder(color, Share(near));

        double Share(int part) => Math.Round((double)part / count, 3);
    }
}
