namespace Dam.Domain.Likenesses;

/// <summary>The lowest spatial frequencies of a picture (discrete cosine transform, type II), each weighted by its frequency so that all matter alike.</summary>
internal readonly struct Spectrum
{
    private const int BitsPerKey = 20;

    private const int Count = Likeness.KeyCount * BitsPerKey;

    /// <summary>How many of a key's bits are in doubt: those whose frequency hardly occurs, so that a small change turns the sign.</summary>
    private const int Doubtful = 4;

    /// <summary>Without the constant, which is the mean brightness.</summary>
    private static readonly (int X, int Y)[] Order =
        [.. (from y in Enumerable.Range(0, Grid.Side) from x in Enumerable.Range(0, Grid.Side) where x + y > 0 orderby (x * x) + (y * y), y, x select (x, y)).Take(Count)];

    private static readonly int Highest = Order.Max(frequency => Math.Max(frequency.X, frequency.Y));

    private static readonly float[][] Waves =
        [.. Enumerable.Range(0, Highest + 1).Select(wave => Enumerable.Range(0, Grid.Side).Select(i => (float)Math.Cos(Math.PI * wave * ((2 * i) + 1) / (2 * Grid.Side))).ToArray())];

    private readonly float[] _strengths;

    private Spectrum(float[] strengths) => _strengths = strengths;

    public static Spectrum Of(ReadOnlySpan<float> levels)
    {
        // First along the rows, then down the columns of what that gives.
        var rows = new float[(Highest + 1) * Grid.Side];
        for (var wave = 0; wave <= Highest; wave++)
        {
            for (var y = 0; y < Grid.Side; y++)
            {
                rows[(wave * Grid.Side) + y] = Grid.Product(levels.Slice(y * Grid.Side, Grid.Side), Waves[wave]);
            }
        }

        var strengths = new float[Count];
        for (var i = 0; i < Count; i++)
        {
            var (x, y) = Order[i];
            strengths[i] = Grid.Product(rows.AsSpan(x * Grid.Side, Grid.Side), Waves[y]) * MathF.Sqrt((x * x) + (y * y));
        }

        return new Spectrum(strengths);
    }

    public int[] Keys()
    {
        var keys = new int[Likeness.KeyCount];
        for (var i = 0; i < Count; i++)
        {
            keys[i / BitsPerKey] |= _strengths[i] > 0 ? 1 << (i % BitsPerKey) : 0;
        }

        return keys;
    }

    /// <summary>Adds, for each of the keys, what it would be if any of its doubtful bits were the other way.</summary>
    public void AddProbes(IReadOnlyList<HashSet<int>> probes)
    {
        var keys = Keys();
        Span<int> doubtful = stackalloc int[Doubtful];
        for (var key = 0; key < keys.Length; key++)
        {
            FindDoubtful(_strengths.AsSpan(key * BitsPerKey, BitsPerKey), doubtful);
            for (var turned = 0; turned < 1 << Doubtful; turned++)
            {
                var probe = keys[key];
                for (var i = 0; i < Doubtful; i++)
                {
                    probe ^= (turned >> i & 1) << doubtful[i];
                }

                probes[key].Add(probe);
            }
        }
    }

    /// <summary>The places of the weakest.</summary>
    private static void FindDoubtful(ReadOnlySpan<float> strengths, Span<int> doubtful)
    {
        var found = 0;
        for (var i = 0; i < strengths.Length; i++)
        {
            var at = found;
            while (at > 0 && Math.Abs(strengths[doubtful[at - 1]]) > Math.Abs(strengths[i]))
            {
                at--;
            }

            if (at < doubtful.Length)
            {
                found = Math.Min(found + 1, doubtful.Length);
                doubtful[at..(found - 1)].CopyTo(doubtful[(at + 1)..]);
                doubtful[at] = i;
            }
        }
    }
}
