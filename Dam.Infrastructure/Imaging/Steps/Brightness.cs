using Dam.Domain.Likenesses;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>How bright each part of a picture is, laid onto white: what a likeness is made of.</summary>
internal static class Brightness
{
    /// <summary>Null for a blank picture. <paramref name="rgba"/> holds four bytes a pixel, not premultiplied.</summary>
    public static Likeness? LikenessOf(ReadOnlySpan<byte> rgba, int width, int height)
    {
        var (columns, rows) = (Shares(width), Shares(height));
        var brightness = new float[Likeness.Side * Likeness.Side];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var level = LevelOf(rgba.Slice(((y * width) + x) * 4, 4));
                foreach (var (row, tall) in rows[y])
                {
                    foreach (var (column, wide) in columns[x])
                    {
                        brightness[(row * Likeness.Side) + column] += level * tall * wide;
                    }
                }
            }
        }

        return Likeness.Of(brightness);
    }

    /// <summary>Luma of ITU-R BT.601: the weights that pictures are turned grey with.</summary>
    private static float LevelOf(ReadOnlySpan<byte> pixel)
    {
        var luma = (0.299f * pixel[0]) + (0.587f * pixel[1]) + (0.114f * pixel[2]);
        return 255 + ((luma - 255) * pixel[3] / 255);
    }

    /// <summary>For each pixel of an axis the cells that it covers, with the part of each cell that it fills.</summary>
    private static List<(int Cell, float Part)>[] Shares(int length)
    {
        var shares = new List<(int, float)>[length];
        for (var i = 0; i < length; i++)
        {
            var (from, to) = ((double)i * Likeness.Side / length, (double)(i + 1) * Likeness.Side / length);
            shares[i] = [];
            for (var cell = (int)from; cell < Likeness.Side && cell < to; cell++)
            {
                var part = Math.Min(to, cell + 1) - Math.Max(from, cell);
                shares[i].Add((cell, (float)part));
            }
        }

        return shares;
    }
}
