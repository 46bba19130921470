using System.Diagnostics.CodeAnalysis;
using Dam.Domain.Assets;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;

namespace Dam.Domain.Delivery;

/// <param name="Url">Absolute.</param>
/// <param name="ExpiresAt">From then on it is refused.</param>
public sealed record SignedUrl(Uri Url, DateTimeOffset ExpiresAt);

/// <summary>Where the world reaches this service.</summary>
public interface IPublicAddress
{
    /// <summary>Absolute, ending in a slash. Never taken from a request.</summary>
    Uri Base { get; }
}

/// <summary>Makes media URLs and reads them back. Making one asks no question: whether the caller may have it is decided before.</summary>
public sealed class MediaUrls(UrlSigner signer, IPublicAddress address, TimeProvider time)
{
    /// <summary>Path under which media URLs lie, from the public address.</summary>
    public const string Prefix = "media/";

    private const int DeliveryDays = 8;

    private static readonly TimeSpan WorkingCopyLife = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Of the published version. Equal questions within a UTC day give equal URLs, and each lives between seven and eight days.
    /// </summary>
    /// <param name="territory">Narrows the URL to a territory; null leaves the question to the request for the file.</param>
    /// <param name="channel">Key of the channel it is for; what is no key is unknown to the URL.</param>
    /// <param name="purpose">Key of the purpose it is for; what is no key is unknown to the URL.</param>
    /// <param name="maySubstitute">Whether an approved stand-in is served where the asset is refused.</param>
    public SignedUrl ForRendition(AssetDetails asset, CanonicalTransform transform, Territory? territory, string? channel = null, string? purpose = null, bool maySubstitute = false)
    {
        var version = asset.PublishedVersion ?? throw new InvalidOperationException("An asset without a published version has no rendition to deliver.");
        var today = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        return Sign(asset, version, transform, MediaContext.Delivery(territory, channel, purpose, maySubstitute), today.AddDays(DeliveryDays));
    }

    /// <summary>For callers with <see cref="Access.Permissions.ReadAssets"/>; lives for ten minutes.</summary>
    public SignedUrl ForPreview(AssetDetails asset, VersionDetails version, CanonicalTransform transform) =>
        Sign(asset, version, transform, MediaContext.WorkingCopy, WorkingCopyExpiry());

    /// <summary>For callers with <see cref="Access.Permissions.ReadOriginals"/>; lives for ten minutes.</summary>
    public SignedUrl ForOriginal(AssetDetails asset, VersionDetails version) =>
        Sign(asset, version, transform: null, MediaContext.WorkingCopy, WorkingCopyExpiry());

    /// <summary>Reads a URL's path after <c>/media/</c>. False, for whatever reason, means that this service never gave it out.</summary>
    public bool TryRead(ReadOnlySpan<char> path, [NotNullWhen(true)] out MediaUrl? url)
    {
        url = null;
        var slash = path.Length <= MediaUrl.LongestPath ? path.IndexOf('/') : -1;
        return slash > 0 && signer.Verify(path[..slash], path[(slash + 1)..]) && MediaUrl.TryParse(path[(slash + 1)..], out url);
    }

    private SignedUrl Sign(AssetDetails asset, VersionDetails version, CanonicalTransform? transform, MediaContext context, DateTimeOffset expiresAt)
    {
        var text = new MediaUrl
        {
            ExpiresAt = expiresAt,
            Epoch = asset.Epoch,
            Context = context,
            AssetId = asset.Id,
            Digest = version.Digest,
            Transform = transform,
            Name = MediaNames.NameOf(version.Filename),
            Extension = transform is null ? MediaNames.ExtensionOf(version.Filename) : MediaNames.ExtensionOf(transform.Format),
        }.ToString();
        return new SignedUrl(new Uri(address.Base, $"{Prefix}{signer.Sign(text)}/{text}"), expiresAt);
    }

    /// <summary>Whole seconds, as the URL says it.</summary>
    private DateTimeOffset WorkingCopyExpiry() => DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + WorkingCopyLife).ToUnixTimeSeconds());
}
