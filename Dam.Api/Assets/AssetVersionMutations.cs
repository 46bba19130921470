using Dam.Api.Errors;
using Dam.Api.Nodes;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;

namespace Dam.Api.Assets;

/// <param name="Note">Why.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record AddAssetVersionInput([property: ID] string AssetId, AssetSourceInput Source, string? Note, int? ExpectedRevision, string? IdempotencyKey);

internal sealed record AddAssetVersionPayload(AssetDetails? Asset, IReadOnlyList<IError> Errors);

/// <summary>With `dryRun`, nothing changes and `impact` says what would.</summary>
/// <param name="VersionId">One of the asset's older versions.</param>
/// <param name="Note">Why.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record RestoreAssetVersionInput(
    [property: ID] string AssetId, [property: ID] string VersionId, string? Note, int? ExpectedRevision, bool DryRun = false, string? IdempotencyKey = null);

/// <param name="Impact">What the change touches; null when it was refused.</param>
internal sealed record RestoreAssetVersionPayload(AssetDetails? Asset, Impact? Impact, IReadOnlyList<IError> Errors);

[MutationType]
internal static class AssetVersionMutations
{
    /// <summary>
    /// Gives an asset new bytes, of the same kind: a draft that becomes its current version. What is published stays so until the new version is approved. The same upload named twice
    /// adds one version.
    /// </summary>
    [AnyCaller]
    public static async Task<AddAssetVersionPayload> AddAssetVersionAsync(
        AddAssetVersionInput input, Caller caller, AssetSources sources, AddAssetVersionHandler handler, AssetById assets, CancellationToken ct)
    {
        if (!NodeId.TryParse<Guid>(NodeIds.Asset, input.AssetId, out var assetId))
        {
            return new(null, ErrorTypes.Unknown("ASSET", input.AssetId, "assetId"));
        }

        var source = await sources.ReceiveAsync(caller, input.Source, input.IdempotencyKey, ct);
        if (source.Value is not { } upload)
        {
            return new(null, source.Errors.ToErrors());
        }

        var command = new AddAssetVersion(assetId, upload.Value, input.Note, input.ExpectedRevision) { IdempotencyKey = input.IdempotencyKey };
        var outcome = await sources.UseAsync(input.Source, upload, () => handler.HandleAsync(caller, command, ct));
        return new(await assets.AfterAsync(outcome), outcome.Errors.ToErrors());
    }

    /// <summary>Makes a new version of an old one: a draft of the same bytes; history stays. What the current version holds already is left as it is.</summary>
    [AnyCaller]
    public static async Task<RestoreAssetVersionPayload> RestoreAssetVersionAsync(
        RestoreAssetVersionInput input, Caller caller, RestoreAssetVersionHandler handler, AssetById assets, CancellationToken ct)
    {
        if (!NodeId.TryParse<Guid>(NodeIds.Asset, input.AssetId, out var assetId))
        {
            return new(null, null, ErrorTypes.Unknown("ASSET", input.AssetId, "assetId"));
        }

        if (!NodeId.TryParse<Guid>(NodeIds.Version, input.VersionId, out var versionId))
        {
            return new(null, null, ErrorTypes.Unknown("VERSION", input.VersionId, "versionId"));
        }

        var command = new RestoreAssetVersion(assetId, versionId, input.Note, input.ExpectedRevision, input.DryRun) { IdempotencyKey = input.IdempotencyKey };
        var outcome = await handler.HandleAsync(caller, command, ct);
        return new(await assets.AfterAsync(outcome), Impact.Of(outcome), outcome.Errors.ToErrors());
    }
}
