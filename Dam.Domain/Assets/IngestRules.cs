using Dam.Domain.Imaging;

namespace Dam.Domain.Assets;

/// <summary>What assets are made of.</summary>
public sealed record IngestRules
{
    /// <summary>Media types of what is taken; <c>image/*</c> stands for all pictures, <c>*/*</c> for everything.</summary>
    public IReadOnlyList<string> AllowedTypes { get; init; } =
    [
        "image/*", "video/*", "audio/*", "model/*",
        MediaTypes.Pdf, MediaTypes.PostScript, MediaTypes.RichText, MediaTypes.Zip, MediaTypes.Epub,
        MediaTypes.Word, "application/vnd.ms-*", "application/vnd.openxmlformats-officedocument.*", "application/vnd.oasis.opendocument.*",
    ];

    /// <param name="mediaType">Read from the bytes.</param>
    public bool Allows(string mediaType) => AllowedTypes.Any(pattern => pattern is "*/*"
        || (pattern.EndsWith('*') ? mediaType.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase) : mediaType.Equals(pattern, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Null when the pattern can mean something.</summary>
    public static string? Problem(string pattern) =>
        pattern.Length is > 2 and <= 127 && pattern.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash < pattern.Length - 1
            && (pattern is "*/*" || pattern.IndexOf('*', StringComparison.Ordinal) is var star && (star < 0 || star == pattern.Length - 1))
            ? null
            : $"\"{pattern}\" is no media type such as image/png, nor the beginning of some with a * at its end.";
}
