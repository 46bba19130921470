namespace Dam.Domain.Media;

/// <summary>
/// Reads files of strangers for what they say, and draws pictures that stand for them. Sources are read from their start, seekable, and left open. Throws
/// <see cref="MediaException"/> for what is wrong with a file or missing on this machine.
/// </summary>
public interface IMediaReader
{
    /// <param name="mediaType">Read from the content; it alone decides who reads the file.</param>
    Task<MediaFacts> ReadFactsAsync(Stream source, string mediaType, CancellationToken ct);

    /// <summary>Whether <see cref="DrawAsync"/> can draw files of this type.</summary>
    bool Draws(string mediaType);

    /// <summary>A picture that <see cref="Imaging.IImageEngine"/> reads: a film's frame, a document's first page, what a camera saw.</summary>
    Task<Stream> DrawAsync(Stream source, string mediaType, CancellationToken ct);

    /// <summary>
    /// One of its other pictures: any page of a document, any frame of a film, while somebody waits. How many are drawn at a time and how many wait is bounded; past that it throws
    /// <see cref="Imaging.ImageException"/>.
    /// </summary>
    Task<Stream> DrawPartAsync(Stream source, string mediaType, PicturePart part, CancellationToken ct);

    /// <summary>Whether <see cref="ReadTextAsync"/> finds text in files of this type.</summary>
    bool ReadsText(string mediaType);

    /// <summary>What is written there, at most <see cref="Assets.VersionFacts.LongestText"/> characters; null when nothing is.</summary>
    Task<string?> ReadTextAsync(Stream source, string mediaType, CancellationToken ct);
}

/// <summary>Which picture of a file that has many.</summary>
/// <param name="Page">Of a document, from 1.</param>
/// <param name="Time">Second of a film.</param>
/// <param name="Side">How long its longer side should be, in pixels; what is no drawing comes as it is.</param>
public readonly record struct PicturePart(int Page, double Time, int Side);

/// <summary>Why a file could not be read; the message is readable and safe to show.</summary>
/// <param name="code">Stable machine code: <c>DAMAGED</c>, <c>TIMED_OUT</c>, <c>TOOL_MISSING</c>, …</param>
public sealed class MediaException(string code, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public string Code => code;

    /// <summary>The file is not what its type says, or parts of it are missing.</summary>
    public static MediaException Damaged(string message) => new("DAMAGED", message);
}
