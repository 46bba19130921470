using Dam.Domain.Imaging;

namespace Dam.Domain.Assets;

/// <summary>What kind of asset a file of some media type makes.</summary>
public static class MediaKinds
{
    private static readonly string[] Documents =
    [
        MediaTypes.Pdf, MediaTypes.PostScript, MediaTypes.RichText, MediaTypes.Word, MediaTypes.Epub,
        "text/", MediaTypes.Excel, MediaTypes.PowerPoint, "application/vnd.ms-word.", "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.",
    ];

    public static AssetKind KindOf(string mediaType) => mediaType switch
    {
        _ when mediaType.StartsWith("image/", StringComparison.Ordinal) => AssetKind.Image,
        _ when mediaType.StartsWith("video/", StringComparison.Ordinal) => AssetKind.Video,
        _ when mediaType.StartsWith("audio/", StringComparison.Ordinal) => AssetKind.Audio,
        _ when Array.Exists(Documents, prefix => mediaType.StartsWith(prefix, StringComparison.Ordinal)) => AssetKind.Document,
        _ => AssetKind.Other,
    };
}
