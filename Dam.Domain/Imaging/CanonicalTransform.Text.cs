using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Dam.Domain.Imaging;

public sealed partial record CanonicalTransform
{
    /// <summary>Longer texts are none.</summary>
    private const int MaxTextLength = 220;

    private const int WatermarkDigits = 32;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>
    /// Words joined by <c>-</c>, of characters that need no escaping in a URL (RFC 3986, section 2.3), always in this order:
    /// <c>w800-h600-cover-fp0.5_0.25-trim-r90-flop-pd20-rc8-gray-blur1.5-sharp0.5-wm0123456789abcdef0123456789abcdef-bgffffff-alpha-p2-t1.5-hints-anim-webp-q75-max500000-g2</c>. What does not apply is left out.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder(48);
        text.Append(CultureInfo.InvariantCulture, $"w{Size.Width}-h{Size.Height}-{Word(Fit)}");
        if (Fit == Fit.Cover)
        {
            text.Append('-').Append(Gravity switch
            {
                Gravity.Attention => "attention",
                Gravity.Entropy => "entropy",
                _ => string.Create(CultureInfo.InvariantCulture, $"fp{FocalPoint.X:0.####}_{FocalPoint.Y:0.####}"),
            });
        }

        AppendSteps(text);
        if (Page > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $"-p{Page}");
        }

        if (Time is { } time)
        {
            text.Append(CultureInfo.InvariantCulture, $"-t{time:0.###}");
        }

        text.Append(FollowsHints ? "-hints" : "").Append(IsAnimated ? "-anim-" : "-").Append(Word(Format));
        if (Quality is { } quality)
        {
            text.Append(CultureInfo.InvariantCulture, $"-q{quality}");
        }

        if (MaxBytes is { } bytes)
        {
            text.Append(CultureInfo.InvariantCulture, $"-max{bytes}");
        }

        return text.Append(CultureInfo.InvariantCulture, $"-g{Generation}").ToString();
    }

    private void AppendSteps(StringBuilder text)
    {
        text.Append(Trims ? "-trim" : "");
        if (Rotation > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"-r{Rotation}");
        }

        text.Append(IsMirrored ? "-flop" : "");
        if (Padding > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"-pd{Padding}");
        }

        if (Radius > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"-rc{Radius}");
        }

        text.Append(IsGrayscale ? "-gray" : "");
        if (Blur > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"-blur{Blur:0.##}");
        }

        if (Sharpening > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"-sharp{Sharpening:0.##}");
        }

        if (Watermark is { } watermark)
        {
            text.Append("-wm").Append(watermark);
        }

        if (Background is { } background)
        {
            text.Append("-bg").Append(background.ToDigits());
        }

        text.Append(HasAlpha ? "-alpha" : "");
    }

    /// <summary>Reads what <see cref="ToString"/> writes, and nothing else: any other spelling of the same is refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out CanonicalTransform? transform)
    {
        transform = null;
        if (text is null || text.Length > MaxTextLength)
        {
            return false;
        }

        var words = new WordReader(text);
        if (!words.TryTakeInt("w", out var width) || !words.TryTakeInt("h", out var height) || !words.TryTakeOneOf(FitWords, out var fit))
        {
            return false;
        }

        var gravity = Gravity.FocalPoint;
        var focalPoint = FocalPoint.Center;
        if (fit == Fit.Cover && !words.TryTakePoint("fp", out focalPoint) && !words.TryTakeOneOf(GravityWords, out gravity))
        {
            return false;
        }

        var trims = words.TryTake("trim");
        var rotation = words.TryTakeInt("r", out var degrees) ? degrees : 0;
        var isMirrored = words.TryTake("flop");
        var padding = words.TryTakeInt("pd", out var free) ? free : 0;
        var radius = words.TryTakeInt("rc", out var corner) ? corner : 0;
        var isGrayscale = words.TryTake("gray");
        var blur = words.TryTakeDouble("blur", out var sigma) ? sigma : 0;
        var sharpening = words.TryTakeDouble("sharp", out var amount) ? amount : 0;
        var watermark = words.TryTakeDigest("wm", out var mark) ? mark : null;
        RgbColor? background = words.TryTakeColor("bg", out var color) ? color : null;
        var hasAlpha = words.TryTake("alpha");
        var page = words.TryTakeInt("p", out var number) ? number : 1;
        double? time = words.TryTakeDouble("t", out var seconds) ? seconds : null;
        var followsHints = words.TryTake("hints");
        var isAnimated = words.TryTake("anim");
        if (!words.TryTakeOneOf(FormatWords, out var format))
        {
            return false;
        }

        int? quality = words.TryTakeInt("q", out var percent) ? percent : null;
        long? maxBytes = words.TryTakeInt("max", out var bytes) ? bytes : null;
        if (!words.TryTakeInt("g", out var generation) || generation < 1 || quality is < 1 or > 100 || width - (2L * padding) < 1 || height - (2L * padding) < 1
            || rotation is not (0 or 90 or 180 or 270) || (quality is not null && format == ImageFormat.Png) || (format == ImageFormat.Jpeg && hasAlpha) || (isAnimated && format is not (ImageFormat.Auto or ImageFormat.Webp)))
        {
            return false;
        }

        transform = new CanonicalTransform
        {
            Size = new PixelSize(width, height),
            Fit = fit,
            Gravity = gravity,
            FocalPoint = focalPoint,
            Trims = trims,
            Rotation = rotation,
            IsMirrored = isMirrored,
            Padding = padding,
            Radius = radius,
            IsGrayscale = isGrayscale,
            Blur = blur,
            Sharpening = sharpening,
            Watermark = watermark,
            Format = format,
            Quality = quality,
            MaxBytes = maxBytes,
            Background = background,
            HasAlpha = hasAlpha,
            Page = page,
            Time = time,
            FollowsHints = followsHints,
            IsAnimated = isAnimated,
            Generation = generation,
        };
        if (string.Equals(transform.ToString(), text, StringComparison.Ordinal))
        {
            return true;
        }

        transform = null;
        return false;
    }

    private static readonly (string Word, Fit Value)[] FitWords = [("fill", Fit.Fill), ("cover", Fit.Cover), ("pad", Fit.Pad)];

    private static readonly (string Word, Gravity Value)[] GravityWords = [("attention", Gravity.Attention), ("entropy", Gravity.Entropy)];

    private static readonly (string Word, ImageFormat Value)[] FormatWords =
    [
        ("auto", ImageFormat.Auto), ("jpeg", ImageFormat.Jpeg), ("png", ImageFormat.Png), ("webp", ImageFormat.Webp), ("avif", ImageFormat.Avif),
    ];

    private static string Word(Fit fit) => Array.Find(FitWords, entry => entry.Value == fit).Word;

    private static string Word(ImageFormat format) => Array.Find(FormatWords, entry => entry.Value == format).Word;

    /// <summary>Takes words off the front; one that does not match stays for the next question.</summary>
    private ref struct WordReader(string text)
    {
        private ReadOnlySpan<char> _rest = text;

        public bool TryTake(string word)
        {
            if (!Peek().SequenceEqual(word))
            {
                return false;
            }

            Advance();
            return true;
        }

        public bool TryTakeOneOf<T>((string Word, T Value)[] words, out T value)
        {
            foreach (var (word, candidate) in words)
            {
                if (TryTake(word))
                {
                    value = candidate;
                    return true;
                }
            }

            value = words[0].Value;
            return false;
        }

        public bool TryTakeInt(string prefix, out int value)
        {
            value = 0;
            return TryPeek(prefix, out var digits) && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value) && Advance();
        }

        public bool TryTakeDouble(string prefix, out double value)
        {
            value = 0;
            return TryPeek(prefix, out var digits) && TryParseDouble(digits, out value) && Advance();
        }

        public bool TryTakePoint(string prefix, out FocalPoint point)
        {
            point = FocalPoint.Center;
            if (!TryPeek(prefix, out var digits) || digits.IndexOf('_') is not (> 0 and var middle)
                || !TryParseDouble(digits[..middle], out var x) || !TryParseDouble(digits[(middle + 1)..], out var y) || x > 1 || y > 1)
            {
                return false;
            }

            point = new FocalPoint(x, y);
            return Advance();
        }

        public bool TryTakeColor(string prefix, out RgbColor color)
        {
            color = default;
            return TryPeek(prefix, out var digits) && RgbColor.TryParseDigits(digits, out color) && Advance();
        }

        public bool TryTakeDigest(string prefix, [NotNullWhen(true)] out string? digest)
        {
            digest = TryPeek(prefix, out var digits) && digits.Length == WatermarkDigits && !digits.ContainsAnyExcept(LowerHex) ? new string(digits) : null;
            return digest is not null && Advance();
        }

        private static bool TryParseDouble(ReadOnlySpan<char> digits, out double value) =>
            double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

        private readonly bool TryPeek(string prefix, out ReadOnlySpan<char> rest)
        {
            var word = Peek();
            var matches = word.StartsWith(prefix, StringComparison.Ordinal);
            rest = matches ? word[prefix.Length..] : default;
            return matches;
        }

        private readonly ReadOnlySpan<char> Peek() => _rest.IndexOf('-') is >= 0 and var end ? _rest[..end] : _rest;

        private bool Advance()
        {
            var end = _rest.IndexOf('-');
            _rest = end < 0 ? default : _rest[(end + 1)..];
            return true;
        }
    }
}
