namespace Dam.Domain.Imaging;

public sealed partial record CanonicalTransform
{
    /// <summary>With its format settled: the same value, and so the same file, as if <paramref name="format"/> had been asked for by name.</summary>
    /// <param name="format">Concrete, as <see cref="ChooseFormat"/> gives it.</param>
    public CanonicalTransform In(ImageFormat format) => format == Format ? this : this with { Format = format, Quality = QualityFor(format) };
}
