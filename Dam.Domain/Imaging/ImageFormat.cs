namespace Dam.Domain.Imaging;

/// <summary>File format of a rendition.</summary>
public enum ImageFormat
{
    /// <summary>Picked by the `Accept` header of the request for the file: AVIF, then WebP, then JPEG or PNG.</summary>
    Auto,
    Jpeg,
    Png,
    Webp,
    Avif,
}

/// <summary>What is known of each concrete format. <see cref="ImageFormat.Auto"/> has no answers here: settle it first.</summary>
public static class ImageFormatExtensions
{
    /// <summary>Quality used when none was asked for, or null where the format has no such notion.</summary>
    public static int? DefaultQuality(this ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => 80,
        ImageFormat.Webp => 75,
        ImageFormat.Avif => 50,
        ImageFormat.Png => null,
        _ => throw Unsettled(format),
    };

    public static string MediaType(this ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => MediaTypes.Jpeg,
        ImageFormat.Webp => MediaTypes.WebP,
        ImageFormat.Avif => MediaTypes.Avif,
        ImageFormat.Png => MediaTypes.Png,
        _ => throw Unsettled(format),
    };

    /// <summary>Usual file name extension, without the dot.</summary>
    public static string Extension(this ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => "jpg",
        ImageFormat.Webp => "webp",
        ImageFormat.Avif => "avif",
        ImageFormat.Png => "png",
        _ => throw Unsettled(format),
    };

    private static ArgumentOutOfRangeException Unsettled(ImageFormat format) =>
        new(nameof(format), format, "The format must be a concrete one.");
}
