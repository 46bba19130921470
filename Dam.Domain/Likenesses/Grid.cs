using System.Numerics;

namespace Dam.Domain.Likenesses;

/// <summary>Arithmetic on 24 × 24 levels of brightness.</summary>
internal static class Grid
{
    public const int Side = 24;

    public const int Length = Side * Side;

    /// <summary>Numbers that <see cref="Describe"/> writes.</summary>
    public const int FeatureCount = Length + (2 * Side * (Side - 1));

    /// <summary>Each level becomes the mean of its neighbourhood, weighted 1, 2, 1 in both directions.</summary>
    public static void Soften(ReadOnlySpan<float> levels, Span<float> soft)
    {
        for (var y = 0; y < Side; y++)
        {
            var (above, below) = (Math.Max(y - 1, 0) * Side, Math.Min(y + 1, Side - 1) * Side);
            for (var x = 0; x < Side; x++)
            {
                var (left, right) = (Math.Max(x - 1, 0), Math.Min(x + 1, Side - 1));
                soft[(y * Side) + x] = (Column(levels, left) + (2 * Column(levels, x)) + Column(levels, right)) / 16;

                float Column(ReadOnlySpan<float> from, int at) => from[above + at] + (2 * from[(y * Side) + at]) + from[below + at];
            }
        }
    }

    /// <summary>What a cut-out of the picture looks like. Beyond its edges, where a negative inset reaches, the edge goes on.</summary>
    public static void Cut(ReadOnlySpan<float> levels, Insets insets, Span<float> cut)
    {
        Span<float> rows = stackalloc float[Length];
        for (var y = 0; y < Side; y++)
        {
            var (row, part) = Place(y, insets.Top, insets.Bottom);
            var upper = levels.Slice(row * Side, Side);
            var lower = levels.Slice((row + 1) * Side, Side);
            for (var x = 0; x < Side; x++)
            {
                rows[(y * Side) + x] = upper[x] + ((lower[x] - upper[x]) * part);
            }
        }

        for (var x = 0; x < Side; x++)
        {
            var (column, part) = Place(x, insets.Left, insets.Right);
            for (var at = 0; at < Length; at += Side)
            {
                cut[at + x] = rows[at + column] + ((rows[at + column + 1] - rows[at + column]) * part);
            }
        }
    }

    /// <summary>
    /// The levels and their differences to the next ones, each half of length √½: the product of two pictures' features is the mean of how their brightness and how their edges
    /// correlate, 1 for the same and about 0 for strangers.
    /// </summary>
    public static void Describe(ReadOnlySpan<float> levels, Span<float> features)
    {
        var mean = 0f;
        foreach (var level in levels)
        {
            mean += level;
        }

        mean /= Length;
        for (var i = 0; i < Length; i++)
        {
            features[i] = levels[i] - mean;
        }

        var edges = features[Length..];
        var at = 0;
        for (var i = 0; i < Length; i++)
        {
            if (i % Side < Side - 1)
            {
                edges[at++] = levels[i + 1] - levels[i];
            }

            if (i < Length - Side)
            {
                edges[at++] = levels[i + Side] - levels[i];
            }
        }

        Normalize(features[..Length]);
        Normalize(edges);
    }

    public static float Product(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sums = Vector<float>.Zero;
        var i = 0;
        for (; i <= left.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            sums += new Vector<float>(left[i..]) * new Vector<float>(right[i..]);
        }

        var sum = Vector.Sum(sums);
        for (; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    private static void Normalize(Span<float> values)
    {
        var square = Product(values, values);
        var factor = square > 0 ? 1 / MathF.Sqrt(2 * square) : 0;
        foreach (ref var value in values)
        {
            value *= factor;
        }
    }

    /// <summary>Where on an axis a place of the cut lies: behind which cell, and how far towards the next.</summary>
    private static (int Cell, float Part) Place(int i, float before, float after)
    {
        var place = Math.Clamp((before * Side) + ((i + 0.5f) * (1 - before - after)) - 0.5f, 0, Side - 1);
        var cell = Math.Min((int)place, Side - 2);
        return (cell, place - cell);
    }
}

/// <summary>How much of a picture is left away at each edge, as parts of its width and height.</summary>
internal readonly record struct Insets(float Left, float Right, float Top, float Bottom)
{
    public static Insets Of(ReadOnlySpan<float> edges) => new(edges[0], edges[1], edges[2], edges[3]);
}
