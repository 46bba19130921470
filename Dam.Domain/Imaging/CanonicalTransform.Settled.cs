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

    /// <summary>For a picture that is the page or the frame already.</summary>
    public CanonicalTransform OfDrawn() => this with { Page = 1, Time = null };
}
