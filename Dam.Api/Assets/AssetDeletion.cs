using Dam.Api.Errors;
using Dam.Api.Nodes;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;

namespace Dam.Api.Assets;

/// <summary>With `dryRun`, nothing changes and `impact` says what would.</summary>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record DeleteAssetInput([property: ID] string AssetId, int? ExpectedRevision, bool DryRun = false, string? IdempotencyKey = null);

/// <param name="DeletedId">Null when nothing was deleted.</param>
/// <param name="Impact">What the deletion touches; null when it was refused.</param>
internal sealed record DeleteAssetPayload([property: ID] string? DeletedId, Impact? Impact, IReadOnlyList<IError> Errors);

/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record RestoreAssetInput([property: ID] string AssetId, int? ExpectedRevision, string? IdempotencyKey);

internal sealed record RestoreAssetPayload(AssetDetails? Asset, IReadOnlyList<IError> Errors);

[MutationType]
internal static class AssetDeletion
{
    /// <summary>Takes an asset away from everybody but administrators, at once: its URLs answer as unknown ones. It is kept for 30 days, in which `restoreAsset` brings it back.</summary>
    [AnyCaller]
    public static async Task<DeleteAssetPayload> DeleteAssetAsync(DeleteAssetInput input, Caller caller, DeleteAssetHandler handler, CancellationToken ct)
    {
        if (!NodeId.TryParse<Guid>(NodeIds.Asset, input.AssetId, out var assetId))
        {
            return new(null, null, ErrorTypes.Unknown("ASSET", input.AssetId, "assetId"));
        }

        var command = new DeleteAsset(assetId, input.ExpectedRevision, input.DryRun) { IdempotencyKey = input.IdempotencyKey };
        var outcome = await handler.HandleAsync(caller, command, ct);
        return new(outcome.Succeeded && !input.DryRun ? input.AssetId : null, Impact.Of(outcome), outcome.Errors.ToErrors());
    }

    /// <summary>Brings a deleted asset back as it was, with its links and URLs. One that is there is left as it is.</summary>
    [AnyCaller]
    public static async Task<RestoreAssetPayload> RestoreAssetAsync(RestoreAssetInput input, Caller caller, RestoreAssetHandler handler, AssetById assets, CancellationToken ct)
    {
        if (!NodeId.TryParse<Guid>(NodeIds.Asset, input.AssetId, out var assetId))
        {
            return new(null, ErrorTypes.Unknown("ASSET", input.AssetId, "assetId"));
        }

        var outcome = await handler.HandleAsync(caller, new RestoreAsset(assetId, input.ExpectedRevision) { IdempotencyKey = input.IdempotencyKey }, ct);
        return new(await assets.AfterAsync(outcome), outcome.Errors.ToErrors());
    }
}
