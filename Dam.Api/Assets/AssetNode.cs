using System.Text.Json;
using Dam.Api.Channels;
using Dam.Api.Nodes;
using Dam.Api.Paging;
using Dam.Api.Renditions;
using Dam.Api.Rights;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Delivery;
using Dam.Domain.Imaging;
using Dam.Domain.Metadata;
using Dam.Domain.Rights;
using Dam.Domain.Scanning;
using Dam.Domain.Skus;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;
using Dam.GraphQL.Execution;

namespace Dam.Api.Assets;

/// <summary>A piece of brand media through all its versions.</summary>
[Needs(AssetColumns.None, nameof(AssetDetails.Id))]
[Needs(AssetColumns.Title, nameof(AssetDetails.Title))]
[Needs(
    AssetColumns.Record,
    nameof(AssetDetails.Kind), nameof(AssetDetails.Revision), nameof(AssetDetails.CreatedAt), nameof(AssetDetails.UpdatedAt))]
[Needs(AssetColumns.Rights, nameof(AssetDetails.DeletedAt))]
[Needs(AssetColumns.Rights | AssetColumns.Notices, nameof(AssetDetails.Rights))]
[Needs(AssetColumns.Tags, nameof(AssetDetails.Tags))]
[Needs(AssetColumns.AltTexts, nameof(AssetDetails.AltTexts))]
[Needs(AssetColumns.FocalPoint, nameof(AssetDetails.FocalPoint))]
[ObjectType<AssetDetails>(Name = "Asset", Ignore =
    [
        nameof(AssetDetails.Epoch), nameof(AssetDetails.Snapshot), nameof(AssetDetails.Columns), nameof(AssetDetails.License), nameof(AssetDetails.Releases),
        nameof(AssetDetails.TakenDownAt), nameof(AssetDetails.TakedownReason),
    ])]
[Node<AssetById>(NodeIds.Asset)]
internal static class AssetNode
{
    private const AssetColumns Working = AssetColumns.Record | AssetColumns.State | AssetColumns.File | AssetColumns.Content | AssetColumns.Dimensions | AssetColumns.FocalPoint;

    private const AssetColumns Deliverable = Working | AssetColumns.Rights | AssetColumns.Published;

    /// <summary>Of the current version.</summary>
    [Needs(AssetColumns.State)]
    public static AssetStatus GetStatus([Parent] AssetDetails asset) => asset.CurrentVersion.Status;

    [Needs(AssetColumns.State | AssetColumns.Work)]
    public static Processing GetProcessing([Parent] AssetDetails asset) => new(asset.CurrentVersion);

    [Needs(AssetColumns.File)]
    public static string GetFilename([Parent] AssetDetails asset) => asset.CurrentVersion.Filename;

    [Needs(AssetColumns.File)]
    public static string GetMediaType([Parent] AssetDetails asset) => asset.CurrentVersion.MediaType;

    /// <summary>Bytes.</summary>
    [Needs(AssetColumns.File)]
    public static long GetSize([Parent] AssetDetails asset) => asset.CurrentVersion.Size;

    [Needs(AssetColumns.Content)]
    public static Sha256? GetChecksum([Parent] AssetDetails asset) => new Sha256(asset.CurrentVersion.Digest);

    /// <summary>Pixels, after EXIF orientation.</summary>
    [Needs(AssetColumns.Dimensions)]
    public static int? GetWidth([Parent] AssetDetails asset) => asset.CurrentVersion.Image?.Width;

    /// <summary>Pixels, after EXIF orientation.</summary>
    [Needs(AssetColumns.Dimensions)]
    public static int? GetHeight([Parent] AssetDetails asset) => asset.CurrentVersion.Image?.Height;

    /// <summary>Seconds.</summary>
    [Needs(AssetColumns.Dimensions)]
    public static double? GetDuration([Parent] AssetDetails asset) => asset.CurrentVersion.Duration?.TotalSeconds;

    [Needs(AssetColumns.Dimensions)]
    public static int? GetPageCount([Parent] AssetDetails asset) => asset.CurrentVersion.PageCount;

    /// <summary>EXIF, IPTC and XMP as read from the file; GPS only for callers who may see originals.</summary>
    [Needs(AssetColumns.None)]
    public static ValueTask<JsonElement?> GetTechnicalMetadataAsync([Parent] AssetDetails asset, TechnicalMetadataByVersion metadata) => metadata.LoadAsync(asset.CurrentVersion.Id);

    /// <summary>Dominant colours, most common first.</summary>
    [Needs(AssetColumns.Look)]
    public static IReadOnlyList<RgbColor> GetColors([Parent] AssetDetails asset) => asset.CurrentVersion.Image?.Colors ?? [];

    [Needs(AssetColumns.Look)]
    public static Placeholder? GetPlaceholder([Parent] AssetDetails asset) => Placeholder.Of(asset.CurrentVersion);

    /// <summary>In the locale asked for, else the nearest, else the default one: the first of `altTexts`.</summary>
    [Needs(AssetColumns.AltTexts)]
    public static string? GetAltText([Parent] AssetDetails asset, Locale? locale) => Locale.Choose(asset.AltTexts, text => text.Locale, locale)?.Text;

    /// <summary>Values by field key.</summary>
    [Needs(AssetColumns.Metadata)]
    public static JsonElement? GetMetadata([Parent] AssetDetails asset) => asset.Metadata is { } metadata ? JsonSerializer.Deserialize<JsonElement>(metadata) : null;

    /// <summary>May it be delivered, and if not, why? `context` defaults to that of the caller.</summary>
    [Needs(AssetColumns.Rights | AssetColumns.State | AssetColumns.Published)]
    public static AssetDelivery GetDelivery([Parent] AssetDetails asset, DeliveryContextInput? context, Caller caller, TimeProvider time) =>
        AssetDelivery.Of(asset, context.For(caller, time.GetUtcNow()));

    /// <summary>
    /// A rendition of the published version; null when `delivery` refuses. A preset, a transform, or both: the transform's fields
    /// win over the preset's. Equal questions within a day give equal URLs, and each works for at least seven days unless the asset is refused.
    /// With `standIn` there is a URL also where it is: whenever `delivery` refuses the asset, that URL serves an approved stand-in, if this context may have one.
    /// </summary>
    [Needs(Deliverable)]
    public static async ValueTask<Rendition?> GetRenditionAsync(
        [Parent] AssetDetails asset,
        string? preset,
        TransformInput? transform,
        DeliveryContextInput? context,
        Caller caller,
        AskedTransforms transforms,
        PresetByName presets,
        MediaUrls urls,
        TimeProvider time,
        bool standIn = false)
    {
        var wanted = await transforms.FindAsync(preset, transform, presets);
        var asked = context.For(caller, time.GetUtcNow());
        return VersionFor(asset, asked, standIn) is { } version
            ? Rendition.Of(
                Transforms.Resolve(wanted.Marked(asset.Rights.Watermark), version, asset.FocalPoint, transforms.Watermarks),
                canonical => urls.ForRendition(asset, canonical, asked.Territory, asked.Channel, asked.Purpose, standIn))
            : null;
    }

    /// <summary>Everything an `&lt;img&gt;` needs; null when `delivery` refuses. With `standIn`, as for `rendition`; what describes the picture is this asset's.</summary>
    [Needs(Deliverable | AssetColumns.Look | AssetColumns.AltTexts)]
    public static async ValueTask<ResponsiveImage?> GetResponsiveImageAsync(
        [Parent] AssetDetails asset,
        string? preset,
        TransformInput? transform,
        IReadOnlyList<int>? widths,
        DeliveryContextInput? context,
        Caller caller,
        AskedTransforms transforms,
        PresetByName presets,
        MediaUrls urls,
        TimeProvider time,
        bool standIn = false)
    {
        var wanted = await transforms.FindAsync(preset, transform, presets, widths);
        var asked = context.For(caller, time.GetUtcNow());
        return VersionFor(asset, asked, standIn) is { } version
            ? ResponsiveImage.Of(
                asset,
                wanted.Marked(asset.Rights.Watermark),
                widths,
                version,
                transforms.Watermarks,
                canonical => urls.ForRendition(asset, canonical, asked.Territory, asked.Channel, asked.Purpose, standIn))
            : null;
    }

    /// <summary>The version of which there are URLs in this context; null when there are none.</summary>
    private static VersionDetails? VersionFor(AssetDetails asset, DeliveryContext asked, bool standIn) =>
        asset.PublishedVersion is { } version && asked.IsAuthorized && (standIn ? version.Processing == ProcessingState.Ready : DeliveryPolicy.Decide(asset.Snapshot, asked).Allowed)
            ? version
            : null;

    /// <summary>
    /// Which of a channel's rules the published version breaks, or else the current one, and a rendition that keeps them all. `context` names no channel: it is this one.
    /// </summary>
    /// <param name="channel">Its key.</param>
    /// <param name="role">In which the picture would be shown; left out, what the channel asks of pictures in no role.</param>
    [Needs(ReadinessJudge.Columns)]
    public static async ValueTask<AssetReadiness> GetChannelReadinessAsync(
        [Parent] AssetDetails asset, string channel, SkuRole? role, DeliveryContextInput? context, Caller caller, ChannelByKey channels, IWatermarks watermarks, MediaUrls urls, TimeProvider time)
    {
        var found = KeyRule.IsKey(channel) ? await channels.LoadAsync(channel) : null;
        return ReadinessJudge.For(found ?? throw NamedChannel.Unknown(), context, caller, watermarks, urls, time).Judge(asset, role);
    }

    /// <summary>A short-lived rendition of the current version, whatever its status, for callers who work on it.</summary>
    [Authorize(Permissions.ReadAssets)]
    [Needs(Working)]
    public static Rendition? GetPreview([Parent] AssetDetails asset, TransformInput? transform, AskedTransforms transforms, MediaUrls urls) =>
        asset.CurrentVersion.Processing == ProcessingState.Ready
            ? Rendition.Of(
                Transforms.Resolve(transform?.ToTransform() ?? new Transform(), asset.CurrentVersion, asset.FocalPoint, transforms.Watermarks),
                canonical => urls.ForPreview(asset, asset.CurrentVersion, canonical))
            : null;

    /// <summary>
    /// A short-lived URL of the untouched current file, for callers who may have originals, whatever `delivery` says; null for others
    /// and while QUARANTINED, or not scanned yet where files are.
    /// </summary>
    [Needs(Working | AssetColumns.Work)]
    public static OriginalFile? GetOriginal([Parent] AssetDetails asset, Caller caller, MediaUrls urls, IContentScanner scanner) =>
        caller.May(Permissions.ReadOriginals) && !asset.CurrentVersion.MayHoldMalware(scanner.IsOn)
            ? OriginalFile.Of(urls.ForOriginal(asset, asset.CurrentVersion))
            : null;

    /// <summary>Newest first.</summary>
    [BatchResolver]
    [Needs(AssetColumns.None)]
    public static async Task<IReadOnlyList<Connection<VersionDetails>>> GetVersionsAsync(
        [Parent] IReadOnlyList<AssetDetails> assets, PageArguments page, FieldSelection selection, Caller caller, IAssetReader reader, CancellationToken ct)
    {
        var ids = assets.Select(asset => asset.Id).Distinct().ToList();
        var pages = (await reader.VersionsAsync(caller, ids, page.ToRequest(selection), ct)).OrThrow();
        return BatchConnections.Of(assets, asset => asset.Id, pages, token => reader.CountVersionsAsync(caller, ids, token));
    }

    /// <summary>SKUs that show the asset, by code.</summary>
    [BatchResolver]
    [Needs(AssetColumns.None)]
    [ListSize(SlicingArguments = ["first"], SizedFields = ["edges", "nodes"])]
    public static async Task<IReadOnlyList<Connection<SkuLinkDetails>>> GetSkuLinksAsync(
        [Parent] IReadOnlyList<AssetDetails> assets,
        FieldSelection selection,
        Caller caller,
        ISkuReader reader,
        int first = 20,
        string? after = null,
        CancellationToken ct = default)
    {
        var ids = assets.Select(asset => asset.Id).Distinct().ToList();
        var pages = (await reader.LinksOfAssetsAsync(caller, ids, new PageArguments(first, after, null, null).ToRequest(selection), ct)).OrThrow();
        return BatchConnections.Of(assets, asset => asset.Id, pages, token => reader.CountLinksOfAssetsAsync(caller, ids, token));
    }
}

/// <summary>How far Dam is with a version's bytes.</summary>
internal sealed class Processing(VersionDetails version)
{
    public ProcessingState State => version.Processing;

    /// <summary>What is being done, or was last: `identify`, `mezzanine`, …</summary>
    public string? Stage => version.ProcessingStage;

    public IReadOnlyList<ProcessingProblem> Problems => version.Problems;
}

/// <summary>What to show until the image is there.</summary>
/// <param name="ThumbHash">Base64.</param>
internal sealed record Placeholder(string ThumbHash, RgbColor DominantColor)
{
    public static Placeholder? Of(VersionDetails version) =>
        version.Image is { } image ? new Placeholder(image.ThumbHash, image.DominantColor) : null;
}
