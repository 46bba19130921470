using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging.Steps;

namespace Dam.Infrastructure.Imaging.Vips;

/// <summary>The way from decoded pixels to those of a rendition, the same for each frame of an animation.</summary>
/// <param name="upright">Pixels of the source, after orientation.</param>
/// <param name="mark">The transform's; null for none.</param>
internal sealed class Rendering(CanonicalTransform transform, PixelSize upright, Watermark? mark)
{
    /// <summary>Longest side on which the picture within a picture is looked for; all of it is in memory then.</summary>
    private const int TrimSide = 5000;

    /// <summary>Found in the first frame, and kept: a window that jumps would be seen.</summary>
    private (int Left, int Top)? _window;

    /// <summary>How large the source needs to be decoded at least.</summary>
    public PixelSize Wanted => transform.Trims ? upright.Within(TrimSide) : Unturned(Layout(upright).Scaled);

    /// <summary>A picture of exactly the transform's size in sRGB.</summary>
    /// <param name="decoded">As stored; disposed here.</param>
    public VipsImage Draw(VipsImage decoded)
    {
        var image = transform.Trims
            ? Take(decoded, whole => Scale.To(whole, Wanted, toSrgb: true), ToSrgb.Apply, whole => whole.CopyToMemory(), Trim.Apply)
            : decoded;
        var layout = Layout(image == decoded ? upright : image.Size);
        return Take(
            image,
            source => Scale.To(source, Unturned(layout.Scaled), toSrgb: true),
            ToSrgb.Apply,
            OnBackground,
            whole => Turn.By(whole, transform.Rotation, transform.IsMirrored),
            whole => transform.Fit == Fit.Cover ? Cut(whole, layout) : whole,
            picture => transform.IsGrayscale ? Grayscale.Apply(picture) : picture,
            picture => transform.Blur > 0 ? Blur.By(picture, transform.Blur) : picture,
            picture => transform.Sharpening > 0 ? UnsharpMask.Apply(picture, transform.Sharpening) : picture,
            picture => mark is null ? picture : Mark.Lay(picture, mark),
            picture => transform.Radius > 0 ? Corners.Round(picture, transform.Radius) : picture,
            OnBackground,
            picture => picture.Size == transform.Size
                ? picture
                : Pad.To(picture, transform.Size, transform.Padding + Math.Max(0, layout.Left), transform.Padding + Math.Max(0, layout.Top), transform.Background));
    }

    private TransformLayout Layout(PixelSize source) => transform.LayoutFor(Unturned(source));

    /// <summary>As it lies before it is turned by a quarter, or after.</summary>
    private PixelSize Unturned(PixelSize size) => transform.Rotation is 90 or 270 ? new PixelSize(size.Height, size.Width) : size;

    private VipsImage OnBackground(VipsImage image) => transform.HasAlpha ? image : Flatten.Onto(image, transform.Background ?? RgbColor.White);

    private VipsImage Cut(VipsImage image, TransformLayout layout)
    {
        if (transform.Gravity == Gravity.FocalPoint)
        {
            return Crop.To(image, transform.InnerSize, -layout.Left, -layout.Top);
        }

        // The search reads the pixels, and then they are read again from the top.
        using var pixels = image.CopyToMemory();
        _window ??= Crop.FindInterest(pixels, transform.InnerSize, transform.Gravity);
        return Crop.To(pixels, transform.InnerSize, _window.Value.Left, _window.Value.Top);
    }

    /// <summary>Each step gets what the one before has made; one that has nothing to do gives back what it got.</summary>
    private static VipsImage Take(VipsImage image, params ReadOnlySpan<Func<VipsImage, VipsImage>> steps)
    {
        foreach (var step in steps)
        {
            var before = image;
            try
            {
                image = step(before);
            }
            catch
            {
                before.Dispose();
                throw;
            }

            if (image != before)
            {
                before.Dispose();
            }
        }

        return image;
    }
}
