using Dam.Domain.Assets;
using Dam.Domain.Rights;

namespace Dam.Domain.Purges;

/// <summary>
/// Names under which shared caches keep what the media route has answered, so that they can be told to forget it (<c>Surrogate-Key</c>, <c>Cache-Tag</c>): of <c>a-z0-9-</c>, at most <see cref="Longest"/> characters.
/// </summary>
public static class PurgeKeys
{
    public const int Longest = 100;

    /// <summary>Every copy there is.</summary>
    public const string All = "dam";

    /// <summary>Of all assets that name a release. Which one is not known where files are handed out, and releases are revoked rarely.</summary>
    public const string Released = "released";

    public static string OfAsset(Guid assetId) => $"asset-{assetId:N}";

    /// <summary>Of all assets that a licence covers; those of releases are not told apart.</summary>
    public static string Of(GrantId grant) => grant.IsLicense ? OfLicense(grant.Value) : Released;

    public static string OfLicense(Guid licenseId) => $"license-{licenseId:N}";

    /// <summary>What an answer with bytes of a version is kept under.</summary>
    public static IReadOnlyList<string> Of(AssetDetails asset, VersionDetails version) =>
    [
        OfAsset(asset.Id),
        $"digest-{version.Digest}",
        .. asset.Rights.LicenseId is { } licenseId ? [OfLicense(licenseId)] : (string[])[],
        .. asset.Releases.Count > 0 ? [Released] : (string[])[],
        All,
    ];
}
