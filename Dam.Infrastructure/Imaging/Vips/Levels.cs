using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging.Steps;

namespace Dam.Infrastructure.Imaging.Vips;

/// <summary>A picture decoded once, upright in sRGB, at a size and its halves: what several renditions start from.</summary>
internal sealed class Levels : IDisposable
{
    private readonly List<VipsImage> _levels = [];

    /// <param name="wanted">Sizes of what is to be made, before anything is cropped.</param>
    public Levels(SourcePicture picture, IReadOnlyCollection<PixelSize> wanted, CancellationToken cancellationToken)
    {
        var largest = new PixelSize(wanted.Max(size => size.Width), wanted.Max(size => size.Height));
        using var decoded = picture.Decode(largest, page: 1);
        using var stop = decoded.KillWhen(cancellationToken);
        var isEnough = wanted.All(size => size == largest || IsHalf(size, largest));
        using var upright = Scale.To(decoded, isEnough ? largest : decoded.UprightSize.Within(2 * Math.Max(largest.Width, largest.Height)), toSrgb: true);
        using var srgb = ToSrgb.Apply(upright);
        _levels.Add(srgb.CopyToMemory());
    }

    /// <summary>The one of just this size, or else the smallest that is at least twice as large, as a mezzanine has to be, or the largest.</summary>
    public VipsImage For(PixelSize wanted)
    {
        for (var i = 0; ; i++)
        {
            var level = _levels[i];
            var next = new PixelSize(level.Width / 2, level.Height / 2);
            if (wanted != next && !IsHalf(wanted, next))
            {
                return level;
            }

            if (i + 1 == _levels.Count)
            {
                using var half = Scale.To(level, next, toSrgb: false);
                _levels.Add(half.CopyToMemory());
            }
        }
    }

    private static bool IsHalf(PixelSize size, PixelSize of) => 2 * size.Width <= of.Width && 2 * size.Height <= of.Height;

    public void Dispose() => _levels.ForEach(level => level.Dispose());
}
