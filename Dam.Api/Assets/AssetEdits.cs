using System.Text.Json;
using Dam.Api.Errors;
using Dam.Api.Nodes;
using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Imaging;
using Dam.Domain.Metadata;
using Dam.GraphQL.Annotations;

namespace Dam.Api.Assets;

/// <param name="X">From 0 (left) to 1 (right).</param>
/// <param name="Y">From 0 (top) to 1 (bottom).</param>
internal sealed record FocalPointInput(double X, double Y);

/// <summary>What is not given stays, null clears.</summary>
internal sealed record UpdateAssetInput
{
    [ID]
    public required string Id { get; init; }

    public Optional<string?> Title { get; init; }

    /// <summary>A JSON merge patch (RFC 7396): fields named are replaced, null takes one away.</summary>
    public Optional<JsonElement?> Metadata { get; init; }

    /// <summary>Replaces all tags.</summary>
    public Optional<IReadOnlyList<string>?> Tags { get; init; }

    /// <summary>Replaces all texts; the first is the default one.</summary>
    public Optional<IReadOnlyList<LocalizedTextInput>?> AltText { get; init; }

    /// <summary>What crops keep in view, to four decimals.</summary>
    public Optional<FocalPointInput?> FocalPoint { get; init; }

    public int? ExpectedRevision { get; init; }

    /// <summary>The same key within 24 hours returns the first answer.</summary>
    public string? IdempotencyKey { get; init; }

    public UpdateAsset ToCommand() => new(NodeIds.AssetOrNone(Id), ToPatch(), ExpectedRevision) { IdAsGiven = Id, IdempotencyKey = IdempotencyKey };

    private DescriptionPatch ToPatch() => new()
    {
        Title = new(Title.IsSet, Title.Value),
        Metadata = new(Metadata.IsSet, Metadata.Value?.GetRawText()),
        Tags = new(Tags.IsSet, Tags.Value),
        AltTexts = new(AltText.IsSet, AltText.Value?.Select(text => new LocalizedText(text.Locale, text.Text)).ToList()),
        FocalPoint = new(FocalPoint.IsSet, FocalPoint.Value is { } point ? new FocalPoint(point.X, point.Y) : null),
    };
}

internal sealed record UpdateAssetPayload(AssetDetails? Asset, IReadOnlyList<IError> Errors);

/// <summary>Up to 1,000 assets, each once.</summary>
/// <param name="Assets">None of them with an idempotency key of its own.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record UpdateAssetsInput(
    IReadOnlyList<UpdateAssetInput> Assets, ErrorPolicy ErrorPolicy = ErrorPolicy.RejectFailedRows, string? IdempotencyKey = null);

/// <param name="Rows">In the order of the input; none when all was refused.</param>
internal sealed record UpdateAssetsPayload(IReadOnlyList<UpdateAssetRow> Rows, IReadOnlyList<IError> Errors);

[ObjectType]
internal sealed class UpdateAssetRow(UpdatedAsset row)
{
    public async ValueTask<AssetDetails?> GetAssetAsync(AssetById assets) => row.AssetId is { } id ? await assets.LoadAsync(id) : null;

    public IReadOnlyList<IError> Errors => row.Errors.ToErrors();
}

[MutationType]
internal static class AssetEdits
{
    /// <summary>`metadata` is a JSON merge patch (RFC 7396); `tags` and `altText` replace. What is so already is left alone: the asset's revision stays.</summary>
    [AnyCaller]
    public static async Task<UpdateAssetPayload> UpdateAssetAsync(UpdateAssetInput input, Caller caller, UpdateAssetHandler handler, AssetById assets, CancellationToken ct)
    {
        var outcome = await handler.HandleAsync(caller, input.ToCommand(), ct);
        return new(await assets.AfterAsync(outcome), outcome.Errors.ToErrors());
    }

    /// <summary>Up to 1,000 at once, in one transaction; `errorPolicy` says what a bad row does to the others.</summary>
    [AnyCaller]
    public static async Task<UpdateAssetsPayload> UpdateAssetsAsync(UpdateAssetsInput input, Caller caller, UpdateAssetsHandler handler, CancellationToken ct)
    {
        var command = new UpdateAssets([.. input.Assets.Select(asset => asset.ToCommand())], input.ErrorPolicy) { IdempotencyKey = input.IdempotencyKey };
        var outcome = await handler.HandleAsync(caller, command, ct);
        return outcome.Value is { } updated
            ? new([.. updated.Rows.Select(row => new UpdateAssetRow(row))], [])
            : new([], outcome.Errors.ToErrors());
    }
}
