using System.Globalization;
using System.Text.Json;
using Dam.Domain.Assets;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;
using Dam.Domain.Skus;

namespace Dam.Domain.Channels;

/// <summary>What a channel asks, in the order in which broken rules are listed.</summary>
public enum ReadinessRule
{
    /// <summary>The verdict on the asset in the channel: measured are the codes that refuse it.</summary>
    Delivery,

    /// <summary>There has to be a picture: measured is the state of processing, or what the file is.</summary>
    Picture,

    /// <summary>Pixels.</summary>
    MinWidth,

    /// <summary>Pixels.</summary>
    MinHeight,

    /// <summary>Pixels.</summary>
    MaxWidth,

    /// <summary>Pixels.</summary>
    MaxHeight,

    /// <summary>Width to height.</summary>
    AspectRatio,

    /// <summary>Media type.</summary>
    Format,

    /// <summary>Colour of the border, or `transparent`, and the part of the border that is so: `#FFFFFF 0.98`.</summary>
    Background,

    ColorProfile,

    /// <summary>Bytes.</summary>
    MaxBytes,

    /// <summary>Pictures of a SKU that can be delivered.</summary>
    MinImages,

    /// <summary>Pictures of a SKU that can be delivered.</summary>
    MaxImages,
}

/// <summary>A rule that is broken.</summary>
/// <param name="Measured">As text; null where it was not measured.</param>
/// <param name="Required">As text, in the same words.</param>
/// <param name="Message">Readable English, complete in itself.</param>
public sealed record ReadinessProblem(ReadinessRule Rule, string? Measured, string Required, string Message)
{
    /// <summary>The rule as the API writes it.</summary>
    internal string Code => JsonNamingPolicy.SnakeCaseUpper.ConvertName(Rule.ToString());
}

/// <summary>Whether an asset's picture can be shown on a channel in a role.</summary>
/// <param name="Problems">Rules that the file breaks as it is.</param>
/// <param name="Obstacles">Rules that no rendition can keep; empty where <paramref name="Fitting"/> keeps all.</param>
/// <param name="Fitting">What to make of the version so that it keeps all rules; null where that cannot be.</param>
public sealed record ChannelReadiness(IReadOnlyList<ReadinessProblem> Problems, IReadOnlyList<ReadinessProblem> Obstacles, CanonicalTransform? Fitting)
{
    /// <summary>The part of a border that has to be of the colour that is asked: specks and a subject that reaches an edge are let pass.</summary>
    public const double BorderShare = 0.95;

    /// <param name="slot">Null where the channel asks nothing of such pictures.</param>
    /// <param name="verdict">On the asset in this channel.</param>
    public static ChannelReadiness Of(AssetDetails asset, ChannelSlot? slot, DeliveryVerdict verdict, IWatermarks watermarks)
    {
        var refused = verdict.Allowed ? [] : (IReadOnlyList<ReadinessProblem>)[Refused(verdict)];
        var version = asset.PublishedVersion ?? asset.CurrentVersion;
        if (version is not { Processing: ProcessingState.Ready, Image: { } image, PictureSize: { } size } || version.AsSource(asset.FocalPoint) is not { } source)
        {
            var measured = version.Processing == ProcessingState.Ready ? version.MediaType : Code(version.Processing);
            ReadinessProblem[] none = [.. refused, new(ReadinessRule.Picture, measured, "READY", "There is no picture of the file, or not yet.")];
            return new(none, none, Fitting: null);
        }

        var asked = slot ?? new ChannelSlot();
        var file = new Measures(new PixelSize(image.Width, image.Height), version.MediaType, image.Border, image.Profile, version.Size);
        IReadOnlyList<ReadinessProblem> problems = [.. refused, .. file.Problems(asked)];
        var fitting = Fit(asked, source, size, asset.Rights.Watermark, watermarks, out var impossible);
        IReadOnlyList<ReadinessProblem> obstacles = [.. refused, .. fitting is null ? impossible : Measures.Of(fitting, asked, image.Border).Problems(asked)];
        return new(problems, obstacles, obstacles.Count == 0 ? fitting : null);
    }

    /// <summary>What a SKU lacks, or has too much of, by the pictures in it that can be delivered.</summary>
    /// <param name="fit">Of each picture that keeps the rules its role.</param>
    public static IEnumerable<(SkuRole? Role, ReadinessProblem Problem)> CountProblems(IReadOnlyList<ChannelSlot> slots, IReadOnlyCollection<SkuRole> fit)
    {
        foreach (var slot in slots)
        {
            var count = fit.Count(role => SlotFor(slots, role) == slot);
            if (count < slot.MinImages)
            {
                yield return (slot.Role, Problem(ReadinessRule.MinImages, slot.MinImages.Value, $"{count} pictures that can be delivered, {slot.MinImages} are asked at least."));
            }

            if (count > slot.MaxImages)
            {
                yield return (slot.Role, Problem(ReadinessRule.MaxImages, slot.MaxImages.Value, $"{count} pictures that can be delivered, {slot.MaxImages} are taken at most."));
            }

            ReadinessProblem Problem(ReadinessRule rule, int required, string message) => new(rule, Text(count), Text(required), message);
        }
    }

    /// <summary>The one of the role, else the one of no role.</summary>
    public static ChannelSlot? SlotFor(IReadOnlyList<ChannelSlot> slots, SkuRole? role) =>
        slots.FirstOrDefault(slot => slot.Role == role) ?? slots.FirstOrDefault(slot => slot.Role is null);

    private static ReadinessProblem Refused(DeliveryVerdict verdict) => new(
        ReadinessRule.Delivery,
        string.Join(' ', verdict.Reasons.Select(reason => Code(reason.Code))),
        "ALLOWED",
        string.Join(' ', verdict.Reasons.Select(reason => reason.Message)));

    /// <summary>What keeps as many of the rules as can be kept, in the first of the formats that can hold it.</summary>
    private static CanonicalTransform? Fit(ChannelSlot slot, SourceImage source, PixelSize size, string? demanded, IWatermarks watermarks, out IReadOnlyList<ReadinessProblem> impossible)
    {
        var box = Box(slot, size);
        List<string> reasons = [];
        foreach (var format in slot.Formats.Formats.DefaultIfEmpty(ImageFormat.Auto))
        {
            var asked = box with
            {
                Format = format,
                Background = slot.Background,
                MaxBytes = slot.MaxBytes,
                Watermark = slot.Watermark,
                Animated = false,
            };
            if (CanonicalTransform.TryResolve(asked.Marked(demanded), source, out var fitting, out var problems, watermarks: watermarks))
            {
                impossible = [];
                return fitting;
            }

            reasons.AddRange(problems.Select(problem => problem.Message));
        }

        var required = string.Join(' ', slot.Formats.Formats.Select(format => format.MediaType()));
        impossible = [new(ReadinessRule.Format, Measured: null, required, string.Join(' ', reasons.Distinct(StringComparer.Ordinal)))];
        return null;
    }

    /// <summary>The picture as it is where its proportions will do; else cut, or in a frame, of the proportions that are asked. Never enlarged: a frame is no larger than the picture needs.</summary>
    private static Transform Box(ChannelSlot slot, PixelSize size)
    {
        var (mostWidth, mostHeight) = (slot.MaxWidth ?? TransformLimits.Default.MaxSide, slot.MaxHeight ?? TransformLimits.Default.MaxSide);
        if (slot.AspectRatio is not { } ratio || Measures.HasRatio(size, slot))
        {
            var whole = Geometry.Inside(size, mostWidth, mostHeight, TransformLimits.Default.MaxPixels);
            return new Transform { Width = whole.Width, Height = whole.Height, Fit = Imaging.Fit.Fill };
        }

        var (byWidth, byHeight) = (size.Width / ratio.ToDouble(), (double)size.Height);
        var height = slot.Fit == Imaging.Fit.Cover ? Math.Min(byWidth, byHeight) : Math.Max(byWidth, byHeight);
        height = Math.Min(height, Math.Min(mostHeight, mostWidth / ratio.ToDouble()));
        height = Math.Min(height, Math.Sqrt(TransformLimits.Default.MaxPixels / ratio.ToDouble()));
        return new Transform { Width = Math.Max(1, (int)(height * ratio.ToDouble())), Height = Math.Max(1, (int)height), Fit = slot.Fit };
    }

    /// <summary>As the API writes it.</summary>
    private static string Code<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString());

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What is known of a file, or will be of a rendition.</summary>
    /// <param name="MediaType">Null where the request for the file decides.</param>
    /// <param name="Bytes">Null where they are made to fit.</param>
    private sealed record Measures(PixelSize Size, string? MediaType, PictureBorder? Border, ColorProfile? Profile, long? Bytes)
    {
        /// <summary>A rendition is sRGB. It has the picture's border, or what was laid behind it where that is transparent.</summary>
        public static Measures Of(CanonicalTransform fitting, ChannelSlot slot, PictureBorder? border) => new(
            fitting.Size,
            fitting.Format == ImageFormat.Auto ? null : fitting.Format.MediaType(),
            border is { Color: null } clear && slot.Background is { } ground ? clear with { Color = ground } : border,
            Imaging.ColorProfile.Srgb,
            Bytes: null);

        public static bool HasRatio(PixelSize size, ChannelSlot slot)
        {
            // Pixels are whole: a side may be one off.
            var wanted = size.Height * slot.AspectRatio!.Value.ToDouble();
            return Math.Abs(size.Width - wanted) <= Math.Max(1, slot.AspectTolerance * wanted);
        }

        public IEnumerable<ReadinessProblem> Problems(ChannelSlot slot)
        {
            (ReadinessRule Rule, int Pixels, int? Asked, bool IsLeast, string Side)[] sides =
            [
                (ReadinessRule.MinWidth, Size.Width, slot.MinWidth, true, "wide"), (ReadinessRule.MinHeight, Size.Height, slot.MinHeight, true, "high"),
                (ReadinessRule.MaxWidth, Size.Width, slot.MaxWidth, false, "wide"), (ReadinessRule.MaxHeight, Size.Height, slot.MaxHeight, false, "high"),
            ];
            foreach (var (rule, pixels, asked, isLeast, side) in sides)
            {
                if (isLeast ? pixels < asked : pixels > asked)
                {
                    yield return new(rule, Text(pixels), Text(asked.Value), $"{pixels} pixels {side}; {asked} are asked at {(isLeast ? "least" : "most")}.");
                }
            }

            if (slot.AspectRatio is { } ratio && !HasRatio(Size, slot))
            {
                yield return new(ReadinessRule.AspectRatio, $"{Size.Width}:{Size.Height}", ratio.ToString(), $"{Size.Width} to {Size.Height} pixels are not {ratio}.");
            }

            if (slot.Formats.Formats is { Count: > 0 } formats && !formats.Any(format => format.MediaType() == MediaType))
            {
                var required = string.Join(' ', formats.Select(format => format.MediaType()));
                yield return new(ReadinessRule.Format, MediaType, required, $"The file is {MediaType}; taken is {string.Join(", ", formats.Select(format => format.MediaType()))}.");
            }

            if (slot.Background is { } ground && !(Border is { Color: { } color, Share: >= BorderShare } && IsNear(color, ground, slot.BackgroundTolerance)))
            {
                yield return new(ReadinessRule.Background, Border?.ToString(), ground.ToString(), Border is { } border
                    ? string.Create(CultureInfo.InvariantCulture, $"{border.Share:P0} of the border are {border.Color?.ToString() ?? "transparent"}; {ground} is asked all around.")
                    : NotMeasured("border"));
            }

            if (slot.ColorProfile is { } profile && Profile != profile)
            {
                var required = Code(profile);
                yield return new(ReadinessRule.ColorProfile, Profile is { } own ? Code(own) : null, required, Profile is { } its
                    ? $"The colours are {Code(its)}; {required} is asked."
                    : NotMeasured("profile"));
            }

            if (Bytes > slot.MaxBytes)
            {
                yield return new(ReadinessRule.MaxBytes, Text(Bytes.Value), Text(slot.MaxBytes.Value), $"{Bytes} bytes; {slot.MaxBytes} are taken at most.");
            }
        }

        private static string NotMeasured(string what) => $"The picture's {what} was not measured: it was processed before Dam did so. A new version of it is measured.";

        private static bool IsNear(RgbColor color, RgbColor asked, int tolerance) =>
            Math.Abs(color.R - asked.R) <= tolerance && Math.Abs(color.G - asked.G) <= tolerance && Math.Abs(color.B - asked.B) <= tolerance;
    }
}
