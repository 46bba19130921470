using Dam.Domain.Likenesses;

namespace Dam.Domain.Imaging;

/// <summary>
/// Reads and makes pictures. Every method reads <c>source</c> from its start, synchronously and with seeking, on a worker thread, and leaves it open;
/// it throws <see cref="ImageException"/> for what is wrong with a picture or with the load, and <see cref="OperationCanceledException"/>.
/// </summary>
public interface IImageEngine
{
    /// <summary>Reads the header only; pixels may still turn out to be damaged.</summary>
    Task<ImageHeader> IdentifyAsync(Stream source, CancellationToken cancellationToken);

    /// <summary>What lies in the file beside the picture; reads the header only.</summary>
    Task<EmbeddedBlocks> ReadBlocksAsync(Stream source, CancellationToken cancellationToken);

    /// <summary>
    /// Decodes once, writes the mezzanine (at most <see cref="ImageFacts.MaxMezzanineSide"/> pixels a side, orientation applied, ICC profile and alpha kept,
    /// of the metadata only whose it is) and answers with what the picture looks like. Succeeds only if the whole picture could be decoded.
    /// </summary>
    Task<ImageFacts> PrepareAsync(Stream source, Stream mezzanine, CancellationToken cancellationToken);

    /// <summary>What the picture looks like, null when it is blank, without decoding more of it than the format demands.</summary>
    Task<Likeness?> LookAsync(Stream source, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a rendition of exactly the transform's size, in sRGB and without metadata but artist, copyright and credit as the source says them. <paramref name="source"/> is the original, or its mezzanine where
    /// <see cref="CanonicalTransform.CanStartFrom"/> says so. What was written before a failure is to be thrown away.
    /// </summary>
    /// <param name="format">Concrete; the transform's own unless that is <see cref="ImageFormat.Auto"/>.</param>
    Task RenderAsync(Stream source, CanonicalTransform transform, ImageFormat format, Stream destination, CancellationToken cancellationToken);

    /// <summary>Several renditions of one picture, which is decoded once for all that show its first page whole and still.</summary>
    /// <param name="set">Formats are concrete; destinations are written one after the other.</param>
    Task RenderSetAsync(Stream source, IReadOnlyList<RenditionTarget> set, CancellationToken cancellationToken);
}

/// <summary>What to make and where to write it.</summary>
public readonly record struct RenditionTarget(CanonicalTransform Transform, Stream Destination);

/// <summary>What a file's header says.</summary>
/// <param name="MediaType">From the content, never from a name.</param>
/// <param name="Size">After orientation.</param>
/// <param name="Orientation">EXIF orientation as stored, 1 to 8; 1 means upright.</param>
/// <param name="PageCount">Pages or frames; at least 1.</param>
public sealed record ImageHeader(
    string MediaType, PixelSize Size, int Orientation, int PageCount, bool HasAlpha, ImageColorSpace ColorSpace, bool HasIccProfile);

/// <summary>Blocks of metadata as they lie in a file, not yet read; each empty where there is none, or where it is longer than <see cref="LongestBlock"/>.</summary>
/// <param name="Exif">A TIFF without its picture.</param>
/// <param name="Iptc">Photoshop's resources, or the records of IPTC themselves.</param>
/// <param name="Xmp">XML.</param>
/// <param name="IccProfile">ICC.1, clause 7.</param>
public sealed record EmbeddedBlocks(ReadOnlyMemory<byte> Exif, ReadOnlyMemory<byte> Iptc, ReadOnlyMemory<byte> Xmp, ReadOnlyMemory<byte> IccProfile)
{
    public const int LongestBlock = 1024 * 1024;
}

/// <summary>Kind of pixels that a file holds.</summary>
public enum ImageColorSpace
{
    Rgb,
    Gray,
    Cmyk,
    Other,
}

/// <summary>What a picture looks like, and the mezzanine made of it.</summary>
/// <param name="Header">As identified, but <c>HasAlpha</c> only if something is transparent: many files have the channel and nothing in it.</param>
/// <param name="Colors">Up to five, most common first; empty when every pixel is transparent.</param>
/// <param name="DominantColor">The most common colour; white when every pixel is transparent.</param>
/// <param name="ThumbHash">Base64, decodable by the public ThumbHash libraries.</param>
/// <param name="Likeness">Null when the picture is blank.</param>
public sealed record ImageFacts(
    ImageHeader Header, IReadOnlyList<RgbColor> Colors, RgbColor DominantColor, string ThumbHash, Likeness? Likeness, PixelSize MezzanineSize,
    string MezzanineMediaType)
{
    public required PictureBorder Border { get; init; }

    /// <summary>Of the pixels as they lie in the file.</summary>
    public required ColorProfile Profile { get; init; }

    /// <summary>Pixels.</summary>
    public const int MaxMezzanineSide = 2560;
}

/// <summary>Why a picture could not be read or made.</summary>
public enum ImageProblem
{
    /// <summary>The file is none, or its header cannot be read.</summary>
    NotAnImage,

    /// <summary>A picture of a kind that is not decoded here.</summary>
    UnsupportedFormat,

    /// <summary>The file ends before the picture does.</summary>
    Truncated,

    /// <summary>The file's data contradicts itself.</summary>
    Damaged,

    /// <summary>Its header announces more pixels than are allowed; nothing was decoded.</summary>
    TooManyPixels,

    /// <summary>Took longer than allowed and was stopped.</summary>
    TimedOut,

    /// <summary>The transform names a watermark that is not there any more.</summary>
    WatermarkMissing,

    /// <summary>It cannot be made as small a file as the transform asks.</summary>
    TooManyBytes,

    /// <summary>Too many others are waiting: ask again later (HTTP 503).</summary>
    Busy,
}

/// <summary>A picture that could not be read or made; the message is readable and safe to show.</summary>
public sealed class ImageException(ImageProblem problem, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public ImageProblem Problem { get; } = problem;

    /// <summary>Stable machine code: <c>TOO_MANY_PIXELS</c>.</summary>
    public string Code => Problem switch
    {
        ImageProblem.NotAnImage => "NOT_AN_IMAGE",
        ImageProblem.UnsupportedFormat => "UNSUPPORTED_FORMAT",
        ImageProblem.Truncated => "TRUNCATED",
        ImageProblem.Damaged => "DAMAGED",
        ImageProblem.TooManyPixels => "TOO_MANY_PIXELS",
        ImageProblem.TimedOut => "TIMED_OUT",
        ImageProblem.WatermarkMissing => "WATERMARK_MISSING",
        ImageProblem.TooManyBytes => "TOO_MANY_BYTES",
        _ => "BUSY",
    };
}
