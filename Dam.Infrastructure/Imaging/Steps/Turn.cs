using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>Turns a picture by quarters, clockwise, and then mirrors it.</summary>
internal static class Turn
{
    public static VipsImage By(VipsImage image, int degrees, bool isMirrored)
    {
        if (degrees == 0 && !isMirrored)
        {
            return image;
        }

        // Its last row may come first.
        using var pixels = image.CopyToMemory();
        using var rot = new VipsOperation("rot");
        var turned = rot.Set("in", pixels).Set("angle", $"d{degrees}").RunToImage();
        if (!isMirrored)
        {
            return turned;
        }

        using var upright = turned;
        using var flip = new VipsOperation("flip");
        return flip.Set("in", upright).Set("direction", "horizontal").RunToImage();
    }
}
