using System.Diagnostics.CodeAnalysis;

namespace Dam.Domain.Imaging;

/// <summary>
/// A transform settled against its source: the same meaning gives the same value and the same text, so it can name a cached file. Everything needed to
/// render is in it, the size of the result included. <c>INSIDE</c>, and any fit that neither crops nor pads, is <see cref="Imaging.Fit.Fill"/> of the exact size.
/// </summary>
public sealed partial record CanonicalTransform
{
    /// <summary>Raised when an encoder or a step changes what the same transform looks like, so that older files are not taken for newer ones.</summary>
    public const int CurrentGeneration = 1;

    private CanonicalTransform()
    {
    }

    /// <summary>Pixels of the result.</summary>
    public required PixelSize Size { get; init; }

    /// <summary>Fill, Cover or Pad.</summary>
    public required Fit Fit { get; init; }

    /// <summary>With Cover: FocalPoint, Attention or Entropy (compass points and the centre are focal points). Else FocalPoint.</summary>
    public Gravity Gravity { get; private init; }

    /// <summary>With Cover and a focal-point gravity.</summary>
    public FocalPoint FocalPoint { get; private init; } = FocalPoint.Center;

    /// <summary>May be <see cref="ImageFormat.Auto"/>: settled per request by <see cref="ChooseFormat"/>.</summary>
    public ImageFormat Format { get; private init; }

    /// <summary>Null where the format has none, or with Auto for the chosen format's default.</summary>
    public int? Quality { get; private init; }

    /// <summary>Behind transparency and padding; null when nothing shows it.</summary>
    public RgbColor? Background { get; private init; }

    /// <summary>The result has transparency, which the format must hold.</summary>
    public bool HasAlpha { get; private init; }

    /// <summary>From 1.</summary>
    public int Page { get; private init; } = 1;

    /// <summary>Second of a video; null for anything else.</summary>
    public double? Time { get; private init; }

    public int Generation { get; private init; } = CurrentGeneration;

    /// <summary>Settles <paramref name="transform"/> against <paramref name="source"/>, or says everything that is wrong with it.</summary>
    public static bool TryResolve(
        Transform transform,
        SourceImage source,
        [NotNullWhen(true)] out CanonicalTransform? canonical,
        out IReadOnlyList<TransformProblem> problems,
        TransformLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(transform);
        ArgumentNullException.ThrowIfNull(source);
        limits ??= TransformLimits.Default;
        canonical = null;
        problems = transform.Validate(limits);
        if (problems.Count > 0)
        {
            return false;
        }

        if (transform.Page > source.PageCount)
        {
            problems = [new("page", $"The source has {source.PageCount} page(s).")];
            return false;
        }

        var (size, fit) = Settle(transform, source.Size, limits);
        var format = transform.Format ?? ImageFormat.Auto;
        if (format == ImageFormat.Avif && size.Pixels > limits.MaxAvifPixels)
        {
            problems = [new("format", $"AVIF is made up to {limits.MaxAvifPixels} pixels; this would be {size.Pixels}. Ask for WEBP, or a smaller box.")];
            return false;
        }

        var (gravity, focalPoint) = SettleGravity(transform, source, size, fit);
        var holdsAlpha = format != ImageFormat.Jpeg;
        var showsBackground = source.HasAlpha ? transform.Background is not null || !holdsAlpha : fit == Fit.Pad;
        canonical = new CanonicalTransform
        {
            Size = size,
            Fit = fit,
            Gravity = gravity,
            FocalPoint = focalPoint,
            Format = format,
            Quality = SettleQuality(format, transform.Quality),
            Background = showsBackground ? transform.Background ?? RgbColor.White : null,
            HasAlpha = source.HasAlpha && !showsBackground,
            Page = transform.Page ?? 1,
            Time = source.IsVideo ? Math.Round(transform.Time ?? 0, 3) : null,
        };
        return true;
    }

    /// <summary>The concrete format for a request: the transform's own, or by its <c>Accept</c> header.</summary>
    public ImageFormat ChooseFormat(string? accept) =>
        Format == ImageFormat.Auto ? FormatNegotiation.Choose(accept, HasAlpha, Size.Pixels) : Format;

    /// <summary>Quality to encode <paramref name="format"/> with; null where it has none.</summary>
    public int? QualityFor(ImageFormat format) => format.DefaultQuality() is { } usual ? Quality ?? usual : null;

    /// <summary>
    /// The mezzanine is good enough to start from: it is scaled down at least by half before anything is cropped, so that its own compression does not show.
    /// </summary>
    public bool CanStartFrom(PixelSize mezzanine)
    {
        if (Page > 1 || Time is not null)
        {
            return false;
        }

        var scaled = LayoutFor(mezzanine).Scaled;
        return scaled.Width * 2 <= mezzanine.Width && scaled.Height * 2 <= mezzanine.Height;
    }

    /// <summary>How a source of <paramref name="source"/> pixels becomes the result: scaled whole, then placed in the result's frame.</summary>
    public TransformLayout LayoutFor(PixelSize source) => Fit switch
    {
        Fit.Cover => Crop(source),
        Fit.Pad => Center(Geometry.Inside(source, Size.Width, Size.Height)),
        _ => new TransformLayout(Size, 0, 0),
    };

    private TransformLayout Crop(PixelSize source)
    {
        var scaled = Geometry.Covering(source, Size);
        return new TransformLayout(
            scaled,
            -Geometry.WindowStart(scaled.Width, Size.Width, FocalPoint.X),
            -Geometry.WindowStart(scaled.Height, Size.Height, FocalPoint.Y));
    }

    private TransformLayout Center(PixelSize scaled) => new(scaled, (Size.Width - scaled.Width) / 2, (Size.Height - scaled.Height) / 2);

    private static (PixelSize Size, Fit Fit) Settle(Transform transform, PixelSize source, TransformLimits limits)
    {
        var dpr = transform.Dpr ?? 1;
        var width = Geometry.Round(transform.Width * dpr);
        var height = Geometry.Round(transform.Height * dpr);
        var fit = transform.Fit ?? Fit.Inside;
        if (fit == Fit.Inside)
        {
            return (Geometry.Inside(source, width ?? limits.MaxSide, height ?? limits.MaxSide, limits.MaxPixels), Fit.Fill);
        }

        var box = new PixelSize(width!.Value, height!.Value);
        if (fit == Fit.Cover)
        {
            box = Geometry.ShrinkToBeCovered(box, source);
            return (box, Geometry.Covering(source, box) == box ? Fit.Fill : Fit.Cover);
        }

        return (box, fit == Fit.Pad && Geometry.Inside(source, box.Width, box.Height) != box ? Fit.Pad : Fit.Fill);
    }

    private static (Gravity Gravity, FocalPoint FocalPoint) SettleGravity(Transform transform, SourceImage source, PixelSize size, Fit fit)
    {
        if (fit != Fit.Cover)
        {
            return (Gravity.FocalPoint, FocalPoint.Center);
        }

        var gravity = transform.Gravity ?? Gravity.FocalPoint;
        if (gravity is Gravity.Attention or Gravity.Entropy)
        {
            return (gravity, FocalPoint.Center);
        }

        var point = gravity switch
        {
            Gravity.North => new FocalPoint(0.5, 0),
            Gravity.South => new FocalPoint(0.5, 1),
            Gravity.West => new FocalPoint(0, 0.5),
            Gravity.East => new FocalPoint(1, 0.5),
            Gravity.Center => FocalPoint.Center,
            _ => source.FocalPoint ?? FocalPoint.Center,
        };

        // Where nothing is cut along an axis, the point's place on it means nothing.
        var scaled = Geometry.Covering(source.Size, size);
        return (Gravity.FocalPoint, new FocalPoint(
            scaled.Width == size.Width ? 0.5 : Math.Round(Math.Clamp(point.X, 0, 1), 4),
            scaled.Height == size.Height ? 0.5 : Math.Round(Math.Clamp(point.Y, 0, 1), 4)));
    }

    private static int? SettleQuality(ImageFormat format, int? asked) =>
        format == ImageFormat.Auto ? asked : format.DefaultQuality() is { } usual ? asked ?? usual : null;
}

/// <summary>What must be known of a source to settle a transform.</summary>
/// <param name="Size">After orientation.</param>
/// <param name="FocalPoint">As set by people; the centre when null.</param>
public sealed record SourceImage(PixelSize Size, bool HasAlpha, string MediaType, FocalPoint? FocalPoint = null, int PageCount = 1)
{
    public bool IsVideo => MediaType.StartsWith("video/", StringComparison.Ordinal);
}

/// <summary>The whole source at size <paramref name="Scaled"/>, its top left corner at (<paramref name="Left"/>, <paramref name="Top"/>) of the result: negative crops, positive pads.</summary>
public readonly record struct TransformLayout(PixelSize Scaled, int Left, int Top);
