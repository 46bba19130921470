using Dam.Api.Errors;
using Dam.Api.Nodes;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;

namespace Dam.Api.Assets;

/// <param name="VersionId">The current version unless given.</param>
/// <param name="Note">Why the file is harmless; it is kept in the audit log.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record ReleaseFromQuarantineInput(
    [property: ID] string AssetId, [property: ID] string? VersionId, string Note, int? ExpectedRevision, string? IdempotencyKey);

internal sealed record ReleaseFromQuarantinePayload(AssetDetails? Asset, IReadOnlyList<IError> Errors);

[MutationType]
internal static class QuarantineMutations
{
    /// <summary>
    /// Says that a file which a scanner found infected is harmless: processing goes on, without another scan, of every version that holds the same bytes, and they are taken when they come
    /// again.
    /// </summary>
    [AnyCaller]
    public static async Task<ReleaseFromQuarantinePayload> ReleaseFromQuarantineAsync(
        ReleaseFromQuarantineInput input, Caller caller, ReleaseFromQuarantineHandler handler, AssetById assets, CancellationToken ct)
    {
        if (!NodeId.TryParse<Guid>(NodeIds.Asset, input.AssetId, out var assetId))
        {
            return new(null, ErrorTypes.Unknown("ASSET", input.AssetId, "assetId"));
        }

        Guid? versionId = null;
        if (input.VersionId is { } id)
        {
            if (!NodeId.TryParse<Guid>(NodeIds.Version, id, out var parsed))
            {
                return new(null, ErrorTypes.Unknown("VERSION", id, "versionId"));
            }

            versionId = parsed;
        }

        var command = new ReleaseFromQuarantine(assetId, versionId, input.Note, input.ExpectedRevision) { IdempotencyKey = input.IdempotencyKey };
        var outcome = await handler.HandleAsync(caller, command, ct);
        return new(await assets.AfterAsync(outcome), outcome.Errors.ToErrors());
    }
}
