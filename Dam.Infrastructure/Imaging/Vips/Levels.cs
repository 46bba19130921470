using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging.Steps;

namespace Dam.Infrastructure.Imaging.Vips;

/// <summary>A picture decoded once, upright in sRGB, at a size and its halves: what several renditions start from.</summary>
internal sealed class Levels : IDisposable
{
    private readonly List<VipsImage> _levels = [];

    /// <param name="largest">Of what is to be made, before anything is cropped.</param>
    public Levels(SourcePicture picture, PixelSize largest, CancellationToken cancellationToken)
    {
        using var decoded = picture.Decode(largest, page: 1);
        using var stop = decoded.KillWhen(cancellationToken);
        var size = decoded.UprightSize.Within(2 * Math.Max(largest.Width, largest.Height));
        using var upright = Scale.To(decoded, size, toSrgb: true);
        using var srgb = ToSrgb.Apply(upright);
        _levels.Add(srgb.CopyToMemory());
    }

    /// <summary>The smallest that is at least twice as large as what is wanted, as a mezzanine has to be.</summary>
    public VipsImage For(PixelSize wanted)
    {
        for (var i = 0; ; i++)
        {
            var level = _levels[i];
            if (level.Width < 4 * wanted.Width || level.Height < 4 * wanted.Height)
            {
                return level;
            }

            if (i + 1 == _levels.Count)
            {
                using var half = Scale.To(level, new PixelSize(level.Width / 2, level.Height / 2), toSrgb: false);
                _levels.Add(half.CopyToMemory());
            }
        }
    }

    public void Dispose() => _levels.ForEach(level => level.Dispose());
}
