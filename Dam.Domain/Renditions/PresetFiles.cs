using Dam.Domain.Assets;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;

namespace Dam.Domain.Renditions;

/// <summary>The files that presets stand for, in the formats that browsers ask for.</summary>
internal static class PresetFiles
{
    /// <summary>What today's browsers and yesterday's take where the format is not named.</summary>
    private static readonly string[] Accepted = ["image/avif,image/webp", "image/webp"];

    /// <summary>One or two files, or what keeps the preset from fitting the picture.</summary>
    public static Outcome<GetRendition[]> Of(PresetDetails preset, VersionDetails version, SourceImage source, AssetRights rights, IWatermarks watermarks) =>
        CanonicalTransform.TryResolve(preset.Transform.Marked(rights.Watermark), source, out var transform, out var problems, watermarks: watermarks)
            ? Accepted.Select(accept => GetRendition.Of(version, transform.ForRoom(room: null, savesData: false).In(transform.ChooseFormat(accept)))).DistinctBy(file => file.Key).ToArray()
            : new InvalidInput("INVALID_TRANSFORM", string.Join(' ', problems.Select(problem => problem.Message)));
}
