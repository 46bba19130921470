namespace Dam.Domain.Imaging;

/// <summary>
/// A transform settled against its source: the same meaning gives the same value and the same text, so it can name a cached file. Everything needed to
/// render is in it, the size of the result included. <c>INSIDE</c>, and any fit that neither crops nor pads, is <see cref="Imaging.Fit.Fill"/> of the exact size.
/// </summary>
public sealed partial record CanonicalTransform
{
    /// <summary>Raised when an encoder or a step changes what the same transform looks like, so that older files are not taken for newer ones.</summary>
    public const int CurrentGeneration = 2;

    private CanonicalTransform()
    {
    }

    /// <summary>Pixels of the result, padding included.</summary>
    public required PixelSize Size { get; init; }

    /// <summary>Fill, Cover or Pad.</summary>
    public required Fit Fit { get; init; }

    /// <summary>With Cover: FocalPoint, Attention or Entropy (compass points and the centre are focal points). Else FocalPoint.</summary>
    public Gravity Gravity { get; private init; }

    /// <summary>With Cover and a focal-point gravity.</summary>
    public FocalPoint FocalPoint { get; private init; } = FocalPoint.Center;

    /// <summary>What of the source is of the colour of its edges is cut off before anything else.</summary>
    public bool Trims { get; private init; }

    /// <summary>Degrees clockwise: 0, 90, 180 or 270.</summary>
    public int Rotation { get; private init; }

    /// <summary>Left and right change places, after turning. Upside down is this and half a turn.</summary>
    public bool IsMirrored { get; private init; }

    /// <summary>Pixels left free on each side.</summary>
    public int Padding { get; private init; }

    /// <summary>Of the picture's corners, in pixels; at most half of its shorter side.</summary>
    public int Radius { get; private init; }

    public bool IsGrayscale { get; private init; }

    /// <summary>Standard deviation of a Gaussian, in pixels; 0 for none.</summary>
    public double Blur { get; private init; }

    /// <summary>How much edges are accentuated; 0 for not.</summary>
    public double Sharpening { get; private init; }

    /// <summary>Digest of the mark that is laid over it; null for none.</summary>
    public string? Watermark { get; private init; }

    /// <summary>May be <see cref="ImageFormat.Auto"/>: settled per request by <see cref="ChooseFormat"/>.</summary>
    public ImageFormat Format { get; private init; }

    /// <summary>Null where the format has none, where what is in the picture decides, or with Auto for the chosen format's default.</summary>
    public int? Quality { get; private init; }

    /// <summary>Largest file, in bytes, for which the quality is lowered; null for any.</summary>
    public long? MaxBytes { get; private init; }

    /// <summary>Behind transparency and padding; null when nothing shows it.</summary>
    public RgbColor? Background { get; private init; }

    /// <summary>The result has transparency, which the format must hold.</summary>
    public bool HasAlpha { get; private init; }

    /// <summary>From 1.</summary>
    public int Page { get; private init; } = 1;

    /// <summary>Second of a video; null for the picture that stands for it, and for anything else.</summary>
    public double? Time { get; private init; }

    /// <summary>All frames of the source, where the format that is chosen has room for them.</summary>
    public bool IsAnimated { get; private init; }

    /// <summary>Settled per request by <see cref="ForRoom"/>: the size is the largest there is.</summary>
    public bool FollowsHints { get; private init; }

    public int Generation { get; private init; } = CurrentGeneration;
}

/// <summary>What must be known of a source to settle a transform.</summary>
/// <param name="Size">After orientation.</param>
/// <param name="FocalPoint">As set by people, on the picture that stands for the file; the centre when null.</param>
/// <param name="PageCount">Pages of a document, frames of an animation.</param>
/// <param name="Duration">Seconds of a video; null where it is not known.</param>
public sealed record SourceImage(PixelSize Size, bool HasAlpha, string MediaType, FocalPoint? FocalPoint = null, int PageCount = 1, double? Duration = null)
{
    public bool IsVideo => MediaType.StartsWith("video/", StringComparison.Ordinal);

    /// <summary>Its pages follow each other in time.</summary>
    public bool IsAnimated => PageCount > 1 && MediaType is (MediaTypes.Gif or MediaTypes.WebP);
}

/// <summary>The whole source at size <paramref name="Scaled"/>, its top left corner at (<paramref name="Left"/>, <paramref name="Top"/>) of the result: negative crops, positive pads.</summary>
public readonly record struct TransformLayout(PixelSize Scaled, int Left, int Top);
