using Dam.Api.Errors;
using Dam.Api.Nodes;
using Dam.Domain.Access;
using Dam.Domain.Jobs;
using Dam.Domain.Renditions;
using Dam.GraphQL.Annotations;

namespace Dam.Api.Renditions;

/// <param name="AssetIds">1 to 1,000.</param>
/// <param name="Presets">Their names; of presets and channels at least one.</param>
/// <param name="Channels">Keys of channels: what fits each of their slots is made.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record RenderAssetsInput([property: ID] IReadOnlyList<string> AssetIds, IReadOnlyList<string>? Presets, IReadOnlyList<string>? Channels, string? IdempotencyKey);

internal sealed record RenderAssetsPayload(JobDetails? Job, IReadOnlyList<IError> Errors);

[MutationType]
internal static class RenderMutations
{
    /// <summary>
    /// Has presets, and what fits channels, made of the assets' published versions before anybody asks. The job tells its progress; when it is done, an audit event `assets.rendered` with its id says how many were
    /// made, and which could not be and why. The job is null when it is done already.
    /// </summary>
    [AnyCaller]
    public static async Task<RenderAssetsPayload> RenderAssetsAsync(RenderAssetsInput input, Caller caller, RenderAssetsHandler handler, IJobReader reader, CancellationToken ct)
    {
        var command = new RenderAssets([.. input.AssetIds.Select(NodeIds.AssetOrNone)], input.Presets ?? [], input.Channels ?? []) { IdempotencyKey = input.IdempotencyKey };
        var outcome = await handler.HandleAsync(caller, command, ct);
        var job = outcome.Value is { } ordered && await reader.FindAsync([ordered.Value], ct) is [var found] ? found : null;
        return new(job, outcome.Errors.ToErrors());
    }
}
