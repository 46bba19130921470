using Dam.Api.Assets;
using Dam.Api.Errors;
using Dam.Api.Nodes;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Delivery;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;

namespace Dam.Api.Delivery;

/// <summary>With `dryRun`, nothing changes and `impact` says what would.</summary>
/// <param name="Reason">For the audit.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record RevokeDeliveryUrlsInput([property: ID] string AssetId, string Reason, bool DryRun = false, string? IdempotencyKey = null);

/// <param name="Impact">What the change touches; null when it was refused.</param>
internal sealed record RevokeDeliveryUrlsPayload(AssetDetails? Asset, Impact? Impact, IReadOnlyList<IError> Errors);

[MutationType]
internal static class DeliveryMutations
{
    /// <summary>Kills every media URL of the asset that was ever given out; new ones can be had if `delivery` allows.</summary>
    [AnyCaller]
    public static async Task<RevokeDeliveryUrlsPayload> RevokeDeliveryUrlsAsync(
        RevokeDeliveryUrlsInput input, Caller caller, RevokeDeliveryUrlsHandler handler, AssetById assets, CancellationToken ct)
    {
        if (!NodeId.TryParse<Guid>(NodeIds.Asset, input.AssetId, out var assetId))
        {
            return new(null, null, ErrorTypes.Unknown("ASSET", input.AssetId, "assetId"));
        }

        var outcome = await handler.HandleAsync(caller, new RevokeDeliveryUrls(assetId, input.Reason, input.DryRun) { IdempotencyKey = input.IdempotencyKey }, ct);
        return new(await assets.AfterAsync(outcome), Impact.Of(outcome), outcome.Errors.ToErrors());
    }
}
