using Dam.Domain.Assets;

namespace Dam.Domain.Rights;

/// <summary>Why something may not be delivered, in the order in which reasons are listed.</summary>
public enum RefusalCode
{
    Quarantined,
    Archived,
    NotApproved,
    NotReady,
    Expired,
    Embargoed,
    TerritoryBlocked,
    TerritoryUnknown,
}

/// <param name="Code">Stable code.</param>
/// <param name="Message">Readable English, complete in itself.</param>
public sealed record RefusalReason(RefusalCode Code, string Message);

/// <summary>All that the verdict on an asset depends on, taken at one moment.</summary>
/// <param name="CurrentStatus">Status of the newest version.</param>
/// <param name="PublishedProcessing">Processing state of the published version; null when no version is published.</param>
/// <param name="Rights">The asset's rights.</param>
public sealed record DeliverySnapshot(AssetStatus CurrentStatus, ProcessingState? PublishedProcessing, AssetRights Rights);

/// <summary>The question: when, and for where.</summary>
/// <param name="At">The instant asked about; a later one forecasts.</param>
/// <param name="Territory">Null when unknown; a territory rule then refuses.</param>
public sealed record DeliveryContext(DateTimeOffset At, Territory? Territory = null);

/// <param name="Reasons">Every reason, in the order in which the codes are declared; empty when allowed.</param>
/// <param name="ChangesAt">The next instant after the one asked about at which the answer or its reasons differ, as far as is known.</param>
public sealed record DeliveryVerdict(IReadOnlyList<RefusalReason> Reasons, DateTimeOffset? ChangesAt)
{
    public bool Allowed => Reasons.Count == 0;
}

/// <summary>
/// The one rule of delivery. Pure and total: GraphQL fields, the media route, feeds and the SQL pre-filter all agree with it, and a property
/// test holds them to that.
/// </summary>
public static class DeliveryPolicy
{
    public static DeliveryVerdict Decide(DeliverySnapshot snapshot, DeliveryContext context)
    {
        var rights = snapshot.Rights;
        var reasons = new List<RefusalReason>();
        if (snapshot.PublishedProcessing == ProcessingState.Quarantined)
        {
            reasons.Add(new(RefusalCode.Quarantined, "The file is held in quarantine."));
        }

        if (snapshot.CurrentStatus == AssetStatus.Archived)
        {
            reasons.Add(new(RefusalCode.Archived, "The asset is archived."));
        }

        if (snapshot.PublishedProcessing is null)
        {
            reasons.Add(new(RefusalCode.NotApproved, "No version of the asset is approved."));
        }
        else if (snapshot.PublishedProcessing is not (ProcessingState.Ready or ProcessingState.Quarantined))
        {
            reasons.Add(new(RefusalCode.NotReady, "The approved version is not processed, or could not be."));
        }

        if (rights.ExpiresAt is { } expiry && context.At >= expiry)
        {
            reasons.Add(new(RefusalCode.Expired, $"The right to use the asset ended at {Text(expiry)}."));
        }

        if (rights.EmbargoUntil is { } embargo && context.At < embargo)
        {
            reasons.Add(new(RefusalCode.Embargoed, $"The asset is under embargo until {Text(embargo)}."));
        }

        if (TerritoryRefusal(rights.Territories, context.Territory) is { } refusal)
        {
            reasons.Add(refusal);
        }

        return new DeliveryVerdict(reasons, NextChange(rights, context.At));
    }

    /// <summary>
    /// A country in the rule covers its subdivisions. Where the rule names a subdivision and only its country is known, the answer is unknown,
    /// and unknown refuses.
    /// </summary>
    private static RefusalReason? TerritoryRefusal(TerritoryRule rule, Territory? asked)
    {
        if (rule.Mode == TerritoryMode.All)
        {
            return null;
        }

        if (asked is not { } territory)
        {
            return new(RefusalCode.TerritoryUnknown, "The asset may not be used everywhere, and no territory is known.");
        }

        var covered = rule.Territories.Any(named => named.Code == territory.Code || named.Code == territory.Country);
        if (covered)
        {
            return rule.Mode == TerritoryMode.Only ? null : Blocked(territory);
        }

        if (!territory.IsSubdivision && rule.Territories.Any(named => named.IsSubdivision && named.Country == territory.Code))
        {
            return new(RefusalCode.TerritoryUnknown, $"The asset is allowed in parts of {territory} only, and no subdivision is known.");
        }

        return rule.Mode == TerritoryMode.Only ? Blocked(territory) : null;
    }

    private static RefusalReason Blocked(Territory territory) => new(RefusalCode.TerritoryBlocked, $"The asset may not be used in {territory}.");

    private static DateTimeOffset? NextChange(AssetRights rights, DateTimeOffset at)
    {
        var embargo = rights.EmbargoUntil > at ? rights.EmbargoUntil : null;
        var expiry = rights.ExpiresAt > at ? rights.ExpiresAt : null;
        return embargo is null || expiry < embargo ? expiry : embargo;
    }

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
