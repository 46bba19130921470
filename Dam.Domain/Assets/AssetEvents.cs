using Dam.Domain.Access;
using Dam.Domain.Changes;

namespace Dam.Domain.Assets;

/// <summary>What is told when an asset changes.</summary>
internal static class AssetEvents
{
    public static void AssetCreated(this IEventLog events, Caller caller, Asset asset) => events.Add(new Event(
        ChangeKind.AssetCreated,
        "asset.created",
        caller.Subject,
        asset.Id,
        Details: new { asset.Title, asset.CurrentVersion.Filename, asset.CurrentVersion.Digest, asset.Revision }));

    /// <summary>Makes a change, and tells of it; also that the verdict is another now, if it is for anyone.</summary>
    public static void AssetUpdated(this IEventLog events, Caller caller, Asset asset, string action, object details, Action change)
    {
        var before = asset.DeliveryFacts;
        change();
        events.Add(new Event(ChangeKind.AssetUpdated, action, caller.Subject, asset.Id, Details: details));
        if (asset.DeliveryFacts != before)
        {
            events.Add(new Event(ChangeKind.DeliveryChanged, "asset.delivery-changed", caller.Subject, asset.Id, Details: new { asset.Revision }));
        }
    }

    /// <summary>Processing of a version has ended: an approved one is delivered from now on, or never.</summary>
    public static void VersionProcessed(this IEventLog events, AssetVersion version)
    {
        var details = new { VersionId = version.Id, version.Processing, Problems = version.Problems.Select(problem => problem.Code).ToList() };
        events.Add(new Event(ChangeKind.AssetUpdated, "asset.processed", Caller.System.Subject, version.AssetId, Details: details));
        if (version.Status == AssetStatus.Approved)
        {
            events.Add(new Event(ChangeKind.DeliveryChanged, "asset.delivery-changed", Caller.System.Subject, version.AssetId));
        }
    }
}
