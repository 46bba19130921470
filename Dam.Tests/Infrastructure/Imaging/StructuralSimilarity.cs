namespace Dam.Tests.Infrastructure.Imaging;

/// <summary>
/// How alike two pictures look, from 0 to 1: multi-scale structural similarity (Wang, Simoncelli, Bovik 2003) with a Gaussian window of 11 pixels, of luma and, at an eighth of its weight each, of
/// the two colour differences (BT.601), at five scales, or as many as the picture is large enough for. The benchmarks use it as well.
/// </summary>
internal static class StructuralSimilarity
{
    private const int Radius = 5;
    private const double Deviation = 1.5;
    private const double LumaWeight = 6.0 / 8;
    private const double ChromaWeight = 1.0 / 8;

    /// <summary>Keep quotients of small numbers stable: (0.01 · 255)² and (0.03 · 255)².</summary>
    private const float C1 = 6.5025f;

    private const float C2 = 58.5225f;

    private static readonly double[] Weights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

    private static readonly float[] Kernel = MakeKernel();

    /// <param name="left">Four bytes a pixel, rows from the top.</param>
    /// <param name="right">The same.</param>
    public static double Of(byte[] left, byte[] right, int width, int height)
    {
        var score = 0.0;
        for (var channel = 0; channel < 3; channel++)
        {
            var weight = channel == 0 ? LumaWeight : ChromaWeight;
            score += weight * MultiScale(Plane(left, width * height, channel), Plane(right, width * height, channel), width, height);
        }

        return score;
    }

    private static double MultiScale(float[] left, float[] right, int width, int height)
    {
        var (product, used) = (1.0, 0.0);
        for (var scale = 0; scale < Weights.Length; scale++)
        {
            var (luminance, contrast) = Compare(left, right, width, height);
            var isLast = scale == Weights.Length - 1 || Math.Min(width, height) / 2 < (2 * Radius) + 1;
            used += Weights[scale];
            product *= Math.Pow(Math.Max(0, isLast ? luminance * contrast : contrast), Weights[scale]);
            if (isLast)
            {
                break;
            }

            (left, right) = (Halve(left, width, height), Halve(right, width, height));
            (width, height) = (width / 2, height / 2);
        }

        return Math.Pow(product, 1 / used);
    }

    /// <summary>Means over the picture of the two factors of structural similarity.</summary>
    private static (double Luminance, double Contrast) Compare(float[] left, float[] right, int width, int height)
    {
        var (a, b) = (Smooth(left, width, height), Smooth(right, width, height));
        var aa = Smooth(Products(left, left), width, height);
        var bb = Smooth(Products(right, right), width, height);
        var ab = Smooth(Products(left, right), width, height);
        var (luminance, contrast) = (0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            var (meanA, meanB) = (a[i], b[i]);
            luminance += ((2 * meanA * meanB) + C1) / ((meanA * meanA) + (meanB * meanB) + C1);
            contrast += ((2 * (ab[i] - (meanA * meanB))) + C2) / (aa[i] - (meanA * meanA) + bb[i] - (meanB * meanB) + C2);
        }

        return (luminance / a.Length, contrast / a.Length);
    }

    private static float[] Plane(byte[] rgba, int count, int channel)
    {
        var plane = new float[count];
        for (var i = 0; i < count; i++)
        {
            var (r, g, b) = (rgba[i * 4], rgba[(i * 4) + 1], rgba[(i * 4) + 2]);
            plane[i] = channel switch
            {
                0 => (0.299f * r) + (0.587f * g) + (0.114f * b),
                1 => 128 - (0.168736f * r) - (0.331264f * g) + (0.5f * b),
                _ => 128 + (0.5f * r) - (0.418688f * g) - (0.081312f * b),
            };
        }

        return plane;
    }

    private static float[] Products(float[] left, float[] right)
    {
        var products = new float[left.Length];
        for (var i = 0; i < left.Length; i++)
        {
            products[i] = left[i] * right[i];
        }

        return products;
    }

    private static float[] Halve(float[] plane, int width, int height)
    {
        var (w, h) = (width / 2, height / 2);
        var half = new float[w * h];
        for (var y = 0; y < h; y++)
        {
            for (var x = 0; x < w; x++)
            {
                var at = (2 * y * width) + (2 * x);
                half[(y * w) + x] = (plane[at] + plane[at + 1] + plane[at + width] + plane[at + width + 1]) / 4;
            }
        }

        return half;
    }

    /// <summary>Edges are continued outwards.</summary>
    private static float[] Smooth(float[] plane, int width, int height)
    {
        var (rows, both) = (new float[plane.Length], new float[plane.Length]);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var sum = 0f;
                for (var k = -Radius; k <= Radius; k++)
                {
                    sum += Kernel[k + Radius] * plane[(y * width) + Math.Clamp(x + k, 0, width - 1)];
                }

                rows[(y * width) + x] = sum;
            }
        }

        for (var y = 0; y < height; y++)
        {
            for (var k = -Radius; k <= Radius; k++)
            {
                var (weight, from, to) = (Kernel[k + Radius], Math.Clamp(y + k, 0, height - 1) * width, y * width);
                for (var x = 0; x < width; x++)
                {
                    both[to + x] += weight * rows[from + x];
                }
            }
        }

        return both;
    }

    private static float[] MakeKernel()
    {
        var kernel = Enumerable.Range(-Radius, (2 * Radius) + 1).Select(x => Math.Exp(-x * x / (2 * Deviation * Deviation))).ToArray();
        return [.. kernel.Select(value => (float)(value / kernel.Sum()))];
    }
}
