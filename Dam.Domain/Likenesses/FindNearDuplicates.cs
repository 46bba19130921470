using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Imaging;
using Dam.Domain.Scanning;

namespace Dam.Domain.Likenesses;

/// <summary>
/// Which assets look like others that have just been made. What has not been processed yet is looked at now, if that is cheap: this warns as soon as it can, and what it leaves
/// out is found later. Where files are scanned nothing is looked at before that.
/// </summary>
public sealed class FindNearDuplicatesHandler(
    ILikenessReader likenesses, IAssetReader assets, IBlobStore blobs, IImageEngine images, IContentScanner scanner, TimeProvider time)
{
    /// <summary>How many are named for each.</summary>
    private const int Most = 10;

    /// <summary>For all pictures of a call together.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(3);

    /// <summary>By asset, for those of which something is known.</summary>
    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<SimilarAsset>>> HandleAsync(Caller caller, IReadOnlyList<Guid> assetIds, CancellationToken ct)
    {
        var known = (await likenesses.FindAsync(caller, assetIds, ct)).ToDictionary();
        var unknown = assetIds.Where(id => !known.ContainsKey(id)).ToList();
        if (unknown.Count > 0 && !scanner.IsOn)
        {
            foreach (var (id, likeness) in await LookAsync(await assets.FindAsync(caller, unknown, AssetColumns.File | AssetColumns.Content | AssetColumns.State, ct), ct))
            {
                known.Add(id, likeness);
            }
        }

        var searches = known.Select(pair => new LikenessSearch(pair.Value, Except: pair.Key)).ToList();
        var found = await likenesses.SimilarAsync(caller, searches, Most, Likeness.Near, ct);
        return searches.Zip(found).ToDictionary(pair => pair.First.Except!.Value, pair => pair.Second);
    }

    private async Task<List<(Guid AssetId, Likeness Likeness)>> LookAsync(IReadOnlyList<AssetDetails> unknown, CancellationToken ct)
    {
        var found = new List<(Guid, Likeness)>();
        using var limit = new CancellationTokenSource(LongestLook, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            foreach (var asset in unknown.Where(asset => asset.CurrentVersion.Processing is ProcessingState.Pending or ProcessingState.Processing))
            {
                if (await LookAsync(asset.CurrentVersion, stop.Token) is { } likeness)
                {
                    found.Add((asset.Id, likeness));
                }
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Time is up: the others are found when they have been processed.
        }

        return found;
    }

    /// <summary>Null for what is no picture, or none that can be read, or that the engine has no time for now.</summary>
    private async Task<Likeness?> LookAsync(VersionDetails version, CancellationToken ct)
    {
        if (MediaKinds.KindOf(version.MediaType) != AssetKind.Image)
        {
            return null;
        }

        await using var source = await blobs.OpenAsync(new BlobKey(BlobArea.Originals, version.Region, version.Digest), ct);
        try
        {
            return source is null ? null : await images.LookAsync(source, ct);
        }
        catch (ImageException)
        {
            return null;
        }
    }
}
