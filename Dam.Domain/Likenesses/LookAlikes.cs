namespace Dam.Domain.Likenesses;

/// <summary>
/// Looks for one picture among others. Others may show a little more or less of it at each edge, so it is compared as 25 cut-outs; what then comes near is shifted until it fits best.
/// For one thread at a time.
/// </summary>
public sealed class LookAlikes
{
    /// <summary>By how much the cut-outs differ, as a part of the width or height.</summary>
    private const float Step = 0.025f;

    /// <summary>The most that may be missing at an edge.</summary>
    private const float Widest = 0.0625f;

    /// <summary>Correlation below which no fit makes two pictures near duplicates. Fitting is most of a search's work, so strangers that share a sky are not worth it.</summary>
    private const float WorthFitting = 0.82f;

    /// <summary>Correlation of the two as they are below which no cut-out is worth a look: near duplicates had at least 0.7, most of what has a key in common is far below.</summary>
    private const float WorthCutting = 0.5f;

    private const float LeastGain = 0.0001f;

    /// <summary>Of an axis: as it is, seen from nearer, from farther, moved back and forth.</summary>
    private static readonly (float Before, float After)[] Views = [(0, 0), (Step, Step), (-Step, -Step), (Step, -Step), (-Step, Step)];

    private static readonly Insets[] CutOuts = [.. from x in Views from y in Views select new Insets(x.Before, x.After, y.Before, y.After)];

    private readonly float[] _levels;
    private readonly float[] _features = new float[CutOuts.Length * Grid.FeatureCount];

    public LookAlikes(Likeness wanted)
    {
        _levels = wanted.ToGrid();
        var probes = Enumerable.Range(0, Likeness.KeyCount).Select(_ => new HashSet<int>()).ToArray();
        Span<float> cut = stackalloc float[Grid.Length];
        for (var i = 0; i < CutOuts.Length; i++)
        {
            Grid.Cut(_levels, CutOuts[i], cut);
            Grid.Describe(cut, FeaturesOf(i));
            Spectrum.Of(cut).AddProbes(probes);
        }

        Probes = probes;
    }

    /// <summary>For each place of <see cref="Likeness.Keys"/> the numbers, about 150, of which a picture that looks the same has one there, at one of the places at least.</summary>
    public IReadOnlyList<IReadOnlyCollection<int>> Probes { get; }

    /// <summary><see cref="Likeness.SimilarityTo"/>.</summary>
    public double SimilarityOf(Likeness other)
    {
        var levels = other.ToGrid();
        Span<float> features = stackalloc float[Grid.FeatureCount];
        Grid.Describe(levels, features);
        var (best, nearest) = (Grid.Product(features, FeaturesOf(0)), 0);
        for (var i = 1; i < CutOuts.Length && best >= WorthCutting; i++)
        {
            var correlation = Grid.Product(features, FeaturesOf(i));
            if (correlation > best)
            {
                (best, nearest) = (correlation, i);
            }
        }

        if (best >= WorthFitting)
        {
            best = Math.Max(best, Fit(levels, CutOuts[nearest]));
        }

        // The root spreads what matters: strangers that are most alike come to about 0.92, real near duplicates from 0.98 on.
        return Math.Sqrt(Math.Clamp(best, 0, 1));
    }

    /// <summary>Moves one edge at a time, by less and less, as long as the two then correlate better.</summary>
    private float Fit(ReadOnlySpan<float> other, Insets start)
    {
        Span<float> edges = [start.Left, start.Right, start.Top, start.Bottom];
        var best = Correlate(other, edges);
        for (var step = Step / 2; step > Step / 10; step /= 2)
        {
            for (var improved = true; improved;)
            {
                improved = false;
                for (var move = 0; move < 2 * edges.Length; move++)
                {
                    ref var edge = ref edges[move / 2];
                    var before = edge;
                    edge += move % 2 == 0 ? step : -step;
                    var correlation = Math.Abs(edge) <= Widest ? Correlate(other, edges) : float.MinValue;
                    if (correlation > best + LeastGain)
                    {
                        (best, improved) = (correlation, true);
                    }
                    else
                    {
                        edge = before;
                    }
                }
            }
        }

        return best;
    }

    /// <summary>Of what both show: at each edge the one that shows more is cut.</summary>
    private float Correlate(ReadOnlySpan<float> other, ReadOnlySpan<float> edges)
    {
        Span<float> inner = stackalloc float[edges.Length];
        Span<float> outer = stackalloc float[edges.Length];
        for (var i = 0; i < edges.Length; i++)
        {
            (inner[i], outer[i]) = (Math.Max(edges[i], 0), Math.Max(-edges[i], 0));
        }

        Span<float> cut = stackalloc float[Grid.Length];
        Span<float> left = stackalloc float[Grid.FeatureCount];
        Span<float> right = stackalloc float[Grid.FeatureCount];
        Grid.Cut(_levels, Insets.Of(inner), cut);
        Grid.Describe(cut, left);
        Grid.Cut(other, Insets.Of(outer), cut);
        Grid.Describe(cut, right);
        return Grid.Product(left, right);
    }

    private Span<float> FeaturesOf(int cutOut) => _features.AsSpan(cutOut * Grid.FeatureCount, Grid.FeatureCount);
}
