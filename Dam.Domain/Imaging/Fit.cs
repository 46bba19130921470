namespace Dam.Domain.Imaging;

/// <summary>How a picture meets the box it is asked in.</summary>
public enum Fit
{
    /// <summary>Scaled down to fit within the box; never enlarged.</summary>
    Inside,

    /// <summary>Fills the box, the rest is cropped; a box larger than the source shrinks, keeping its proportions, until the source covers it.</summary>
    Cover,

    /// <summary>Fits within the box and is padded to exactly its size; the picture itself is never enlarged.</summary>
    Pad,

    /// <summary>Exactly the box, ignoring proportions; the only fit that enlarges.</summary>
    Fill,
}

/// <summary>What a crop keeps in view.</summary>
public enum Gravity
{
    FocalPoint,
    Attention,
    Entropy,
    Center,
    North,
    South,
    East,
    West,
}

/// <summary>The point that matters most, from 0 (left, top) to 1 (right, bottom), after orientation.</summary>
public readonly record struct FocalPoint(double X, double Y)
{
    public static readonly FocalPoint Center = new(0.5, 0.5);
}

/// <summary>Width and height in pixels, after orientation.</summary>
public readonly record struct PixelSize(int Width, int Height)
{
    public long Pixels => (long)Width * Height;

    /// <summary>The largest size of these proportions with no side longer than <paramref name="side"/>; never enlarged.</summary>
    public PixelSize Within(int side) => Geometry.Inside(this, side, side);

    public override string ToString() => $"{Width}x{Height}";
}
