using Dam.Api.Assets;
using Dam.Domain.Assets;
using Dam.Domain.Delivery;
using Dam.Domain.Imaging;
using Dam.GraphQL.Errors;

namespace Dam.Api.Renditions;

/// <summary>What to make of an image; everything is optional.</summary>
/// <param name="Fit">Default INSIDE.</param>
/// <param name="Gravity">Default FOCAL_POINT.</param>
/// <param name="Format">Default AUTO.</param>
/// <param name="Quality">1 to 100. Left out, 80 for JPEG, and for the others what makes the picture look as good as that.</param>
/// <param name="MaxBytes">Largest file: the quality is lowered until it is no larger. What cannot be so small is refused when its URL is fetched (`TOO_MANY_BYTES`).</param>
/// <param name="Dpr">Device pixel ratio, 1 to 4; default 1.</param>
/// <param name="Page">Page of a document, 1 for the first.</param>
/// <param name="Time">Second of a video, for a poster frame.</param>
/// <param name="Trim">Cuts off what is of the colour of the picture's edges, before anything else. Needs the fit PAD or FILL, since only then the size is known before.</param>
/// <param name="Rotate">Degrees clockwise, a multiple of 90. Width, height and gravity mean the turned picture.</param>
/// <param name="Flip">Upside down, after turning.</param>
/// <param name="Flop">Mirrored, after turning.</param>
/// <param name="Padding">CSS pixels left free on each side, within the box, filled with `background`.</param>
/// <param name="Radius">Of the picture's corners, in CSS pixels; the largest there can be is half of the shorter side.</param>
/// <param name="Blur">Standard deviation of a Gaussian in CSS pixels, up to 50 pixels of the file.</param>
/// <param name="Sharpen">How much edges are accentuated after scaling, 0 to 10; 1 is plainly seen.</param>
/// <param name="Watermark">Name of one of the service's watermarks, laid over the picture before its corners are rounded and it is padded.</param>
/// <param name="Hints">The file may be narrower where the request for it says so by client hints (`Sec-CH-Width`, …); width and height are then the largest it can have.</param>
/// <param name="Animated">Whether an animation goes on moving, as WebP. Default true where it has at most 50 million pixels in all its frames.</param>
internal sealed record TransformInput(
    int? Width,
    int? Height,
    Fit? Fit,
    Gravity? Gravity,
    ImageFormat? Format,
    int? Quality,
    long? MaxBytes,
    double? Dpr,
    RgbColor? Background,
    int? Page,
    double? Time,
    bool? Trim,
    int? Rotate,
    bool? Flip,
    bool? Flop,
    int? Padding,
    int? Radius,
    bool? Grayscale,
    double? Blur,
    double? Sharpen,
    bool? Animated,
    bool? Hints,
    string? Watermark)
{
    public Transform ToTransform() => new()
    {
        Width = Width,
        Height = Height,
        Fit = Fit,
        Gravity = Gravity,
        Format = Format,
        Quality = Quality,
        MaxBytes = MaxBytes,
        Dpr = Dpr,
        Background = Background,
        Page = Page,
        Time = Time,
        Trim = Trim,
        Rotate = Rotate,
        Flip = Flip,
        Flop = Flop,
        Padding = Padding,
        Radius = Radius,
        Grayscale = Grayscale,
        Blur = Blur,
        Sharpen = Sharpen,
        Animated = Animated,
        Hints = Hints,
        Watermark = Watermark,
    };
}

/// <summary>A file that is made when its URL is fetched first.</summary>
/// <param name="Width">Pixels of the file.</param>
/// <param name="Height">Pixels of the file.</param>
/// <param name="MediaType">Null with AUTO: the `Accept` header of the request for the file decides.</param>
/// <param name="ExpiresAt">When the signed URL stops working.</param>
internal sealed record Rendition(Uri Url, int Width, int Height, string? MediaType, DateTimeOffset? ExpiresAt)
{
    public static Rendition Of(CanonicalTransform transform, Func<CanonicalTransform, SignedUrl> sign)
    {
        var signed = sign(transform);
        var mediaType = transform.Format == ImageFormat.Auto ? null : transform.Format.MediaType();
        return new Rendition(signed.Url, transform.Size.Width, transform.Size.Height, mediaType, signed.ExpiresAt);
    }
}

/// <summary>A short-lived URL of an untouched file.</summary>
internal sealed record OriginalFile(Uri Url, DateTimeOffset ExpiresAt)
{
    public static OriginalFile Of(SignedUrl signed) => new(signed.Url, signed.ExpiresAt);
}

/// <summary>What an `&lt;img&gt;` needs to choose the right file.</summary>
/// <param name="Alt">The asset's alternative text in its default locale.</param>
internal sealed record ResponsiveImage(Uri Src, string Srcset, string Sizes, int Width, int Height, string? Alt, Placeholder? Placeholder)
{
    private const int MostWidths = 20;

    /// <summary>Widths of common layouts and screens, in CSS pixels times device pixel ratio.</summary>
    private static readonly int[] UsualWidths = [320, 480, 640, 960, 1280, 1920, 2560];

    /// <summary>
    /// One candidate a width, each with the true width of its file: what the source cannot fill is left out, so no two candidates are the same file.
    /// </summary>
    public static ResponsiveImage Of(
        AssetDetails asset, Transform asked, IReadOnlyList<int>? widths, VersionDetails version, IWatermarks watermarks, Func<CanonicalTransform, SignedUrl> sign)
    {
        if (widths is { Count: 0 or > MostWidths })
        {
            throw new GraphQLException($"Name 1 to {MostWidths} widths, or leave them out.", "INVALID_TRANSFORM");
        }

        var candidates = new SortedDictionary<int, CanonicalTransform>();
        foreach (var width in widths ?? UsualWidths)
        {
            var candidate = Transforms.Resolve(WithWidth(asked, Math.Min(width, WidestOf(asked, version) ?? width)), version, asset.FocalPoint, watermarks);
            candidates.TryAdd(candidate.Size.Width, candidate);
        }

        var signed = candidates.Values.Select(candidate => (candidate.Size, sign(candidate).Url)).ToList();
        var (size, src) = signed[^1];
        var widest = asked.Width is { } box ? Math.Min(box, size.Width) : size.Width;
        return new ResponsiveImage(
            src,
            string.Join(", ", signed.Select(candidate => FormattableString.Invariant($"{candidate.Url} {candidate.Size.Width}w"))),
            FormattableString.Invariant($"(max-width: {widest}px) 100vw, {widest}px"),
            size.Width,
            size.Height,
            asset.AltTexts is [var first, ..] ? first.Text : null,
            Placeholder.Of(version));
    }

    /// <summary>Pixels of the source's width, once turned.</summary>
    private static int? WidestOf(Transform asked, VersionDetails version) => asked.Rotate % 180 is 90 or -90 ? version.PictureSize?.Height : version.PictureSize?.Width;

    /// <summary>The box scaled to another width with all that is measured in pixels, its proportions kept.</summary>
    private static Transform WithWidth(Transform box, int width)
    {
        var scale = box.Width is { } boxWidth and > 0 ? (double)width / boxWidth : 1;
        return box with
        {
            Width = width,
            Height = box.Height * scale is { } height ? (int)Math.Max(1, Math.Round(height)) : null,
            Padding = (int?)Math.Round(box.Padding * scale ?? 0),
            Radius = (int?)Math.Round(box.Radius * scale ?? 0),
            Blur = box.Blur * scale,
            Dpr = null,

            // The browser chooses by the widths that it is told.
            Hints = null,
        };
    }
}

internal static class Transforms
{
    /// <summary>Settled against the version's image; what cannot be made is a GraphQL error that says why.</summary>
    public static CanonicalTransform Resolve(Transform transform, VersionDetails version, FocalPoint? focalPoint, IWatermarks watermarks)
    {
        if (version.AsSource(focalPoint) is not { } source)
        {
            throw new GraphQLException($"There are no renditions of {version.MediaType}: it is not an image that Dam can read.", "RENDITION_UNSUPPORTED");
        }

        return CanonicalTransform.TryResolve(transform, source, out var canonical, out var problems, watermarks: watermarks)
            ? canonical
            : throw new GraphQLException(string.Join(' ', problems.Select(problem => $"transform.{problem.Path}: {problem.Message}")), "INVALID_TRANSFORM");
    }
}
