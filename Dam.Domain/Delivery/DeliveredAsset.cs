using System.Collections.Concurrent;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;

namespace Dam.Domain.Delivery;

/// <summary>
/// What the media route knows of assets. It may be kept, but no longer than it is true: a change made on this node shows at once, one made elsewhere within a second. What has changed is known by the events, so
/// whatever changes a verdict writes an event with the asset's id in the same transaction, or
/// one that names neither asset nor SKU and stands for any.
/// </summary>
public interface IDeliveredAssets
{
    /// <summary>Null when unknown or deleted.</summary>
    /// <param name="epoch">At least; a URL of a newer epoch than what is kept says that the asset was changed meanwhile.</param>
    ValueTask<DeliveredAsset?> FindAsync(Guid assetId, int epoch, CancellationToken ct);
}

/// <summary>An asset as the media route knows it: what the verdict depends on, and the versions that were asked for. Kept and forgotten as one.</summary>
public sealed class DeliveredAsset(AssetDetails asset, IAssetReader assets)
{
    private readonly ConcurrentDictionary<string, VersionDetails> _olderVersions = new(StringComparer.Ordinal);

    public AssetDetails Asset => asset;

    /// <summary>
    /// The version that a URL is about, of which several may hold the same bytes, for instance a restored one: the published one if it does, else the newest approved one, else the newest; null when none ever held them.
    /// </summary>
    public ValueTask<VersionDetails?> FindVersionAsync(MediaUrl url, CancellationToken ct)
    {
        if (asset.PublishedVersion is { } published && published.Digest == url.Digest)
        {
            return ValueTask.FromResult<VersionDetails?>(published);
        }

        // For a working copy the status means nothing, and it is usually of the newest version, which is at hand.
        if (url.Context.IsWorkingCopy && asset.CurrentVersion.Digest == url.Digest)
        {
            return ValueTask.FromResult<VersionDetails?>(asset.CurrentVersion);
        }

        return _olderVersions.TryGetValue(url.Digest, out var kept) ? ValueTask.FromResult<VersionDetails?>(kept) : new ValueTask<VersionDetails?>(SearchAsync(url.Digest, ct));
    }

    private async Task<VersionDetails?> SearchAsync(string digest, CancellationToken ct)
    {
        VersionDetails? newest = null;
        var page = new PageRequest(PageRequest.Largest, After: null, Last: null, Before: null);
        while (true)
        {
            var versions = (await assets.VersionsAsync(Caller.System, [asset.Id], page, ct)).Value?[asset.Id] ?? Page<VersionDetails>.Empty;
            var holders = versions.Items.Select(item => item.Item).Where(version => version.Digest == digest).ToList();
            if (holders.Find(version => version.Status == AssetStatus.Approved) is { } approved)
            {
                return Keep(approved);
            }

            newest ??= holders.FirstOrDefault();
            if (!versions.HasNext)
            {
                return newest is null ? null : Keep(newest);
            }

            page = page with { After = versions.Items[^1].Cursor };
        }
    }

    /// <summary>As many as the asset has versions at most: no URL of others is signed.</summary>
    private VersionDetails Keep(VersionDetails version)
    {
        _olderVersions[version.Digest] = version;
        return version;
    }
}
