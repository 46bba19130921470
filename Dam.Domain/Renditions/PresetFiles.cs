using Dam.Domain.Assets;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;

namespace Dam.Domain.Renditions;

/// <summary>The files that presets and transforms stand for, in the formats that browsers ask for.</summary>
internal static class PresetFiles
{
    /// <summary>What today's browsers and yesterday's take where the format is not named.</summary>
    private static readonly string[] Accepted = ["image/avif,image/webp", "image/webp"];

    /// <summary>One or two files, or what keeps the preset from fitting the picture.</summary>
    public static Outcome<GetRendition[]> Of(PresetDetails preset, VersionDetails version, SourceImage source, AssetRights rights, IWatermarks watermarks) =>
        CanonicalTransform.TryResolve(preset.Transform.Marked(rights.Watermark), source, out var transform, out var problems, watermarks: watermarks)
            ? Of(version, transform)
            : new InvalidInput("INVALID_TRANSFORM", string.Join(' ', problems.Select(problem => problem.Message)));

    /// <summary>One or two files.</summary>
    public static GetRendition[] Of(VersionDetails version, CanonicalTransform transform)
    {
        var widest = transform.ForRoom(room: null, savesData: false);
        return [.. Accepted.Select(accept => GetRendition.Of(version, widest.In(widest.ChooseFormat(accept)))).DistinctBy(file => file.Key)];
    }
}
