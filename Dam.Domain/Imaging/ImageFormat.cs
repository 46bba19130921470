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
    /// <summary>Whether bytes can be saved at the cost of looks.</summary>
    public static bool HasQuality(this ImageFormat format) => format is not (ImageFormat.Png or ImageFormat.Auto);

    /// <summary>Quality used when none was asked for; null where it is chosen by what is in the picture, to look like a JPEG of this quality, and where there is none.</summary>
    public static int? DefaultQuality(this ImageFormat format) => format == ImageFormat.Jpeg ? 80 : null;

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
