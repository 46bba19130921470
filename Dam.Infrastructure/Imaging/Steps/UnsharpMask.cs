using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>An unsharp mask on lightness alone, which leaves flat areas as they are and stops before edges get halos.</summary>
internal static class UnsharpMask
{
    private const double Deviation = 0.7;

    /// <summary>Slope for edges at an amount of 1.</summary>
    private const double Slope = 2;

    public static VipsImage Apply(VipsImage image, double amount)
    {
        using var pixels = image.CopyToMemory();
        using var sharpen = new VipsOperation("sharpen");
        return sharpen.Set("in", pixels).Set("sigma", Deviation).Set("m1", 0.0).Set("m2", Slope * amount).RunToImage();
    }
}
