using System.Text.Json;
using Dam.Domain.Access;
using Dam.Domain.Changes;
using Dam.Domain.Purges;

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

    /// <summary>Tells what is said about an asset now that was not before. Of metadata the whole is told: what became of a field shows by comparing it with the event before.</summary>
    public static void AssetDescribed(this IEventLog events, Caller caller, Asset asset, AssetDescription before)
    {
        var after = asset.Description;
        var details = new Dictionary<string, object?>(StringComparer.Ordinal) { ["revision"] = asset.Revision };
        Tell("title", before.Title != after.Title, after.Title);
        Tell("tags", !before.Tags.SequenceEqual(after.Tags, StringComparer.Ordinal), after.Tags);
        Tell("altTexts", !before.AltTexts.SequenceEqual(after.AltTexts), after.AltTexts.ToDictionary(text => text.Locale.Code, text => text.Text, StringComparer.Ordinal));
        Tell("focalPoint", before.FocalPoint != after.FocalPoint, after.FocalPoint);
        Tell("metadata", before.Metadata != after.Metadata, after.Metadata is null ? null : JsonSerializer.Deserialize<JsonElement>(after.Metadata));
        events.Add(new Event(ChangeKind.AssetUpdated, "asset.updated", caller.Subject, asset.Id, Details: details));

        void Tell(string field, bool isAnother, object? value)
        {
            if (isAnother)
            {
                details.Add(field, value);
            }
        }
    }

    public static void AssetDeleted(this IEventLog events, Caller caller, Asset asset) =>
        events.Add(new Event(ChangeKind.AssetDeleted, "asset.deleted", caller.Subject, asset.Id, Details: new { asset.Title, asset.Revision }));

    /// <summary>To who follows changes it is there anew.</summary>
    public static void AssetRestored(this IEventLog events, Caller caller, Asset asset) =>
        events.Add(new Event(ChangeKind.AssetCreated, "asset.restored", caller.Subject, asset.Id, Details: new { asset.Title, asset.Revision }));

    /// <summary>Makes a change, and tells of it; also that the verdict is another now, if it is for anyone.</summary>
    public static void AssetUpdated(this IEventLog events, Caller caller, Asset asset, string action, object details, Action change)
    {
        var (before, epoch, approved) = (asset.DeliveryFacts, asset.Epoch, asset.Versions.Where(version => version.Status == AssetStatus.Approved).ToList());
        change();

        // URLs of an approved version are good although a newer one is published; with its approval they end.
        var endsCopies = asset.Epoch != epoch || approved.Exists(version => version.Status != AssetStatus.Approved);
        events.Add(new Event(ChangeKind.AssetUpdated, action, caller.Subject, asset.Id, Details: details) { PurgeKey = endsCopies ? PurgeKeys.OfAsset(asset.Id) : null });
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
