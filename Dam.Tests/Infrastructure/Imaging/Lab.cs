namespace Dam.Tests.Infrastructure.Imaging;

/// <summary>Differences of colours as seen: CIE L*a*b* of sRGB under D65 (IEC 61966-2-1, CIE 015).</summary>
internal static class Lab
{
    /// <summary>ΔE*ab of 1976; 1 is just noticeable, 5 is noticed at a glance.</summary>
    public static double Difference((int R, int G, int B, int A) left, (int R, int G, int B, int A) right)
    {
        var (a, b) = (Of(left), Of(right));
        return Math.Sqrt(Square(a.L - b.L) + Square(a.A - b.A) + Square(a.B - b.B));
    }

    private static (double L, double A, double B) Of((int R, int G, int B, int A) pixel)
    {
        var (r, g, b) = (Linear(pixel.R), Linear(pixel.G), Linear(pixel.B));
        var x = Curve(((0.4124 * r) + (0.3576 * g) + (0.1805 * b)) / 0.9505);
        var y = Curve((0.2126 * r) + (0.7152 * g) + (0.0722 * b));
        var z = Curve(((0.0193 * r) + (0.1192 * g) + (0.9505 * b)) / 1.089);
        return ((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    }

    private static double Linear(int value) => value <= 10 ? value / 255.0 / 12.92 : Math.Pow(((value / 255.0) + 0.055) / 1.055, 2.4);

    private static double Curve(double value) => value > 0.008856 ? Math.Cbrt(value) : (7.787 * value) + (16.0 / 116);

    private static double Square(double value) => value * value;
}
