using Dam.Domain.Imaging;

namespace Dam.Tests.Domain.Imaging;

/// <summary>Transforms and sources as callers might combine them, all of them possible.</summary>
internal static class RandomCases
{
    public static (Transform Transform, SourceImage Source) Next(Random random)
    {
        var source = new SourceImage(
            new PixelSize(random.Next(1, 6000), random.Next(1, 6000)),
            HasAlpha: random.Next(2) == 0,
            MediaTypes.Png,
            random.Next(2) == 0 ? new FocalPoint(random.NextDouble(), random.NextDouble()) : null,
            PageCount: 3);
        return (Next(random, maxSide: 2000), source);
    }

    public static Transform Next(Random random, int maxSide)
    {
        var fit = random.Next(5) is var pick && pick < 4 ? (Fit?)pick : null;
        var needsBox = fit is not (null or Fit.Inside);
        var format = (ImageFormat?)random.Next(5);
        var dpr = random.Next(3) == 0 ? Math.Round(1 + random.NextDouble(), 2) : (double?)null;
        var side = format == ImageFormat.Avif ? Math.Min(maxSide, 900) : maxSide;
        return WithSteps(random, new Transform
        {
            Width = needsBox || format == ImageFormat.Avif || random.Next(2) == 0 ? random.Next(1, side) : null,
            Height = needsBox || format == ImageFormat.Avif || random.Next(2) == 0 ? random.Next(1, side) : null,
            Fit = fit,
            Gravity = random.Next(2) == 0 ? (Gravity)random.Next(8) : null,
            Format = format,
            Quality = random.Next(2) == 0 ? random.Next(1, 101) : null,
            MaxBytes = random.Next(4) == 0 ? random.Next(1_000, 100_000_000) : null,
            Dpr = dpr,
            Background = random.Next(3) == 0 ? new RgbColor((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)) : null,
        });
    }

    private static Transform WithSteps(Random random, Transform transform)
    {
        var shorter = Math.Min(transform.Width ?? 1000, transform.Height ?? 1000);
        return transform with
        {
            Rotate = random.Next(2) == 0 ? 90 * random.Next(-4, 5) : null,
            Flip = random.Next(4) == 0 ? true : null,
            Flop = random.Next(4) == 0 ? true : null,
            Padding = random.Next(3) == 0 ? random.Next(0, Math.Min(50, (shorter + 1) / 2)) : null,
            Radius = random.Next(3) == 0 ? random.Next(0, 60) : null,
            Grayscale = random.Next(4) == 0 ? true : null,
            Blur = random.Next(5) == 0 ? Math.Round(random.NextDouble() * 4, 3) : null,
            Hints = random.Next(4) == 0 ? true : null,
            Sharpen = random.Next(5) == 0 ? Math.Round(random.NextDouble() * 4, 3) : null,
            Trim = random.Next(3) == 0 && transform.Fit is Fit.Pad or Fit.Fill ? true : null,
        };
    }
}
