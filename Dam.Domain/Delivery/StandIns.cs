using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Rights;

namespace Dam.Domain.Delivery;

/// <summary>What is served in the place of an asset that is refused.</summary>
/// <param name="Asset">The stand-in.</param>
/// <param name="Version">Its published version.</param>
/// <param name="Verdict">On the stand-in; changes no later than the refusal does that it stands in for.</param>
public sealed record StandIn(AssetDetails Asset, VersionDetails Version, DeliveryVerdict Verdict);

/// <summary>Finds stand-ins for requests of files: the first one declared, of the same kind, that the URL and the request may both have.</summary>
public sealed class StandIns(IAssetReader assets)
{
    /// <summary>Of those that may be had in one of two territories the first few are looked at for one that may be in both.</summary>
    private const int Most = 10;

    /// <summary>Null where there is none.</summary>
    /// <param name="refusal">Of the asset that was asked for.</param>
    /// <param name="fits">What else is asked of a stand-in.</param>
    public async Task<StandIn?> FindAsync(
        AssetDetails asset, DeliveryVerdict refusal, MediaContext context, RequestOrigin origin, DateTimeOffset now, Func<AssetDetails, bool> fits, CancellationToken ct)
    {
        var question = new DeliveryContext(now, origin.IsKnown ? origin.Territory : context.Territory, context.Channel, context.Purpose);
        var found = await assets.AlternatesAsync(Caller.System, [asset.Id], question, Most, AssetColumns.Delivery, ct);
        foreach (var candidate in found.GetValueOrDefault(asset.Id, []).Where(candidate => candidate.Kind == asset.Kind && fits(candidate)))
        {
            if (candidate.PublishedVersion is { } version && MediaVerdict.Decide(candidate, version, context, origin, now) is { Allowed: true } verdict)
            {
                return new StandIn(candidate, version, verdict with { ChangesAt = refusal.ChangesAt < verdict.ChangesAt || verdict.ChangesAt is null ? refusal.ChangesAt : verdict.ChangesAt });
            }
        }

        return null;
    }
}
