namespace Dam.Domain.Imaging;

public sealed partial record CanonicalTransform
{
    /// <summary>With its format settled: the same value, and so the same file, as if <paramref name="format"/> had been asked for by name.</summary>
    /// <param name="format">Concrete, as <see cref="ChooseFormat"/> gives it.</param>
    public CanonicalTransform In(ImageFormat format) => format == Format ? this : this with { Format = format, Quality = QualityFor(format) };

    /// <summary>
    /// What to give while the format that <paramref name="accept"/> picks is being made: an AVIF of many pixels takes seconds. Null where that is made at once, which goes for all that
    /// was asked for by name.
    /// </summary>
    public CanonicalTransform? StandInFor(string? accept) =>
        Format == ImageFormat.Auto && Size.Pixels > FormatNegotiation.MaxAvifPixelsOnDemand && ChooseFormat(accept) == ImageFormat.Avif
            ? In(FormatNegotiation.ChooseQuick(accept, HasAlpha))
            : null;
}
