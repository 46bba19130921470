using Dam.Api.Errors;
using Dam.Api.Likenesses;
using Dam.Api.Nodes;
using Dam.Api.Rights;
using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Likenesses;
using Dam.Domain.Rights;
using Dam.Domain.Uploads;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;
using Upload = Dam.GraphQL.Types.Upload;

namespace Dam.Api.Assets;

/// <summary>Exactly one source.</summary>
/// <param name="UploadId">An upload that was received.</param>
/// <param name="File">A file of this request; large ones are better uploaded on their own.</param>
[OneOf]
internal sealed record AssetSourceInput([property: ID] string? UploadId, Upload? File);

/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record CreateAssetInput(
    AssetSourceInput Source, string? Title, RightsInput? Rights, DuplicatePolicy OnDuplicate = DuplicatePolicy.Reject, string? IdempotencyKey = null);

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

/// <summary>Of the current version unless <c>versionId</c> names another. Approving publishes it.</summary>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record SetAssetStatusInput(
    [property: ID] string AssetId, AssetStatus Status, [property: ID] string? VersionId, string? Note, int? ExpectedRevision, string? IdempotencyKey);

internal sealed record SetAssetStatusPayload(AssetDetails? Asset, IReadOnlyList<IError> Errors);

/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record SetAssetRightsInput([property: ID] string AssetId, RightsInput Rights, int? ExpectedRevision, string? IdempotencyKey);

internal sealed record SetAssetRightsPayload(AssetDetails? Asset, IReadOnlyList<IError> Errors);

/// <summary>Who may do what is decided by each use case, which answers a refusal in the payload.</summary>
[MutationType]
internal static class AssetMutations
{
    /// <summary>Makes an asset of an upload that was received, or of a file of this request. The same upload named twice gives the same asset.</summary>
    [AnyCaller]
    public static async Task<CreateAssetPayload> CreateAssetAsync(
        CreateAssetInput input, Caller caller, ReceiveFileHandler files, ReceiveUploadHandler uploads, CreateAssetHandler handler, IAssetReader reader, CancellationToken ct)
    {
        Guid uploadId;
        if (input.Source.File is { } file)
        {
            var received = await files.HandleAsync(caller, new ReceiveFile(file.FileName, file.Length, file.MediaType) { IdempotencyKey = input.IdempotencyKey }, file.OpenReadStream, ct);
            if (!received.Succeeded)
            {
                return new(null, OfFile(received.Errors));
            }

            uploadId = received.Value.Id;
        }
        else if (!NodeId.TryParse(NodeIds.Upload, input.Source.UploadId ?? "", out uploadId))
        {
            return new(null, Unknown("UPLOAD", input.Source.UploadId ?? "", "input", "source", "uploadId"));
        }

        var command = new CreateAsset(uploadId, input.Title, input.Rights?.ToPatch(), input.OnDuplicate) { IdempotencyKey = input.IdempotencyKey };
        var outcome = await uploads.OnceReceivedAsync(uploadId, () => handler.HandleAsync(caller, command, ct));
        return new(await ReadAsync(outcome, caller, reader, ct), input.Source.File is null ? outcome.Errors.ToErrors() : OfFile(outcome.Errors));
    }

    /// <summary>Moves a version of an asset to another status.</summary>
    [AnyCaller]
    public static async Task<SetAssetStatusPayload> SetAssetStatusAsync(
        SetAssetStatusInput input, Caller caller, SetAssetStatusHandler handler, IAssetReader reader, CancellationToken ct)
    {
        if (!NodeId.TryParse<Guid>(NodeIds.Asset, input.AssetId, out var assetId))
        {
            return new(null, Unknown("ASSET", input.AssetId, "input", "assetId"));
        }

        Guid? versionId = null;
        if (input.VersionId is { } id)
        {
            if (!NodeId.TryParse<Guid>(NodeIds.Version, id, out var parsed))
            {
                return new(null, Unknown("VERSION", id, "input", "versionId"));
            }

            versionId = parsed;
        }

        var command = new SetAssetStatus(assetId, input.Status, versionId, input.Note, input.ExpectedRevision) { IdempotencyKey = input.IdempotencyKey };
        var outcome = await handler.HandleAsync(caller, command, ct);
        return new(await ReadAsync(outcome, caller, reader, ct), outcome.Errors.ToErrors());
    }

    /// <summary>What is not given stays, null clears. An `expiresAt` in the past expires it now.</summary>
    [AnyCaller]
    public static async Task<SetAssetRightsPayload> SetAssetRightsAsync(
        SetAssetRightsInput input, Caller caller, SetAssetRightsHandler handler, IAssetReader reader, CancellationToken ct)
    {
        if (!NodeId.TryParse<Guid>(NodeIds.Asset, input.AssetId, out var assetId))
        {
            return new(null, Unknown("ASSET", input.AssetId, "input", "assetId"));
        }

        var command = new SetAssetRights(assetId, input.Rights.ToPatch(), input.ExpectedRevision) { IdempotencyKey = input.IdempotencyKey };
        var outcome = await handler.HandleAsync(caller, command, ct);
        return new(await ReadAsync(outcome, caller, reader, ct), outcome.Errors.ToErrors());
    }

    private static IReadOnlyList<IError> Unknown(string kind, string id, params string[] path) =>
        ((IReadOnlyList<DomainError>)[new NotFound(kind, id) { Path = path }]).ToErrors();

    /// <summary>What is wrong with an upload that nobody named is wrong with its file.</summary>
    private static IReadOnlyList<IError> OfFile(IReadOnlyList<DomainError> errors) => errors
        .Select(error => error.Path is ["input", "source", _] or ["input", "filename" or "size" or "mediaType"] ? error with { Path = ["input", "source", "file"] } : error)
        .ToList()
        .ToErrors();

    /// <summary>The asset as it is after the change: read past the request's loaders, which may hold what was before.</summary>
    private static async Task<AssetDetails?> ReadAsync(Outcome<AssetId> outcome, Caller caller, IAssetReader reader, CancellationToken ct) =>
        outcome.Value is { } id && await reader.FindAsync(caller, [id.Value], ct) is [var asset, ..] ? asset : null;
}
