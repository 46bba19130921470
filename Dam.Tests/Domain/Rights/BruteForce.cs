using Dam.Domain.Assets;
using Dam.Domain.Rights;

namespace Dam.Tests.Domain.Rights;

/// <summary>
/// The rules of delivery read another way, word by word and slowly: territories are sets of places, and a territory is allowed when all its places are. Shares nothing with the policy
/// but the rules.
/// </summary>
internal static class BruteForce
{
    private const string Elsewhere = "*";

    private static readonly string[] Places =
    [
        .. RandomPolicies.Territories.Where(territory => territory is { IsSubdivision: true }).Select(territory => territory!.Value.Code),
        .. RandomPolicies.Territories.Where(territory => territory is { IsSubdivision: false }).Select(territory => $"{territory!.Value.Code}-{Elsewhere}"),
        $"QQ-{Elsewhere}",
    ];

    public static RefusalCode[] Codes(DeliverySnapshot snapshot, DeliveryContext context) => [.. Enum.GetValues<RefusalCode>().Where(code => Holds(code, snapshot, context))];

    private static bool Holds(RefusalCode code, DeliverySnapshot snapshot, DeliveryContext context)
    {
        var rights = snapshot.Rights;
        IReadOnlyList<Grant> licenses = snapshot.License is { } license ? [license] : [];
        List<Grant> grants = [.. licenses, .. snapshot.Releases];
        List<TerritoryRule> places = [rights.Territories, .. grants.Select(grant => grant.Territories)];
        List<KeyRule> channels = [rights.Channels, .. grants.Select(grant => grant.Channels)];
        return code switch
        {
            RefusalCode.TakenDown => snapshot.IsTakenDown,
            RefusalCode.Quarantined => snapshot.PublishedProcessing is ProcessingState.Quarantined,
            RefusalCode.NotAuthorized => !context.IsAuthorized,
            RefusalCode.Archived => snapshot.CurrentStatus is AssetStatus.Archived,
            RefusalCode.NotApproved => snapshot.PublishedProcessing is null,
            RefusalCode.NotReady => snapshot.PublishedProcessing is ProcessingState.Pending or ProcessingState.Processing or ProcessingState.Failed,
            RefusalCode.MetadataInvalid => false,
            RefusalCode.ReleaseMissing => rights.NeedsRelease && !snapshot.Releases.Any(),
            RefusalCode.ReleaseRevoked => snapshot.Releases.Any(release => release.IsRevoked),
            RefusalCode.ReleaseExpired => snapshot.Releases.Any(release => HasEnded(release.ExpiresAt)),
            RefusalCode.LicenseExpired => licenses.Any(granted => granted.IsRevoked || HasEnded(granted.ExpiresAt)),
            RefusalCode.Expired => HasEnded(rights.ExpiresAt),
            RefusalCode.Embargoed => HasNotBegun(rights.EmbargoUntil) || grants.Any(grant => HasNotBegun(grant.StartsAt)),
            RefusalCode.TerritoryBlocked => context.Territory is not null && places.Any(rule => Asked().All(place => !IsIn(rule, place))),
            RefusalCode.TerritoryUnknown => places.Any(rule => context.Territory is null
                ? rule.Mode != TerritoryMode.All
                : Asked().Any(place => IsIn(rule, place)) && Asked().Any(place => !IsIn(rule, place))),
            RefusalCode.ChannelBlocked => context.Channel is { } channel && channels.Any(rule => rule.Keys.Any() && rule.Keys.All(key => key != channel)),
            RefusalCode.ChannelUnknown => context.Channel is null && channels.Any(rule => rule.Keys.Any()),
            RefusalCode.PurposeBlocked => context.Purpose is { } purpose && rights.Purposes.Keys.Any() && rights.Purposes.Keys.All(key => key != purpose),
            RefusalCode.PurposeUnknown => context.Purpose is null && rights.Purposes.Keys.Any(),
            _ => throw new ArgumentOutOfRangeException(nameof(code), code, message: null),
        };

        bool HasEnded(DateTimeOffset? end) => end is { } instant && instant.UtcTicks <= context.At.UtcTicks;

        bool HasNotBegun(DateTimeOffset? start) => start is { } instant && instant.UtcTicks > context.At.UtcTicks;

        IEnumerable<string> Asked() => PlacesOf(context.Territory!.Value.Code);
    }

    private static bool IsIn(TerritoryRule rule, string place)
    {
        var isNamed = rule.Territories.SelectMany(territory => PlacesOf(territory.Code)).Contains(place);
        return rule.Mode switch
        {
            TerritoryMode.All => true,
            TerritoryMode.Only => isNamed,
            _ => !isNamed,
        };
    }

    /// <summary>A subdivision is a place; a country is all of its own and the rest of it.</summary>
    private static IEnumerable<string> PlacesOf(string code) => Places.Where(place => place == code || place.StartsWith($"{code}-", StringComparison.Ordinal));
}
