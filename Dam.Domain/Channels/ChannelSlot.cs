using Dam.Domain.Imaging;
using Dam.Domain.Paging;
using Dam.Domain.Skus;

namespace Dam.Domain.Channels;

/// <summary>Proportions as they are written: 4:5 is four wide and five high.</summary>
public readonly record struct AspectRatio(int Width, int Height)
{
    public const int Most = 10_000;

    public double ToDouble() => (double)Width / Height;

    public override string ToString() => $"{Width}:{Height}";
}

/// <summary>Formats that a channel takes, the one that it is given first; empty for any.</summary>
public sealed record FormatList(IReadOnlyList<ImageFormat> Formats)
{
    public static FormatList Any { get; } = new([]);

    public bool Equals(FormatList? other) => other is not null && Formats.SequenceEqual(other.Formats);

    public override int GetHashCode() => Formats.Count == 0 ? 0 : Formats[0].GetHashCode();
}

/// <summary>What a channel asks of the pictures in one role. What is null is not asked.</summary>
public sealed record ChannelSlot
{
    /// <summary>Of a SKU so many pictures are judged.</summary>
    public const int MostImages = PageRequest.Largest;

    public const int LargestColorTolerance = 50;

    public const double LargestAspectTolerance = 0.5;

    /// <summary>Null for the roles that have no slot of their own, and for pictures asked about without one.</summary>
    public SkuRole? Role { get; init; }

    public int? MinWidth { get; init; }

    public int? MinHeight { get; init; }

    public int? MaxWidth { get; init; }

    public int? MaxHeight { get; init; }

    public AspectRatio? AspectRatio { get; init; }

    /// <summary>Part by which width to height may differ from what is asked.</summary>
    public double AspectTolerance { get; init; } = 0.01;

    /// <summary>How a picture of other proportions is brought to them: PAD or COVER.</summary>
    public Fit Fit { get; init; } = Fit.Pad;

    public FormatList Formats { get; init; } = FormatList.Any;

    /// <summary>What the picture has at its edges, and what it is padded with.</summary>
    public RgbColor? Background { get; init; }

    /// <summary>How far each of red, green and blue may be from the background that is asked, of 255.</summary>
    public int BackgroundTolerance { get; init; } = 5;

    /// <summary>Profile that the file's pixels must have.</summary>
    public ColorProfile? ColorProfile { get; init; }

    public long? MaxBytes { get; init; }

    /// <summary>Pictures of a SKU in this role that keep the rules.</summary>
    public int? MinImages { get; init; }

    /// <summary>Pictures of a SKU in this role that keep the rules.</summary>
    public int? MaxImages { get; init; }

    /// <summary>Mark that has to lie over what is made for the channel.</summary>
    public string? Watermark { get; init; }

    /// <summary>Everything that is wrong with it.</summary>
    /// <param name="path">Of the slot in the input.</param>
    internal IEnumerable<InvalidInput> Problems(IWatermarks watermarks, params IReadOnlyList<string> path)
    {
        var side = TransformLimits.Default.MaxSide;
        (int? Least, int? Most, int Largest, string Field)[] ranges =
            [(MinWidth, MaxWidth, side, "Width"), (MinHeight, MaxHeight, side, "Height"), (MinImages, MaxImages, MostImages, "Images")];
        foreach (var (least, most, largest, field) in ranges)
        {
            if (least < 1 || least > largest || most < 1 || most > largest || least > most)
            {
                yield return Problem("RANGE_INVALID", $"From 1 to {largest}, and the least is not more than the most.", $"{(least > most || least < 1 || least > largest ? "min" : "max")}{field}");
            }
        }

        if (AspectRatio is { } ratio && (ratio.Width is < 1 or > Channels.AspectRatio.Most || ratio.Height is < 1 or > Channels.AspectRatio.Most))
        {
            yield return Problem("RANGE_INVALID", $"Both parts of the proportions are from 1 to {Channels.AspectRatio.Most}.", "aspectRatio");
        }

        if (!(AspectTolerance >= 0 && AspectTolerance <= LargestAspectTolerance))
        {
            yield return Problem("RANGE_INVALID", FormattableString.Invariant($"From 0 to {LargestAspectTolerance}."), "aspectTolerance");
        }

        if (BackgroundTolerance is < 0 or > LargestColorTolerance)
        {
            yield return Problem("RANGE_INVALID", $"From 0 to {LargestColorTolerance}.", "backgroundTolerance");
        }

        if (Fit is not (Fit.Pad or Fit.Cover) || (Fit == Fit.Cover && Background is not null))
        {
            yield return Problem("FIT_INVALID", "PAD or COVER; PAD where a background is asked, since cutting may leave none.", "fit");
        }

        if (Formats.Formats.Any(format => format == ImageFormat.Auto || !Enum.IsDefined(format)) || Formats.Formats.Distinct().Count() < Formats.Formats.Count)
        {
            yield return Problem("FORMATS_INVALID", "Formats are named one by one, each once: AUTO is none.", "formats");
        }

        if (new Transform { MaxBytes = MaxBytes }.Validate() is [var wrong, ..])
        {
            yield return Problem("RANGE_INVALID", wrong.Message, "maxBytes");
        }

        if (watermarks.Problem(Watermark, [.. path, "watermark"]) is { } unknown)
        {
            yield return unknown;
        }

        InvalidInput Problem(string code, string message, string field) => new(code, message) { Path = [.. path, field] };
    }
}
