using Dam.Domain.Channels;
using Dam.Domain.Imaging;
using Dam.Domain.Skus;
using Dam.GraphQL.Annotations;

namespace Dam.Api.Channels;

/// <summary>What a channel asks of the pictures in one role. What is null is not asked.</summary>
[ObjectType<ChannelSlot>(Name = "ChannelSlot")]
internal static class ChannelSlotNode
{
    /// <summary>Formats that are taken, the one that renditions are made in first; empty for any.</summary>
    public static IReadOnlyList<ImageFormat> GetFormats([Parent] ChannelSlot slot) => slot.Formats.Formats;
}

/// <summary>4 and 5 are four wide and five high.</summary>
internal sealed record AspectRatioInput(int Width, int Height);

/// <summary>What a channel asks of the pictures in one role. What is left out is not asked.</summary>
/// <param name="Role">Left out for the roles that have no slot of their own, and for pictures asked about without one.</param>
/// <param name="MinWidth">Pixels.</param>
/// <param name="MinHeight">Pixels.</param>
/// <param name="MaxWidth">Pixels.</param>
/// <param name="MaxHeight">Pixels.</param>
/// <param name="AspectTolerance">Part by which width to height may differ from what is asked, 0 to 0.5.</param>
/// <param name="Fit">How a picture of other proportions is brought to them: PAD or COVER. PAD where a background is asked.</param>
/// <param name="Formats">Formats that are taken, the one that renditions are made in first. AUTO is none.</param>
/// <param name="Background">What the picture has at its edges, and what it is padded with.</param>
/// <param name="BackgroundTolerance">How far each of red, green and blue may be from `background`, 0 to 50 of 255.</param>
/// <param name="ColorProfile">Of the file. Renditions are SRGB.</param>
/// <param name="MaxBytes">Largest file: the quality of a rendition is lowered until it is no larger.</param>
/// <param name="MinImages">Pictures of a SKU in this role that can be delivered.</param>
/// <param name="MaxImages">Pictures of a SKU in this role that can be delivered.</param>
/// <param name="Watermark">Name of one of the service's watermarks, laid over what is made for the channel.</param>
internal sealed record ChannelSlotInput(
    SkuRole? Role,
    int? MinWidth,
    int? MinHeight,
    int? MaxWidth,
    int? MaxHeight,
    AspectRatioInput? AspectRatio,
    IReadOnlyList<ImageFormat>? Formats,
    RgbColor? Background,
    ColorProfile? ColorProfile,
    long? MaxBytes,
    int? MinImages,
    int? MaxImages,
    string? Watermark,
    double AspectTolerance = 0.01,
    Fit Fit = Fit.Pad,
    int BackgroundTolerance = 5)
{
    public ChannelSlot ToSlot() => new()
    {
        Role = Role,
        MinWidth = MinWidth,
        MinHeight = MinHeight,
        MaxWidth = MaxWidth,
        MaxHeight = MaxHeight,
        AspectRatio = AspectRatio is { } ratio ? new AspectRatio(ratio.Width, ratio.Height) : null,
        AspectTolerance = AspectTolerance,
        Fit = Fit,
        Formats = Formats is null ? FormatList.Any : new FormatList(Formats),
        Background = Background,
        BackgroundTolerance = BackgroundTolerance,
        ColorProfile = ColorProfile,
        MaxBytes = MaxBytes,
        MinImages = MinImages,
        MaxImages = MaxImages,
        Watermark = Watermark,
    };
}
