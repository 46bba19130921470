using Dam.Domain.Assets;
using Dam.Domain.Rights;

namespace Dam.Domain.Delivery;

/// <summary>Where a request for a file comes from, as far as that can be known.</summary>
/// <param name="IsKnown">False where nothing tells where requests come from: the URL's own context then decides alone.</param>
/// <param name="Territory">Null when it should be known but is not.</param>
public readonly record struct RequestOrigin(bool IsKnown, Territory? Territory);

/// <summary>The question that the media route asks on each request, put to <see cref="DeliveryPolicy"/>.</summary>
public static class MediaVerdict
{
    /// <summary>
    /// Asked for the URL's channel and purpose, in the URL's territory and in the request's: refused by one is refused, and a territory that is known in neither way is unknown. A URL of an
    /// older version is good while that version is approved, so that a page that was cached before a replacement still shows what it was made with.
    /// A working copy is refused only in quarantine: whether its caller may have it was decided when the URL was made.
    /// </summary>
    public static DeliveryVerdict Decide(AssetDetails asset, VersionDetails version, MediaContext context, RequestOrigin origin, DateTimeOffset now)
    {
        var isPublished = version.Status == AssetStatus.Approved;
        var snapshot = asset.Snapshot with
        {
            PublishedProcessing = isPublished || version.Processing == ProcessingState.Quarantined ? version.Processing : null,
        };
        if (context.IsWorkingCopy)
        {
            var all = DeliveryPolicy.Decide(snapshot, new DeliveryContext(now));
            return new DeliveryVerdict([.. all.Reasons.Where(reason => reason.Code == RefusalCode.Quarantined)], ChangesAt: null);
        }

        if (!origin.IsKnown)
        {
            return DecideIn(context.Territory);
        }

        var here = DecideIn(origin.Territory);
        return here.Allowed && context.Territory is { } territory && territory != origin.Territory ? DecideIn(territory) : here;

        DeliveryVerdict DecideIn(Territory? territory) => DeliveryPolicy.Decide(snapshot, new DeliveryContext(now, territory, context.Channel, context.Purpose));
    }
}
