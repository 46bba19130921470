using Dam.Domain.Imaging;

namespace Dam.Tests.Infrastructure.Imaging;

/// <summary>
/// How alike two pictures look to people, from 100 for equal downwards: 90 cannot be told apart, 70 is high quality, 50 medium. SSIMULACRA 2 (Sneyers, 2023), which was fitted to what people said of
/// compressed pictures: structural similarity, edges that have come and edges that have gone, in XYB, at six scales, each as mean and as 4-norm. The benchmarks use it as well.
/// </summary>
internal static class Ssimulacra2
{
    private const int Scales = 6;
    private const int SmallestSide = 8;
    private const int Radius = 5;
    private const double Deviation = 1.5;

    /// <summary>Keeps quotients of small numbers stable.</summary>
    private const float C2 = 0.0009f;

    /// <summary>Added to what each cone absorbs, and its cube root taken away again (ISO/IEC 18181-1, XYB).</summary>
    private const float Bias = 0.0037930732552754493f;

    /// <summary>Of linear sRGB by the three cones.</summary>
    private static readonly float[] Absorbance = [0.30f, 0.622f, 0.078f, 0.23f, 0.692f, 0.078f, 0.24342268924547819f, 0.20476744424496821f, 0.5518098665095536f];

    /// <summary>By channel, scale, norm and map, the last the fastest.</summary>
    private static readonly double[] Weights =
    [
        0, 0.0007376606707406586, 0, 0, 0.0007793481682867309, 0, 0, 0.0004371155730107379, 0, 1.1041726426657346, 0.00066284834129271, 0.00015231632783718752,
        0, 0.0016406437456599754, 0, 1.8422455520539298, 11.441172603757666, 0, 0.0007989109436015163, 0.000176816438078653, 0, 1.8787594979546387, 10.94906990605142, 0,
        0.0007289346991508072, 0.9677937080626833, 0, 0.00014003424285435884, 0.9981766977854967, 0.00031949755934435053, 0.0004550992113792063, 0, 0, 0.0013648766163243398, 0, 0,
        0, 0, 0, 7.466890328078848, 0, 17.445833984131262, 0.0006235601634041466, 0, 0, 6.683678146179332, 0.00037724407979611296, 1.027889937768264,
        225.20515300849274, 0, 0, 19.213238186143016, 0.0011401524586618361, 0.001237755635509985, 176.39317598450694, 0, 0, 24.43300999870476, 0.28520802612117757, 0.0004485436923833408,
        0, 0, 0, 34.77906344483772, 44.835625328877896, 0, 0, 0, 0, 0, 0, 0,
        0, 0.0008680556573291698, 0, 0, 0, 0, 0, 0.0005313191874358747, 0, 0.00016533814161379112, 0, 0,
        0, 0, 0, 0.0004179171803251336, 0.0017290828234722833, 0, 0.0020827005846636437, 0, 0, 8.826982764996862, 23.19243343998926, 0,
        95.1080498811086, 0.9863978034400682, 0.9834382792465353, 0.0012286405048278493, 171.2667255897307, 0.9807858872435379, 0, 0, 0, 0.0005130064588990679, 0, 0.00010854057858411537,
    ];

    private static readonly float[] Kernel = MakeKernel();

    private static readonly float[] Linear = [.. Enumerable.Range(0, 256).Select(value => ToLinear(value / 255.0))];

    /// <param name="original">Four bytes a pixel in sRGB, rows from the top; transparency is laid on white.</param>
    /// <param name="changed">The same.</param>
    public static double Of(byte[] original, byte[] changed, PixelSize size)
    {
        var (left, right) = (ToLight(original, size), ToLight(changed, size));
        var (sum, width, height) = (0.0, size.Width, size.Height);
        for (var scale = 0; scale < Scales && Math.Min(width, height) >= SmallestSide; scale++)
        {
            if (scale > 0)
            {
                (left, right) = (Halve(left, width, height), Halve(right, width, height));
                (width, height) = ((width + 1) / 2, (height + 1) / 2);
            }

            var (a, b) = (ToXyb(left), ToXyb(right));
            for (var channel = 0; channel < 3; channel++)
            {
                sum += Weigh(Compare(a[channel], b[channel], width, height), Weights.AsSpan(((channel * Scales) + scale) * 6, 6));
            }
        }

        return ToScore(sum);
    }

    /// <summary>From a sum of errors to what people would say, as fitted by the metric's author.</summary>
    private static double ToScore(double sum)
    {
        var error = sum * 0.9562382616834844;
        error = (2.326765642916932 * error) - (0.020884521182843837 * error * error) + (6.248496625763138e-05 * error * error * error);
        return error > 0 ? 100 - (10 * Math.Pow(error, 0.6276336467831387)) : 100;
    }

    private static double Weigh(double[] norms, ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        for (var i = 0; i < norms.Length; i++)
        {
            sum += weights[i] * norms[i];
        }

        return sum;
    }

    /// <summary>Means of three maps of errors, structure, edges come, edges gone, and then their 4-norms.</summary>
    private static double[] Compare(float[] a, float[] b, int width, int height)
    {
        var (meanA, meanB) = (Smooth(a, width, height), Smooth(b, width, height));
        var aa = Smooth(Products(a, a), width, height);
        var bb = Smooth(Products(b, b), width, height);
        var ab = Smooth(Products(a, b), width, height);
        var norms = new double[6];
        for (var i = 0; i < a.Length; i++)
        {
            var difference = meanA[i] - meanB[i];
            var structure = ((2 * (ab[i] - (meanA[i] * meanB[i]))) + C2) / ((aa[i] - (meanA[i] * meanA[i])) + (bb[i] - (meanB[i] * meanB[i])) + C2);
            var edge = ((1.0 + Math.Abs(b[i] - meanB[i])) / (1.0 + Math.Abs(a[i] - meanA[i]))) - 1.0;
            Add(norms, 0, Math.Max(0.0, 1 - ((1 - (difference * difference)) * structure)));
            Add(norms, 1, Math.Max(0.0, edge));
            Add(norms, 2, Math.Max(0.0, -edge));
        }

        return [.. norms.Select((sum, i) => i < 3 ? sum / a.Length : Math.Pow(sum / a.Length, 0.25))];
    }

    private static void Add(double[] norms, int map, double error)
    {
        norms[map] += error;
        norms[map + 3] += error * error * error * error;
    }

    /// <summary>Three planes of light.</summary>
    private static float[][] ToLight(byte[] rgba, PixelSize size)
    {
        float[][] planes = [new float[size.Pixels], new float[size.Pixels], new float[size.Pixels]];
        for (var i = 0; i < size.Pixels; i++)
        {
            var alpha = rgba[(4 * i) + 3] / 255f;
            for (var channel = 0; channel < 3; channel++)
            {
                planes[channel][i] = (alpha * Linear[rgba[(4 * i) + channel]]) + 1 - alpha;
            }
        }

        return planes;
    }

    /// <summary>Shifted and stretched so that all three are about 0 to 1, blue without what it has of Y.</summary>
    private static float[][] ToXyb(float[][] light)
    {
        var count = light[0].Length;
        float[][] planes = [new float[count], new float[count], new float[count]];
        for (var i = 0; i < count; i++)
        {
            var (l, m, s) = (Cone(light, i, 0), Cone(light, i, 3), Cone(light, i, 6));
            var y = (l + m) / 2;
            planes[0][i] = ((l - m) / 2 * 14) + 0.42f;
            planes[1][i] = y + 0.01f;
            planes[2][i] = s - y + 0.55f;
        }

        return planes;
    }

    private static float Cone(float[][] light, int at, int row) => MathF.Cbrt(
        (Absorbance[row] * light[0][at]) + (Absorbance[row + 1] * light[1][at]) + (Absorbance[row + 2] * light[2][at]) + Bias) - MathF.Cbrt(Bias);

    /// <summary>Where a side is odd, its last pixel counts twice.</summary>
    private static float[][] Halve(float[][] planes, int width, int height) => Array.ConvertAll(planes, plane =>
    {
        var (w, h) = ((width + 1) / 2, (height + 1) / 2);
        var half = new float[w * h];
        for (var y = 0; y < h; y++)
        {
            var (top, bottom) = (2 * y * width, Math.Min((2 * y) + 1, height - 1) * width);
            for (var x = 0; x < w; x++)
            {
                var (left, right) = (2 * x, Math.Min((2 * x) + 1, width - 1));
                half[(y * w) + x] = (plane[top + left] + plane[top + right] + plane[bottom + left] + plane[bottom + right]) / 4;
            }
        }

        return half;
    });

    private static float[] Products(float[] left, float[] right)
    {
        var products = new float[left.Length];
        for (var i = 0; i < left.Length; i++)
        {
            products[i] = left[i] * right[i];
        }

        return products;
    }

    /// <summary>A Gaussian, with nothing outside of the picture.</summary>
    private static float[] Smooth(float[] plane, int width, int height)
    {
        var (rows, both) = (new float[plane.Length], new float[plane.Length]);
        for (var k = -Radius; k <= Radius; k++)
        {
            var (weight, first, end) = (Kernel[k + Radius], Math.Max(0, -k), width - Math.Max(0, k));
            for (var y = 0; y < height; y++)
            {
                Add(rows.AsSpan(y * width, width)[first..end], plane.AsSpan(y * width, width)[(first + k)..(end + k)], weight);
            }
        }

        for (var y = 0; y < height; y++)
        {
            for (var k = Math.Max(-Radius, -y); k <= Radius && y + k < height; k++)
            {
                Add(both.AsSpan(y * width, width), rows.AsSpan((y + k) * width, width), Kernel[k + Radius]);
            }
        }

        return both;
    }

    private static void Add(Span<float> to, ReadOnlySpan<float> from, float weight)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += weight * from[i];
        }
    }

    private static float[] MakeKernel()
    {
        var kernel = Enumerable.Range(-Radius, (2 * Radius) + 1).Select(x => Math.Exp(-x * x / (2 * Deviation * Deviation))).ToArray();
        return [.. kernel.Select(value => (float)(value / kernel.Sum()))];
    }

    private static float ToLinear(double value) => (float)(value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4));
}
