using Dam.Domain.Assets;
using Dam.Domain.Delivery;
using Dam.Domain.Imaging;
using Dam.Domain.Purges;
using Dam.Domain.Renditions;
using Microsoft.Net.Http.Headers;

namespace Dam.Api.Delivery;

/// <summary>A media URL that was read and found to be signed, and what is said of its file each time: neither changes while the process runs.</summary>
internal sealed class KnownUrl(MediaUrl url)
{
    private readonly MediaFile?[] _files = new MediaFile?[Enum.GetValues<ImageFormat>().Length];

    public MediaUrl Url => url;

    public string Context { get; } = url.Context.ToString();

    /// <param name="transform">The URL's, its size settled.</param>
    /// <param name="format">Concrete.</param>
    public MediaFile FileOf(AssetDetails asset, VersionDetails version, CanonicalTransform transform, ImageFormat format) =>
        _files[(int)format] is { } known && ReferenceEquals(known.Asset, asset) && ReferenceEquals(known.Version, version) && known.Rendition.Transform.Size == transform.Size
            ? known
            : _files[(int)format] = MediaFile.Of(url, asset, version, transform.In(format));
}

/// <summary>A rendition of a version, and the headers that name it.</summary>
/// <param name="Asset">As it was read; another reading of it makes another one of these.</param>
/// <param name="Version">Likewise.</param>
/// <param name="Rendition">What to ask for.</param>
internal sealed record MediaFile(AssetDetails Asset, VersionDetails Version, GetRendition Rendition, EntityTagHeaderValue Tag, string TagText, string MediaType, string Disposition)
{
    public required string Variant { get; init; }

    /// <summary>Names under which shared caches can be told to forget it.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>The same as Fastly and Varnish read them.</summary>
    public string SurrogateKey { get => field ??= string.Join(' ', Keys); }

    /// <summary>The same as Cloudflare and Akamai read them.</summary>
    public string CacheTag { get => field ??= string.Join(',', Keys); }

    /// <param name="moreKeys">Beside those of the version itself.</param>
    public static MediaFile Of(MediaUrl url, AssetDetails asset, VersionDetails version, CanonicalTransform transform, params IReadOnlyList<string> moreKeys)
    {
        var rendition = GetRendition.Of(version, transform);
        var tag = new EntityTagHeaderValue($"\"{version.Digest[..32]}-{rendition.Key.Variant}\"");
        return new MediaFile(asset, version, rendition, tag, tag.ToString(), transform.Format.MediaType(), DispositionOf("inline", $"{url.Name}.{transform.Format.Extension()}"))
        {
            Variant = rendition.Key.Variant,
            Keys = [.. PurgeKeys.Of(asset, version), .. moreKeys],
        };
    }

    public static string DispositionOf(string kind, string filename)
    {
        var disposition = new ContentDispositionHeaderValue(kind);
        disposition.SetHttpFileName(filename);
        return disposition.ToString();
    }
}
