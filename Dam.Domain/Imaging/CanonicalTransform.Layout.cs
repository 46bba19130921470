namespace Dam.Domain.Imaging;

public sealed partial record CanonicalTransform
{
    /// <summary>Pixels of the result within its padding.</summary>
    public PixelSize InnerSize => new(Size.Width - (2 * Padding), Size.Height - (2 * Padding));

    /// <summary>
    /// The mezzanine is good enough to start from: it is scaled down at least by half before anything is cropped, so that its own compression does not show.
    /// </summary>
    public bool CanStartFrom(PixelSize mezzanine)
    {
        if (Page > 1 || Time is not null || Trims || IsAnimated)
        {
            return false;
        }

        var source = Turned(mezzanine, Rotation);
        var scaled = LayoutFor(source).Scaled;
        return scaled.Width * 2 <= source.Width && scaled.Height * 2 <= source.Height;
    }

    /// <summary>How a source becomes the result within its padding: scaled whole, then placed in the frame.</summary>
    /// <param name="source">Pixels, after trimming and turning.</param>
    public TransformLayout LayoutFor(PixelSize source) => Fit switch
    {
        Fit.Cover => Crop(source),
        Fit.Pad => Center(Geometry.Inside(source, InnerSize.Width, InnerSize.Height)),
        _ => new TransformLayout(InnerSize, 0, 0),
    };

    private TransformLayout Crop(PixelSize source)
    {
        var (inner, scaled) = (InnerSize, Geometry.Covering(source, InnerSize));
        return new TransformLayout(
            scaled,
            -Geometry.WindowStart(scaled.Width, inner.Width, FocalPoint.X),
            -Geometry.WindowStart(scaled.Height, inner.Height, FocalPoint.Y));
    }

    private TransformLayout Center(PixelSize scaled) => new(scaled, (InnerSize.Width - scaled.Width) / 2, (InnerSize.Height - scaled.Height) / 2);
}
