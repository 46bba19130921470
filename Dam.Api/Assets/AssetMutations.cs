using System.Globalization;
using System.Text.Json;
using Dam.Api.Errors;
using Dam.Api.Likenesses;
using Dam.Api.Nodes;
using Dam.Api.Rights;
using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Likenesses;
using Dam.Domain.Metadata;
using Dam.Domain.Rights;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;

namespace Dam.Api.Assets;

internal sealed record LocalizedTextInput(Locale Locale, string Text);

/// <summary>What an asset is made of, and what is known of it.</summary>
/// <param name="Title">The file's name without its extension, unless given.</param>
/// <param name="Metadata">Values by field key.</param>
/// <param name="AltText">The first is the default one.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record CreateAssetInput(
    AssetSourceInput Source,
    string? Title,
    JsonElement? Metadata,
    IReadOnlyList<string>? Tags,
    IReadOnlyList<LocalizedTextInput>? AltText,
    RightsInput? Rights,
    DuplicatePolicy OnDuplicate = DuplicatePolicy.Reject,
    string? IdempotencyKey = null)
{
    public CreateAsset ToCommand(UploadId upload) => new(upload.Value, Title, Rights?.ToPatch(), OnDuplicate)
    {
        Metadata = Metadata?.GetRawText(),
        Tags = Tags,
        AltTexts = AltText?.Select(text => new LocalizedText(text.Locale, text.Text)).ToList(),
        IdempotencyKey = IdempotencyKey,
    };
}

[ObjectType]
internal sealed record CreateAssetPayload(AssetDetails? Asset, IReadOnlyList<IError> Errors)
{
    /// <summary>
    /// Assets that look the same, most similar first, at most ten. Empty for what is no picture, and when the picture cannot be looked at in a moment: `similar` finds them when it
    /// has been processed.
    /// </summary>
    public async ValueTask<IReadOnlyList<SimilarAsset>> GetNearDuplicatesAsync(NearDuplicates duplicates) =>
        Asset is { } asset && await duplicates.LoadAsync(asset.Id) is { } found ? found : [];
}

/// <summary>Up to 1,000 assets.</summary>
/// <param name="Assets">None of them with an idempotency key of its own.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record CreateAssetsInput(
    IReadOnlyList<CreateAssetInput> Assets, ErrorPolicy ErrorPolicy = ErrorPolicy.RejectFailedRows, string? IdempotencyKey = null);

/// <param name="Rows">In the order of the input; none when all was refused.</param>
internal sealed record CreateAssetsPayload(IReadOnlyList<CreateAssetRow> Rows, IReadOnlyList<IError> Errors);

[ObjectType]
internal sealed class CreateAssetRow(CreatedAsset row)
{
    public async ValueTask<AssetDetails?> GetAssetAsync(AssetById assets) => row.AssetId is { } id ? await assets.LoadAsync(id) : null;

    /// <summary>Assets that look the same, as `createAsset` has them.</summary>
    public async ValueTask<IReadOnlyList<SimilarAsset>> GetNearDuplicatesAsync(NearDuplicates duplicates) =>
        row.AssetId is { } id && await duplicates.LoadAsync(id) is { } found ? found : [];

    public RowOutcome Outcome => row.Outcome;

    public IReadOnlyList<IError> Errors => row.Errors.ToErrors();
}

/// <summary>Of the current version unless <c>versionId</c> names another. Approving publishes it. With `dryRun`, nothing changes and `impact` says what would.</summary>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record SetAssetStatusInput(
    [property: ID] string AssetId, AssetStatus Status, [property: ID] string? VersionId, string? Note, int? ExpectedRevision, bool DryRun = false, string? IdempotencyKey = null);

/// <param name="Impact">What the change touches; null when it was refused.</param>
internal sealed record SetAssetStatusPayload(AssetDetails? Asset, Impact? Impact, IReadOnlyList<IError> Errors);

/// <summary>With `dryRun`, nothing changes and `impact` says what would.</summary>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record SetAssetRightsInput([property: ID] string AssetId, RightsInput Rights, int? ExpectedRevision, bool DryRun = false, string? IdempotencyKey = null);

/// <param name="Impact">What the change touches; null when it was refused.</param>
internal sealed record SetAssetRightsPayload(AssetDetails? Asset, Impact? Impact, IReadOnlyList<IError> Errors);

/// <summary>Who may do what is decided by each use case, which answers a refusal in the payload.</summary>
[MutationType]
internal static class AssetMutations
{
    /// <summary>Makes an asset of an upload that was received, or of a file of this request. The same upload named twice gives the same asset.</summary>
    [AnyCaller]
    public static async Task<CreateAssetPayload> CreateAssetAsync(
        CreateAssetInput input, Caller caller, AssetSources sources, CreateAssetHandler handler, AssetById assets, CancellationToken ct)
    {
        var source = await sources.ReceiveAsync(caller, input.Source, input.IdempotencyKey, ct);
        if (source.Value is not { } upload)
        {
            return new(null, source.Errors.ToErrors());
        }

        var outcome = await sources.UseAsync(input.Source, upload, () => handler.HandleAsync(caller, input.ToCommand(upload), ct));
        return new(await assets.AfterAsync(outcome), outcome.Errors.ToErrors());
    }

    /// <summary>Up to 1,000 at once, in one transaction; `errorPolicy` says what a bad row does to the others.</summary>
    [AnyCaller]
    public static async Task<CreateAssetsPayload> CreateAssetsAsync(
        CreateAssetsInput input, Caller caller, AssetSources sources, CreateAssetsHandler handler, CancellationToken ct)
    {
        var rows = new Domain.Assets.CreateAssetRow[Math.Min(input.Assets.Count, CreateAssetsHandler.MostRows + 1)];
        await Parallel.ForAsync(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = AssetSources.AtATime, CancellationToken = ct }, async (i, token) =>
        {
            var key = input.IdempotencyKey is null ? null : string.Create(CultureInfo.InvariantCulture, $"{i}:{input.IdempotencyKey}");
            var source = await sources.ReceiveAsync(caller, input.Assets[i].Source, key, token);
            rows[i] = new(source.Value is { } upload ? input.Assets[i].ToCommand(upload) : null, source.Errors);
        });

        var outcome = await handler.HandleAsync(caller, new CreateAssets(rows, input.ErrorPolicy) { IdempotencyKey = input.IdempotencyKey }, ct);
        return outcome.Value is { } created
            ? new([.. created.Rows.Select((row, i) => new CreateAssetRow(row with { Errors = AssetSources.OfSource(row.Errors, input.Assets[i].Source) }))], [])
            : new([], outcome.Errors.ToErrors());
    }

    /// <summary>Moves a version of an asset to another status.</summary>
    [AnyCaller]
    public static async Task<SetAssetStatusPayload> SetAssetStatusAsync(
        SetAssetStatusInput input, Caller caller, SetAssetStatusHandler handler, AssetById assets, CancellationToken ct)
    {
        if (!NodeId.TryParse<Guid>(NodeIds.Asset, input.AssetId, out var assetId))
        {
            return new(null, null, ErrorTypes.Unknown("ASSET", input.AssetId, "assetId"));
        }

        Guid? versionId = null;
        if (input.VersionId is { } id)
        {
            if (!NodeId.TryParse<Guid>(NodeIds.Version, id, out var parsed))
            {
                return new(null, null, ErrorTypes.Unknown("VERSION", id, "versionId"));
            }

            versionId = parsed;
        }

        var command = new SetAssetStatus(assetId, input.Status, versionId, input.Note, input.ExpectedRevision, input.DryRun) { IdempotencyKey = input.IdempotencyKey };
        var outcome = await handler.HandleAsync(caller, command, ct);
        return new(await assets.AfterAsync(outcome), Impact.Of(outcome), outcome.Errors.ToErrors());
    }

    /// <summary>What is not given stays, null clears. An `expiresAt` in the past expires it now.</summary>
    [AnyCaller]
    public static async Task<SetAssetRightsPayload> SetAssetRightsAsync(
        SetAssetRightsInput input, Caller caller, SetAssetRightsHandler handler, AssetById assets, CancellationToken ct)
    {
        if (!NodeId.TryParse<Guid>(NodeIds.Asset, input.AssetId, out var assetId))
        {
            return new(null, null, ErrorTypes.Unknown("ASSET", input.AssetId, "assetId"));
        }

        var command = new SetAssetRights(assetId, input.Rights.ToPatch(), input.ExpectedRevision, input.DryRun) { IdempotencyKey = input.IdempotencyKey };
        var outcome = await handler.HandleAsync(caller, command, ct);
        return new(await assets.AfterAsync(outcome), Impact.Of(outcome), outcome.Errors.ToErrors());
    }
}
