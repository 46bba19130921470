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

    /// <summary>ΔE00 of 2000 (CIE 142, Sharma, Wu, Dalal 2005): differences as eyes weigh them; 1 is just noticeable.</summary>
    public static double Difference2000((int R, int G, int B, int A) left, (int R, int G, int B, int A) right) => Difference2000(Of(left), Of(right));

    public static double Difference2000((double L, double A, double B) left, (double L, double A, double B) right)
    {
        var meanChroma = (Length(left.A, left.B) + Length(right.A, right.B)) / 2;
        var stretch = 1.5 - (0.5 * Math.Sqrt(Math.Pow(meanChroma, 7) / (Math.Pow(meanChroma, 7) + Math.Pow(25, 7))));
        var (a1, a2) = (left.A * stretch, right.A * stretch);
        var (c1, c2) = (Length(a1, left.B), Length(a2, right.B));
        var (h1, h2) = (Hue(a1, left.B), Hue(a2, right.B));
        var isGray = c1 * c2 == 0;
        var turn = isGray ? 0 : h2 - h1 > 180 ? h2 - h1 - 360 : h2 - h1 < -180 ? h2 - h1 + 360 : h2 - h1;
        var hue = isGray ? h1 + h2 : Math.Abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;
        var (lightness, chroma) = ((left.L + right.L) / 2, (c1 + c2) / 2);
        var t = 1 - (0.17 * Cos(hue - 30)) + (0.24 * Cos(2 * hue)) + (0.32 * Cos((3 * hue) + 6)) - (0.2 * Cos((4 * hue) - 63));
        var sl = 1 + (0.015 * Square(lightness - 50) / Math.Sqrt(20 + Square(lightness - 50)));
        var (sc, sh) = (1 + (0.045 * chroma), 1 + (0.015 * chroma * t));
        var rotation = -2 * Math.Sqrt(Math.Pow(chroma, 7) / (Math.Pow(chroma, 7) + Math.Pow(25, 7))) * Math.Sin(Math.PI / 180 * 60 * Math.Exp(-Square((hue - 275) / 25)));
        var (dl, dc, dh) = ((right.L - left.L) / sl, (c2 - c1) / sc, 2 * Math.Sqrt(c1 * c2) * Math.Sin(Math.PI / 360 * turn) / sh);
        return Math.Sqrt(Square(dl) + Square(dc) + Square(dh) + (rotation * dc * dh));
    }

    private static double Length(double a, double b) => Math.Sqrt(Square(a) + Square(b));

    /// <summary>Degrees, 0 to 360.</summary>
    private static double Hue(double a, double b) => a == 0 && b == 0 ? 0 : ((Math.Atan2(b, a) * 180 / Math.PI) + 360) % 360;

    private static double Cos(double degrees) => Math.Cos(degrees * Math.PI / 180);

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
