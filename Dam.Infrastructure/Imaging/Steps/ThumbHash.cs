namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>
/// A placeholder of about 25 bytes: the lowest frequencies of brightness, of two colour differences and of transparency, in four bits each.
/// The format is Evan Wallace's ThumbHash (https://evanw.github.io/thumbhash/).
/// </summary>
internal static class ThumbHash
{
    /// <summary>Longest side that the format takes.</summary>
    public const int MaxSide = 100;

    /// <summary>Base64. <paramref name="rgba"/> holds four bytes a pixel, not premultiplied.</summary>
    public static string Of(ReadOnlySpan<byte> rgba, int width, int height)
    {
        var count = width * height;
        double red = 0, green = 0, blue = 0, opacity = 0;
        for (var i = 0; i < count; i++)
        {
            var alpha = rgba[(i * 4) + 3] / 255.0;
            red += alpha / 255 * rgba[i * 4];
            green += alpha / 255 * rgba[(i * 4) + 1];
            blue += alpha / 255 * rgba[(i * 4) + 2];
            opacity += alpha;
        }

        if (opacity > 0)
        {
            (red, green, blue) = (red / opacity, green / opacity, blue / opacity);
        }

        // Transparent pixels take the average colour, so that they do not darken their neighbours.
        var (l, p, q, a) = (new double[count], new double[count], new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            var alpha = rgba[(i * 4) + 3] / 255.0;
            var r = (red * (1 - alpha)) + (alpha / 255 * rgba[i * 4]);
            var g = (green * (1 - alpha)) + (alpha / 255 * rgba[(i * 4) + 1]);
            var b = (blue * (1 - alpha)) + (alpha / 255 * rgba[(i * 4) + 2]);
            l[i] = (r + g + b) / 3;
            p[i] = ((r + g) / 2) - b;
            q[i] = r - g;
            a[i] = alpha;
        }

        var hasAlpha = opacity < count;
        var most = hasAlpha ? 5 : 7;
        var across = Math.Max(1, Rounded((double)most * width / Math.Max(width, height)));
        var down = Math.Max(1, Rounded((double)most * height / Math.Max(width, height)));
        var brightness = new Channel(l, width, height, Math.Max(3, across), Math.Max(3, down));
        var yellowBlue = new Channel(p, width, height, 3, 3);
        var redGreen = new Channel(q, width, height, 3, 3);
        var isLandscape = width > height;

        var head = Rounded(63 * brightness.Mean)
            | (Rounded(31.5 + (31.5 * yellowBlue.Mean)) << 6)
            | (Rounded(31.5 + (31.5 * redGreen.Mean)) << 12)
            | (Rounded(31 * brightness.Scale) << 18)
            | ((hasAlpha ? 1 : 0) << 23);
        var shape = (isLandscape ? down : across)
            | (Rounded(63 * yellowBlue.Scale) << 3)
            | (Rounded(63 * redGreen.Scale) << 9)
            | ((isLandscape ? 1 : 0) << 15);
        var hash = new List<byte> { (byte)head, (byte)(head >> 8), (byte)(head >> 16), (byte)shape, (byte)(shape >> 8) };
        Channel[] channels = [brightness, yellowBlue, redGreen];
        if (hasAlpha)
        {
            var transparency = new Channel(a, width, height, 5, 5);
            hash.Add((byte)(Rounded(15 * transparency.Mean) | (Rounded(15 * transparency.Scale) << 4)));
            channels = [.. channels, transparency];
        }

        var isHigh = false;
        foreach (var nibble in channels.SelectMany(channel => channel.Nibbles))
        {
            if (isHigh)
            {
                hash[^1] |= (byte)(nibble << 4);
            }
            else
            {
                hash.Add((byte)nibble);
            }

            isHigh = !isHigh;
        }

        return Convert.ToBase64String([.. hash]);
    }

    /// <summary>Halves round up, as in JavaScript, where the format was defined.</summary>
    private static int Rounded(double value) => (int)Math.Floor(value + 0.5);

    /// <summary>The cosine transform of one channel: its mean, and the triangle of lowest frequencies relative to the strongest of them.</summary>
    private sealed class Channel
    {
        private readonly List<double> _waves = [];

        public Channel(double[] values, int width, int height, int across, int down)
        {
            for (var cy = 0; cy < down; cy++)
            {
                for (var cx = 0; cx * down < across * (down - cy); cx++)
                {
                    var strength = Correlate(values, width, height, cx, cy);
                    if (cx == 0 && cy == 0)
                    {
                        Mean = strength;
                    }
                    else
                    {
                        _waves.Add(strength);
                        Scale = Math.Max(Scale, Math.Abs(strength));
                    }
                }
            }
        }

        public double Mean { get; }

        public double Scale { get; }

        public IEnumerable<int> Nibbles => _waves.Select(wave => Rounded(15 * (Scale > 0 ? 0.5 + (0.5 / Scale * wave) : wave)));

        private static double Correlate(double[] values, int width, int height, int cx, int cy)
        {
            var sum = 0.0;
            for (var y = 0; y < height; y++)
            {
                var vertical = Math.Cos(Math.PI / height * cy * (y + 0.5));
                for (var x = 0; x < width; x++)
                {
                    sum += values[x + (y * width)] * Math.Cos(Math.PI / width * cx * (x + 0.5)) * vertical;
                }
            }

            return sum / (width * height);
        }
    }
}
