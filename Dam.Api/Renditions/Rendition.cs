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
/// <param name="Quality">1 to 100; the format's own default when left out.</param>
/// <param name="Dpr">Device pixel ratio, 1 to 4; default 1.</param>
/// <param name="Page">Page of a document, 1 for the first.</param>
/// <param name="Time">Second of a video, for a poster frame.</param>
internal sealed record TransformInput(
    int? Width, int? Height, Fit? Fit, Gravity? Gravity, ImageFormat? Format, int? Quality, double? Dpr, RgbColor? Background, int? Page, double? Time)
{
    public Transform ToTransform() => new()
    {
        Width = Width,
        Height = Height,
        Fit = Fit,
        Gravity = Gravity,
        Format = Format,
        Quality = Quality,
        Dpr = Dpr,
        Background = Background,
        Page = Page,
        Time = Time,
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
        AssetDetails asset, TransformInput? transform, IReadOnlyList<int>? widths, VersionDetails version, Func<CanonicalTransform, SignedUrl> sign)
    {
        if (widths is { Count: 0 or > MostWidths })
        {
            throw new GraphQLException($"Name 1 to {MostWidths} widths, or leave them out.", "INVALID_TRANSFORM");
        }

        var asked = transform?.ToTransform() ?? new Transform();
        var candidates = new SortedDictionary<int, CanonicalTransform>();
        foreach (var width in widths ?? UsualWidths)
        {
            var candidate = Transforms.Resolve(WithWidth(asked, Math.Min(width, version.PictureSize?.Width ?? width)), version, asset.FocalPoint);
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

    /// <summary>The box scaled to another width, its proportions kept.</summary>
    private static Transform WithWidth(Transform box, int width) => box with
    {
        Width = width,
        Height = box is { Width: { } boxWidth and > 0, Height: { } boxHeight } ? (int)Math.Max(1, Math.Round((double)width * boxHeight / boxWidth)) : box.Height,
        Dpr = null,
    };
}

internal static class Transforms
{
    public static CanonicalTransform ResolveFor(this TransformInput? transform, VersionDetails version, FocalPoint? focalPoint) =>
        Resolve(transform?.ToTransform() ?? new Transform(), version, focalPoint);

    /// <summary>Settled against the version's image; what cannot be made is a GraphQL error that says why.</summary>
    public static CanonicalTransform Resolve(Transform transform, VersionDetails version, FocalPoint? focalPoint)
    {
        if (version is not { Image: { } image, PictureSize: { } size })
        {
            throw new GraphQLException($"There are no renditions of {version.MediaType}: it is not an image that Dam can read.", "RENDITION_UNSUPPORTED");
        }

        var source = new SourceImage(size, image.HasAlpha, version.MediaType, focalPoint, image.Pages);
        return CanonicalTransform.TryResolve(transform, source, out var canonical, out var problems)
            ? canonical
            : throw new GraphQLException(string.Join(' ', problems.Select(problem => $"transform.{problem.Path}: {problem.Message}")), "INVALID_TRANSFORM");
    }
}
