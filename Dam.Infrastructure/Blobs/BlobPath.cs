using System.Text.RegularExpressions;
using Dam.Domain.Blobs;

namespace Dam.Infrastructure.Blobs;

/// <summary>A blob's key as names that lead nowhere else: what does not fit is refused, never cleaned.</summary>
/// <param name="Area"><c>originals</c>, <c>mezzanines</c> or <c>renditions</c>.</param>
/// <param name="Region">Lower-case letters, digits and hyphens.</param>
/// <param name="Name">The digest, and the variant behind a dot.</param>
internal readonly partial record struct BlobPath(string Area, string Region, string Name)
{
    /// <exception cref="ArgumentException">The key is none.</exception>
    public static BlobPath Of(BlobKey key)
    {
        if (!RegionPattern().IsMatch(key.Region) || !DigestPattern().IsMatch(key.Digest) || !VariantPattern().IsMatch(key.Variant)
            || (key.Area == BlobArea.Originals && key.Variant.Length > 0))
        {
            throw new ArgumentException($"{key} is no key of a blob.", nameof(key));
        }

        var area = key.Area switch
        {
            BlobArea.Originals => "originals",
            BlobArea.Mezzanines => "mezzanines",
            BlobArea.Renditions => "renditions",
            _ => throw new ArgumentOutOfRangeException(nameof(key), key.Area, message: null),
        };
        return new BlobPath(area, key.Region, key.Variant.Length == 0 ? key.Digest : $"{key.Digest}.{key.Variant}");
    }

    /// <summary>The original of this region and file name; null when it is none's name.</summary>
    public static BlobName? NameOf(string region, string name) => RegionPattern().IsMatch(region) && DigestPattern().IsMatch(name) ? new BlobName(region, name) : null;

    /// <summary>Refuses a key under which this content may not be published.</summary>
    /// <exception cref="ArgumentException">An original is named by another digest than its own.</exception>
    public static void Check(StagedBlob staged, BlobKey key)
    {
        if (key.Area == BlobArea.Originals && key.Digest != staged.Digest)
        {
            throw new ArgumentException($"An original is named by its own SHA-256, which is {staged.Digest}.", nameof(key));
        }
    }

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionPattern();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DigestPattern();

    /// <summary>As long as a file name leaves room for, next to the digest.</summary>
    [GeneratedRegex(@"\A[A-Za-z0-9._~-]{0,180}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VariantPattern();
}
