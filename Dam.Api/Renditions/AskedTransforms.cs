using Dam.Domain.Access;
using Dam.Domain.Imaging;
using Dam.Domain.Renditions;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Errors;
using Microsoft.Extensions.Options;

namespace Dam.Api.Renditions;

internal sealed class PresetByName(Caller caller, IPresetReader reader) : BatchLoader<string, PresetDetails>
{
    protected override async Task<IReadOnlyDictionary<string, PresetDetails>> FetchAsync(IReadOnlyList<string> keys, CancellationToken ct) =>
        (await reader.FindAsync(caller, keys, ct)).ToDictionary(preset => preset.Name, StringComparer.Ordinal);
}

/// <summary>What is to be made of a picture, by a preset, a transform, or both.</summary>
internal sealed class AskedTransforms(IOptions<RenditionOptions> options, IWatermarks watermarks)
{
    private readonly bool _presetsOnly = options.Value.PresetsOnly;

    /// <summary>Those that may be asked for.</summary>
    public IWatermarks Watermarks => watermarks;

    /// <param name="preset">Its name.</param>
    /// <param name="transform">Its fields win over the preset's.</param>
    /// <param name="widths">Those of a responsive image, where the caller names them.</param>
    /// <exception cref="GraphQLException">There is no such preset, or more than a preset is asked for where only presets may be.</exception>
    public async ValueTask<Transform> FindAsync(string? preset, TransformInput? transform, PresetByName presets, IReadOnlyList<int>? widths = null)
    {
        if (_presetsOnly && (preset is null || transform is not null || widths is not null))
        {
            throw new GraphQLException("Renditions are made by presets only here: name one of `renditionPresets`, and neither `transform` nor `widths`.", "PRESET_REQUIRED");
        }

        var own = transform?.ToTransform();
        if (preset is null)
        {
            return own ?? new Transform();
        }

        // What is no name is never looked for.
        var found = (RenditionPreset.IsName(preset) ? await presets.LoadAsync(preset) : null)
            ?? throw new GraphQLException("There is no preset of this name: `renditionPresets` lists them.", "PRESET_UNKNOWN");
        return own is null ? found.Transform : own.Over(found.Transform);
    }
}
