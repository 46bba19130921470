using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;

namespace Dam.Domain.Delivery;

/// <summary>Finds the version of an asset that a media URL is about. Several versions may hold the same bytes, for instance a restored one.</summary>
public static class MediaVersion
{
    /// <summary>The published one if it holds the bytes, else the newest approved one, else the newest; null when none ever held them.</summary>
    public static async ValueTask<VersionDetails?> FindAsync(IAssetReader assets, AssetDetails asset, MediaUrl url, CancellationToken ct)
    {
        if (asset.PublishedVersion is { } published && published.Digest == url.Digest)
        {
            return published;
        }

        // For a working copy the status means nothing, and it is usually of the newest version, which is at hand.
        if (url.Context.IsWorkingCopy && asset.CurrentVersion.Digest == url.Digest)
        {
            return asset.CurrentVersion;
        }

        return await SearchAsync(assets, asset.Id, url.Digest, ct);
    }

    private static async Task<VersionDetails?> SearchAsync(IAssetReader assets, Guid assetId, string digest, CancellationToken ct)
    {
        VersionDetails? newest = null;
        var page = new PageRequest(PageRequest.Largest, After: null, Last: null, Before: null);
        while (true)
        {
            var versions = (await assets.VersionsAsync(Caller.System, [assetId], page, ct)).Value?[assetId] ?? Page<VersionDetails>.Empty;
            var holders = versions.Items.Select(item => item.Item).Where(version => version.Digest == digest).ToList();
            if (holders.Find(version => version.Status == AssetStatus.Approved) is { } approved)
            {
                return approved;
            }

            newest ??= holders.FirstOrDefault();
            if (!versions.HasNext)
            {
                return newest;
            }

            page = page with { After = versions.Items[^1].Cursor };
        }
    }
}
