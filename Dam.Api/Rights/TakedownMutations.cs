using Dam.Api.Assets;
using Dam.Api.Errors;
using Dam.Api.Nodes;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;

namespace Dam.Api.Rights;

/// <param name="TakenDownAt">Since when.</param>
/// <param name="Reason">Why, for those who work on it.</param>
[ObjectType(Name = "Takedown")]
internal sealed record AssetTakedown(DateTimeOffset TakenDownAt, string Reason);

[ExtendObjectType<AssetDetails>]
internal static class AssetTakedowns
{
    /// <summary>Why nothing of it is delivered at present; null when it was not taken down.</summary>
    [Authorize(Permissions.ReadAssets)]
    [Needs(AssetColumns.Rights | AssetColumns.Notices)]
    public static AssetTakedown? GetTakedown([Parent] AssetDetails asset) =>
        asset is { TakenDownAt: { } since, TakedownReason: { } reason } ? new AssetTakedown(since, reason) : null;
}

/// <summary>With `dryRun`, nothing changes and `impact` says what would.</summary>
/// <param name="Reason">Why, for those who work on it and for the audit; not shown to the public.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record TakeDownAssetInput([property: ID] string AssetId, string Reason, int? ExpectedRevision, bool DryRun = false, string? IdempotencyKey = null);

/// <param name="Impact">What the change touches; null when it was refused.</param>
internal sealed record TakeDownAssetPayload(AssetDetails? Asset, Impact? Impact, IReadOnlyList<IError> Errors);

/// <param name="Reason">For the audit.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record ReinstateAssetInput([property: ID] string AssetId, string Reason, int? ExpectedRevision, string? IdempotencyKey);

internal sealed record ReinstateAssetPayload(AssetDetails? Asset, IReadOnlyList<IError> Errors);

/// <param name="AssetIds">1 to 100, each once; one alone stands in for none.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record SetAssetAlternatesInput([property: ID] IReadOnlyList<string> AssetIds, string? IdempotencyKey);

/// <param name="Assets">In the order of the input; none when it was refused.</param>
internal sealed record SetAssetAlternatesPayload(IReadOnlyList<AssetDetails> Assets, IReadOnlyList<IError> Errors);

[MutationType]
internal static class TakedownMutations
{
    /// <summary>Takes an asset down for legal reasons: nothing of it is delivered from now on, and its media URLs answer 451. `reinstateAsset` brings it back as it was.</summary>
    [AnyCaller]
    public static async Task<TakeDownAssetPayload> TakeDownAssetAsync(TakeDownAssetInput input, Caller caller, TakedownHandler handler, AssetById assets, CancellationToken ct)
    {
        if (!NodeId.TryParse<Guid>(NodeIds.Asset, input.AssetId, out var id))
        {
            return new(null, null, ErrorTypes.Unknown("ASSET", input.AssetId, "assetId"));
        }

        var outcome = await handler.HandleAsync(caller, new TakeDownAsset(id, input.Reason, input.ExpectedRevision, input.DryRun) { IdempotencyKey = input.IdempotencyKey }, ct);
        return new(await assets.AfterAsync(outcome), Impact.Of(outcome), outcome.Errors.ToErrors());
    }

    /// <summary>Takes a takedown back: what its rights allow is delivered again. An asset that was not taken down is left as it is.</summary>
    [AnyCaller]
    public static async Task<ReinstateAssetPayload> ReinstateAssetAsync(ReinstateAssetInput input, Caller caller, TakedownHandler handler, AssetById assets, CancellationToken ct)
    {
        if (!NodeId.TryParse<Guid>(NodeIds.Asset, input.AssetId, out var id))
        {
            return new(null, ErrorTypes.Unknown("ASSET", input.AssetId, "assetId"));
        }

        var outcome = await handler.HandleAsync(caller, new ReinstateAsset(id, input.Reason, input.ExpectedRevision) { IdempotencyKey = input.IdempotencyKey }, ct);
        return new(await assets.AfterAsync(outcome), outcome.Errors.ToErrors());
    }

    /// <summary>
    /// Makes these assets stand in for one another, for instance as variants for several countries, and for no others: `delivery.alternates` names those that a context may have. The same
    /// call twice changes nothing.
    /// </summary>
    [AnyCaller]
    public static async Task<SetAssetAlternatesPayload> SetAssetAlternatesAsync(
        SetAssetAlternatesInput input, Caller caller, SetAssetAlternatesHandler handler, AssetById assets, CancellationToken ct)
    {
        var outcome = await handler.HandleAsync(caller, new SetAssetAlternates([.. input.AssetIds.Select(NodeIds.AssetOrNone)]) { IdempotencyKey = input.IdempotencyKey }, ct);
        return new(await assets.LoadFoundAsync(outcome.Value?.Values ?? []), outcome.Errors.ToErrors());
    }
}
