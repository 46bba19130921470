using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>Cuts off what is like the top left corner: of its colour, or transparent.</summary>
internal static class Trim
{
    /// <summary>How far a colour may be from the corner's, of 255: grain and JPEG's noise are less.</summary>
    private const double Tolerance = 10;

    /// <summary>Pixels that libvips looks at around each, to leave out specks.</summary>
    private const int Window = 3;

    /// <summary>A picture in which nothing else is found stays whole.</summary>
    /// <param name="image">In memory: it is read twice.</param>
    public static VipsImage Apply(VipsImage image)
    {
        if (image.Width < Window || image.Height < Window)
        {
            return image;
        }

        using var corner = Crop.To(image, new(1, 1), 0, 0);
        var ground = corner.ToPixels();
        using var seen = image.HasAlpha ? Visible(image, ground) : image.Copy();
        using var find = new VipsOperation("find_trim");
        find.Set("in", seen).Set("threshold", Tolerance).Set("background", [.. ground.Take(seen.BandCount).Select(value => seen.BandCount == 1 ? 0.0 : value)]).Run();
        var (width, height) = (find.ResultNumber("width"), find.ResultNumber("height"));
        return width == 0 || height == 0 ? image : Crop.To(image, new(width, height), find.ResultNumber("left"), find.ResultNumber("top"));
    }

    /// <summary>Transparency alone where the corner is transparent, else the colours.</summary>
    private static VipsImage Visible(VipsImage image, byte[] corner)
    {
        using var extract = new VipsOperation("extract_band");
        return corner[^1] < 128
            ? extract.Set("in", image).Set("band", image.BandCount - 1).RunToImage()
            : extract.Set("in", image).Set("band", 0).Set("n", image.BandCount - 1).RunToImage();
    }
}
