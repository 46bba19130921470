using System.Collections.Frozen;

namespace Dam.Domain.Assets;

/// <summary>Which media types Dam takes, and what kind of asset each makes.</summary>
public static class MediaKinds
{
    private static readonly FrozenDictionary<string, AssetKind> Accepted = new Dictionary<string, AssetKind>(StringComparer.Ordinal)
    {
        ["image/jpeg"] = AssetKind.Image,
        ["image/png"] = AssetKind.Image,
        ["image/gif"] = AssetKind.Image,
        ["image/webp"] = AssetKind.Image,
        ["image/avif"] = AssetKind.Image,
        ["image/tiff"] = AssetKind.Image,
        ["application/pdf"] = AssetKind.Document,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool IsAccepted(string mediaType) => Accepted.ContainsKey(mediaType);

    public static AssetKind KindOf(string mediaType) => Accepted.GetValueOrDefault(mediaType, AssetKind.Other);
}
