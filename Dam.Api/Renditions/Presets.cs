using Dam.Api.Errors;
using Dam.Domain.Access;
using Dam.Domain.Imaging;
using Dam.Domain.Renditions;
using Dam.GraphQL.Annotations;

namespace Dam.Api.Renditions;

/// <summary>A transform under a name.</summary>
[ObjectType<PresetDetails>(Name = "RenditionPreset", Ignore = [nameof(PresetDetails.Transform), nameof(PresetDetails.IsEager)])]
internal static class PresetNode
{
    public static int? GetWidth([Parent] PresetDetails preset) => preset.Transform.Width;

    public static int? GetHeight([Parent] PresetDetails preset) => preset.Transform.Height;

    public static Fit GetFit([Parent] PresetDetails preset) => preset.Transform.Fit ?? Fit.Inside;

    public static Gravity GetGravity([Parent] PresetDetails preset) => preset.Transform.Gravity ?? Gravity.FocalPoint;

    public static ImageFormat GetFormat([Parent] PresetDetails preset) => preset.Transform.Format ?? ImageFormat.Auto;

    /// <summary>1 to 100; the format's own default when null.</summary>
    public static int? GetQuality([Parent] PresetDetails preset) => preset.Transform.Quality;

    public static RgbColor? GetBackground([Parent] PresetDetails preset) => preset.Transform.Background;

    /// <summary>Name of the mark that lies over whatever is made by it.</summary>
    public static string? GetWatermark([Parent] PresetDetails preset) => preset.Transform.Watermark;

    /// <summary>Made of every version as soon as it is processed, before anybody asks.</summary>
    public static bool GetEager([Parent] PresetDetails preset) => preset.IsEager;
}

/// <param name="Name">Lower-case letters, digits and, between them, hyphens, underscores and dots.</param>
/// <param name="Eager">Made of every version as soon as it is processed, before anybody asks. Versions that are there already wait until they are asked for.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
/// <param name="Watermark">Name of one of the service's watermarks: a demand, which the transform of who uses the preset does not replace.</param>
internal sealed record SaveRenditionPresetInput(string Name, string? Description, TransformInput Transform, string? Watermark, string? IdempotencyKey, bool Eager = false)
{
    public Transform ToTransform() => Transform.ToTransform() with { Watermark = Watermark ?? Transform.Watermark };
}

internal sealed record SaveRenditionPresetPayload(PresetDetails? Preset, IReadOnlyList<IError> Errors);

/// <param name="DryRun">Nothing changes, but what would be refused is.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record DeleteRenditionPresetInput(string Name, bool DryRun = false, string? IdempotencyKey = null);

/// <param name="DeletedName">Null when nothing was deleted.</param>
internal sealed record DeleteRenditionPresetPayload(string? DeletedName, IReadOnlyList<IError> Errors);

[QueryType]
internal static class PresetQueries
{
    /// <summary>All, by name.</summary>
    [Authorize(Permissions.ReadDeliverable)]
    [ListSize(AssumedSize = 20)]
    public static Task<IReadOnlyList<PresetDetails>> GetRenditionPresetsAsync(Caller caller, IPresetReader reader, CancellationToken ct) => reader.AllAsync(caller, ct);
}

[MutationType]
internal static class PresetMutations
{
    /// <summary>Makes a preset, or replaces the one of this name. URLs that were given out keep the transform they were made with.</summary>
    [AnyCaller]
    public static async Task<SaveRenditionPresetPayload> SaveRenditionPresetAsync(
        SaveRenditionPresetInput input, Caller caller, SavePresetHandler handler, PresetByName presets, CancellationToken ct)
    {
        var command = new SavePreset(input.Name, input.Description, input.ToTransform(), input.Eager) { IdempotencyKey = input.IdempotencyKey };
        var outcome = await handler.HandleAsync(caller, command, ct);
        return new(outcome.Value is { } saved ? await presets.LoadAsync(saved.Value) : null, outcome.Errors.ToErrors());
    }

    /// <summary>Takes a preset away. URLs that were given out keep the transform they were made with; who names it from now on is told that there is none, and orders of `renderAssets` that wait pass over it.</summary>
    [AnyCaller]
    public static async Task<DeleteRenditionPresetPayload> DeleteRenditionPresetAsync(DeleteRenditionPresetInput input, Caller caller, DeletePresetHandler handler, CancellationToken ct)
    {
        var outcome = await handler.HandleAsync(caller, new DeletePreset(input.Name, input.DryRun) { IdempotencyKey = input.IdempotencyKey }, ct);
        return new(outcome.Succeeded && !input.DryRun ? input.Name : null, outcome.Errors.ToErrors());
    }
}
