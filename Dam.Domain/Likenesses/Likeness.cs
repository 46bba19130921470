namespace Dam.Domain.Likenesses;

/// <summary>
/// What a picture looks like in 24 × 24 levels of brightness, whatever its size, format, colours and contrast: enough to tell whether another one is made of the same picture.
/// </summary>
public sealed class Likeness
{
    /// <summary>Levels in a row, and rows.</summary>
    public const int Side = Grid.Side;

    /// <summary>How many numbers <see cref="Keys"/> are.</summary>
    public const int KeyCount = 4;

    /// <summary>From this similarity on two pictures are near duplicates.</summary>
    public const double Near = 0.95;

    /// <summary>Of 256; what differs by less is blank, and all blank pictures would look the same.</summary>
    private const int LeastContrast = 12;

    private readonly byte[] _levels;

    private Likeness(byte[] levels) => _levels = levels;

    /// <summary>As it is kept: <see cref="Side"/> rows from top to bottom.</summary>
    public ReadOnlySpan<byte> Levels => _levels;

    /// <summary>
    /// The signs of the lowest spatial frequencies, 20 in each number: pictures that look the same have one of them in common, or nearly (<see cref="LookAlikes.Probes"/>).
    /// </summary>
    public IReadOnlyList<int> Keys => Spectrum.Of(ToGrid()).Keys();

    /// <summary>Null for a picture that is blank.</summary>
    /// <param name="brightness">Mean brightness of each of the 24 × 24 parts of the picture, 0 to 255, in rows.</param>
    public static Likeness? Of(ReadOnlySpan<float> brightness)
    {
        if (brightness.Length != Grid.Length)
        {
            throw new ArgumentException($"{Grid.Length} levels are needed, not {brightness.Length}.", nameof(brightness));
        }

        // Softened: a fine edge must not decide by which half of a cell it falls into.
        Span<float> soft = stackalloc float[Grid.Length];
        Grid.Soften(brightness, soft);
        var (darkest, brightest) = (float.MaxValue, float.MinValue);
        foreach (var level in soft)
        {
            (darkest, brightest) = (Math.Min(darkest, level), Math.Max(brightest, level));
        }

        if (brightest - darkest < LeastContrast)
        {
            return null;
        }

        var levels = new byte[Grid.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = (byte)MathF.Round((soft[i] - darkest) * 255 / (brightest - darkest));
        }

        return new Likeness(levels);
    }

    /// <summary>From <see cref="Levels"/>.</summary>
    public static Likeness Read(byte[] levels) =>
        levels.Length == Grid.Length ? new Likeness(levels) : throw new ArgumentException($"{Grid.Length} levels are needed, not {levels.Length}.", nameof(levels));

    /// <summary>From 0 to 1; from <see cref="Near"/> on the one is made of the other, as far as can be seen.</summary>
    public double SimilarityTo(Likeness other) => new LookAlikes(this).SimilarityOf(other);

    internal float[] ToGrid() => Array.ConvertAll(_levels, static level => (float)level);
}
