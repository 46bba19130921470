using System.Diagnostics.CodeAnalysis;

namespace Dam.Domain.Imaging;

public sealed partial record CanonicalTransform
{
    /// <summary>Settles <paramref name="transform"/> against <paramref name="source"/>, or says everything that is wrong with it.</summary>
    public static bool TryResolve(
        Transform transform,
        SourceImage source,
        [NotNullWhen(true)] out CanonicalTransform? canonical,
        out IReadOnlyList<TransformProblem> problems,
        TransformLimits? limits = null,
        IWatermarks? watermarks = null)
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

        var mark = transform.Watermark is { } name ? watermarks?.Named(name) : null;
        if (transform.Watermark is not null && mark is null)
        {
            problems = [new("watermark", $"There is no watermark of this name. There are: {string.Join(", ", watermarks?.Names ?? [])}.")];
            return false;
        }

        var settled = Settle(transform, source, limits) with { Watermark = mark?.Digest };
        if (ProblemOf(transform, source, settled, limits) is { } problem)
        {
            problems = [problem];
            return false;
        }

        canonical = settled;
        return true;
    }

    private static CanonicalTransform Settle(Transform transform, SourceImage source, TransformLimits limits)
    {
        var dpr = transform.Dpr ?? 1;
        var (rotation, isMirrored) = SettleTurn(transform);
        var turned = Turned(source.Size, rotation);
        var padding = Geometry.RoundOrNothing(transform.Padding * dpr);
        var (inner, fit) = SettleFit(transform, turned, padding, limits);
        var isPoster = transform is { Page: null or 1, Time: null };
        var focalPoint = isPoster ? Turned(source.FocalPoint ?? FocalPoint.Center, rotation, isMirrored) : FocalPoint.Center;
        var (gravity, point) = SettleGravity(transform.Gravity, focalPoint, turned, inner, fit);
        var picture = fit == Fit.Pad ? Geometry.Inside(turned, inner.Width, inner.Height) : inner;
        var radius = Math.Min(Geometry.RoundOrNothing(transform.Radius * dpr), Math.Min(picture.Width, picture.Height) / 2);
        var format = transform.Format ?? ImageFormat.Auto;
        var isTransparent = source.HasAlpha || radius > 0;
        var showsBackground = isTransparent ? transform.Background is not null || format == ImageFormat.Jpeg : fit == Fit.Pad || padding > 0;
        var size = new PixelSize(inner.Width + (2 * padding), inner.Height + (2 * padding));
        return new CanonicalTransform
        {
            Size = size,
            Fit = fit,
            Gravity = gravity,
            FocalPoint = point,
            Trims = transform.Trim is true,
            Rotation = rotation,
            IsMirrored = isMirrored,
            Padding = padding,
            Radius = radius,
            IsGrayscale = transform.Grayscale is true,
            Blur = Math.Round((transform.Blur ?? 0) * dpr, 2),
            Sharpening = Math.Round(transform.Sharpen ?? 0, 2),
            Format = format,
            Quality = SettleQuality(format, transform.Quality),
            MaxBytes = transform.MaxBytes,
            Background = showsBackground ? transform.Background ?? RgbColor.White : null,
            HasAlpha = isTransparent && !showsBackground,
            FollowsHints = transform.Hints is true,
            Page = transform.Page ?? 1,
            Time = source.IsVideo && transform.Time is { } time ? Math.Round(time, 3) : null,
            IsAnimated = source.IsAnimated && transform is { Page: null, Trim: not true, Animated: not false } && format is ImageFormat.Auto or ImageFormat.Webp
                && FrameProblem(source, size, limits) is null,
        };
    }

    /// <summary>What is wrong with it for this source.</summary>
    private static TransformProblem? ProblemOf(Transform transform, SourceImage source, CanonicalTransform settled, TransformLimits limits)
    {
        if (transform.Page > source.PageCount)
        {
            return new("page", $"The source has {source.PageCount} page(s).");
        }

        if (source.IsVideo && transform.Time > source.Duration)
        {
            return new("time", FormattableString.Invariant($"The video lasts {source.Duration:0.###} seconds."));
        }

        if (settled.Size.Pixels > limits.MaxPixels)
        {
            return new("padding", $"With its padding the result would have more than {limits.MaxPixels} pixels.");
        }

        if (settled.Format == ImageFormat.Avif && settled.Size.Pixels > limits.MaxAvifPixels)
        {
            return new("format", $"AVIF is made up to {limits.MaxAvifPixels} pixels; this would be {settled.Size.Pixels}. Ask for WEBP, or a smaller box.");
        }

        return transform.Animated is not true || settled.IsAnimated
            ? null
            : FrameProblem(source, settled.Size, limits)
                ?? new("animated", source.IsAnimated ? "Only whole animations move, as WEBP or AUTO, without a page and untrimmed." : "The source does not move.");
    }

    private static TransformProblem? FrameProblem(SourceImage source, PixelSize size, TransformLimits limits)
    {
        var pixels = source.PageCount * Math.Max(source.Size.Pixels, size.Pixels);
        return pixels > limits.MaxAnimationPixels
            ? new("animated", $"Its {source.PageCount} frames would have {pixels} pixels in all; at most {limits.MaxAnimationPixels} are allowed. A still picture can be had.")
            : null;
    }

    /// <summary>Turning, then flipping, has eight outcomes in all: each is a turn, mirrored or not.</summary>
    private static (int Rotation, bool IsMirrored) SettleTurn(Transform transform)
    {
        var (flips, flops) = (transform.Flip is true, transform.Flop is true);
        var degrees = (transform.Rotate ?? 0) + (flips ? 180 : 0);
        return (((degrees % 360) + 360) % 360, flips != flops);
    }

    private static PixelSize Turned(PixelSize size, int rotation) => rotation is 90 or 270 ? new PixelSize(size.Height, size.Width) : size;

    private static FocalPoint Turned(FocalPoint point, int rotation, bool isMirrored)
    {
        var turned = rotation switch
        {
            90 => new FocalPoint(1 - point.Y, point.X),
            180 => new FocalPoint(1 - point.X, 1 - point.Y),
            270 => new FocalPoint(point.Y, 1 - point.X),
            _ => point,
        };
        return isMirrored ? turned with { X = 1 - turned.X } : turned;
    }

    /// <summary>The size within the padding.</summary>
    private static (PixelSize Size, Fit Fit) SettleFit(Transform transform, PixelSize source, int padding, TransformLimits limits)
    {
        var dpr = transform.Dpr ?? 1;
        var width = Within(transform.Width * dpr, padding);
        var height = Within(transform.Height * dpr, padding);
        var fit = transform.Fit ?? Fit.Inside;
        if (fit == Fit.Inside)
        {
            var most = limits.MaxSide - (2 * padding);
            return (Geometry.Inside(source, width ?? most, height ?? most, limits.MaxPixels), Fit.Fill);
        }

        var box = new PixelSize(width!.Value, height!.Value);
        if (fit == Fit.Cover)
        {
            box = Geometry.ShrinkToBeCovered(box, source);
            return (box, Geometry.Covering(source, box) == box ? Fit.Fill : Fit.Cover);
        }

        // What is left after trimming has other proportions, which only its pixels tell.
        return (box, fit == Fit.Pad && (transform.Trim is true || Geometry.Inside(source, box.Width, box.Height) != box) ? Fit.Pad : Fit.Fill);
    }

    private static int? Within(double? side, int padding) => Geometry.Round(side) is { } whole ? Math.Max(1, whole - (2 * padding)) : null;

    private static (Gravity Gravity, FocalPoint FocalPoint) SettleGravity(Gravity? asked, FocalPoint focalPoint, PixelSize source, PixelSize size, Fit fit)
    {
        if (fit != Fit.Cover)
        {
            return (Gravity.FocalPoint, FocalPoint.Center);
        }

        if (asked is Gravity.Attention or Gravity.Entropy)
        {
            return (asked.Value, FocalPoint.Center);
        }

        var point = asked switch
        {
            Gravity.North => new FocalPoint(0.5, 0),
            Gravity.South => new FocalPoint(0.5, 1),
            Gravity.West => new FocalPoint(0, 0.5),
            Gravity.East => new FocalPoint(1, 0.5),
            Gravity.Center => FocalPoint.Center,
            _ => focalPoint,
        };

        // Where nothing is cut along an axis, the point's place on it means nothing.
        var scaled = Geometry.Covering(source, size);
        return (Gravity.FocalPoint, new FocalPoint(
            scaled.Width == size.Width ? 0.5 : Math.Round(Math.Clamp(point.X, 0, 1), 4),
            scaled.Height == size.Height ? 0.5 : Math.Round(Math.Clamp(point.Y, 0, 1), 4)));
    }

    private static int? SettleQuality(ImageFormat format, int? asked) =>
        format == ImageFormat.Auto ? asked : format.HasQuality() ? asked ?? format.DefaultQuality() : null;
}
