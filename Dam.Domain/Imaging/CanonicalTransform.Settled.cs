namespace Dam.Domain.Imaging;

public sealed partial record CanonicalTransform
{
    /// <summary>The concrete format for a request: the transform's own, or by its <c>Accept</c> header.</summary>
    public ImageFormat ChooseFormat(string? accept) =>
        Format != ImageFormat.Auto ? Format : IsAnimated ? FormatNegotiation.ChooseQuick(accept, HasAlpha) : FormatNegotiation.Choose(accept, HasAlpha, Size.Pixels);

    /// <summary>With its format settled: the same value, and so the same file, as if <paramref name="format"/> had been asked for by name.</summary>
    /// <param name="format">Concrete, as <see cref="ChooseFormat"/> gives it.</param>
    public CanonicalTransform In(ImageFormat format) => format == Format
        ? this
        : this with { Format = format, Quality = SettleQuality(format, Quality), IsAnimated = IsAnimated && format == ImageFormat.Webp };

    /// <summary>
    /// What to give while the format that <paramref name="accept"/> picks is being made: an AVIF of many pixels takes seconds. Null where that is made at once, which goes for all that
    /// was asked for by name.
    /// </summary>
    public CanonicalTransform? StandInFor(string? accept) =>
        Format == ImageFormat.Auto && Size.Pixels > FormatNegotiation.MaxAvifPixelsOnDemand && ChooseFormat(accept) == ImageFormat.Avif
            ? In(FormatNegotiation.ChooseQuick(accept, HasAlpha))
            : null;

    /// <summary>Widths that a request's hints are rounded up to, in pixels: few, so that few files are made.</summary>
    private static readonly int[] Rooms = [160, 320, 480, 640, 960, 1280, 1920, 2560, 3840];

    /// <summary>With its size settled, where hints decide on it: the next of few widths that fills the room, or the one below where data is to be saved.</summary>
    /// <param name="room">Pixels; null when nobody said.</param>
    public CanonicalTransform ForRoom(int? room, bool savesData)
    {
        if (!FollowsHints)
        {
            return this;
        }

        int[] widths = [.. Rooms.Where(width => width < Size.Width), Size.Width];
        var at = room is { } pixels ? Array.FindIndex(widths, width => width >= pixels) : -1;
        at = at < 0 ? widths.Length - 1 : at;
        return Narrowed(widths[savesData ? Math.Max(0, at - 1) : at]) with { FollowsHints = false };
    }

    private CanonicalTransform Narrowed(int width)
    {
        var scale = (double)width / Size.Width;
        var size = new PixelSize(width, Geometry.Round(Size.Height * scale));
        return width == Size.Width ? this : this with
        {
            Size = size,

            // A strip keeps a row of its picture.
            Padding = Math.Min((int)(Padding * scale), (Math.Min(size.Width, size.Height) - 1) / 2),
            Radius = (int)(Radius * scale),
            Blur = Math.Round(Blur * scale, 2),
        };
    }

    /// <summary>For a picture that is the page or the frame already.</summary>
    public CanonicalTransform OfDrawn() => this with { Page = 1, Time = null };
}
