using Dam.Domain.Imaging;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>
/// The colours a picture is made of. Pixels are counted in 4,096 cells of like colour; from the fullest cell down, each joins a colour
/// that is near enough or founds one.
/// </summary>
internal static class DominantColors
{
    private const int MaxColors = 5;
    private const int MinAlpha = 128;

    /// <summary>Sum of the three channels' differences up to which two colours count as one.</summary>
    private const int Near = 72;

    /// <summary>Up to five, most common first. <paramref name="rgba"/> holds four bytes a pixel.</summary>
    public static IReadOnlyList<RgbColor> Of(ReadOnlySpan<byte> rgba)
    {
        var cells = new Tally[4096];
        for (var at = 0; at + 3 < rgba.Length; at += 4)
        {
            if (rgba[at + 3] >= MinAlpha)
            {
                ref var cell = ref cells[(rgba[at] >> 4 << 8) | (rgba[at + 1] >> 4 << 4) | (rgba[at + 2] >> 4)];
                cell = cell.Plus(new Tally(1, rgba[at], rgba[at + 1], rgba[at + 2]));
            }
        }

        var colors = new List<Tally>();
        foreach (var cell in cells.Where(cell => cell.Count > 0).OrderByDescending(cell => cell.Count))
        {
            var nearest = colors.FindIndex(color => color.DistanceTo(cell) < Near);
            if (nearest >= 0)
            {
                colors[nearest] = colors[nearest].Plus(cell);
            }
            else
            {
                colors.Add(cell);
            }
        }

        return [.. colors.OrderByDescending(color => color.Count).Take(MaxColors).Select(color => color.Mean)];
    }

    private readonly record struct Tally(long Count, long R, long G, long B)
    {
        public RgbColor Mean => new((byte)(R / Count), (byte)(G / Count), (byte)(B / Count));

        public Tally Plus(Tally other) => new(Count + other.Count, R + other.R, G + other.G, B + other.B);

        public int DistanceTo(Tally other)
        {
            var (a, b) = (Mean, other.Mean);
            return Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B);
        }
    }
}
