using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging.Steps;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging;

/// <summary>One mark: section <c>Dam:Watermarks:NAME</c>.</summary>
public sealed class WatermarkOptions
{
    public const string Sections = "Dam:Watermarks";

    /// <summary>Path of a picture, best one with transparency.</summary>
    public string? File { get; set; }

    /// <summary>Letters, in the place of a file.</summary>
    public string? Text { get; set; }

    /// <summary>Path of the font for the letters.</summary>
    public string FontFile { get; set; } = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

    /// <summary>The font's name as it says itself.</summary>
    public string Font { get; set; } = "DejaVu Sans";

    /// <summary>Of the letters: <c>#RRGGBB</c>.</summary>
    public string Color { get; set; } = "#FFFFFF";

    public WatermarkPosition Position { get; set; }

    /// <summary>The mark's width, as a part of the rendition's.</summary>
    public double Scale { get; set; } = 0.25;

    public double Opacity { get; set; } = 0.5;

    /// <summary>All over the rendition.</summary>
    public bool Tile { get; set; }

    /// <summary>What is wrong with it, each with the setting's name.</summary>
    public IEnumerable<string> Problems(string name)
    {
        var section = $"{Sections}:{name}";
        if ((File is null) == (Text is null))
        {
            yield return $"{section} needs either {nameof(File)} or {nameof(Text)}.";
        }

        if (File is not null && !System.IO.File.Exists(File))
        {
            yield return $"{section}:{nameof(File)}: there is no file {File}.";
        }

        if (Text is not null && !System.IO.File.Exists(FontFile))
        {
            yield return $"{section}:{nameof(FontFile)}: there is no font {FontFile}. Name one, or install the package fonts-dejavu-core.";
        }

        if (!RgbColor.TryParse(Color, out _))
        {
            yield return $"{section}:{nameof(Color)} is not of the form #RRGGBB.";
        }

        if (!(Scale > 0 && Scale <= 1) || !(Opacity > 0 && Opacity <= 1))
        {
            yield return $"{section}: {nameof(Scale)} and {nameof(Opacity)} are more than 0 and at most 1.";
        }
    }
}

/// <summary>The marks that the settings name, drawn once.</summary>
internal sealed class Watermarks : IWatermarks
{
    /// <summary>Pixels a letter is high: as large as a mark needs on a large rendition.</summary>
    private const int LetterHeight = 160;

    private readonly Dictionary<string, Watermark> _named;
    private readonly Dictionary<string, Watermark> _byDigest;

    public Watermarks(IReadOnlyDictionary<string, WatermarkOptions> options)
    {
        _named = options.ToDictionary(one => one.Key, one => Make(one.Value), StringComparer.OrdinalIgnoreCase);
        _byDigest = _named.Values.DistinctBy(mark => mark.Digest, StringComparer.Ordinal).ToDictionary(mark => mark.Digest, StringComparer.Ordinal);
    }

    public IReadOnlyCollection<string> Names => _named.Keys;

    public Watermark? Named(string name) => _named.GetValueOrDefault(name);

    public Watermark? WithDigest(string digest) => _byDigest.GetValueOrDefault(digest);

    private static Watermark Make(WatermarkOptions options)
    {
        var picture = options.File is { } file ? File.ReadAllBytes(file) : Write(options);
        var said = string.Create(CultureInfo.InvariantCulture, $"{options.Position} {options.Scale} {options.Opacity} {options.Tile}");
        var digest = Convert.ToHexStringLower(SHA256.HashData([.. SHA256.HashData(picture), .. Encoding.UTF8.GetBytes(said)]))[..32];
        return new Watermark(digest, picture, options.Position, options.Scale, options.Opacity, options.Tile);
    }

    /// <summary>Letters of one colour on nothing, as PNG.</summary>
    private static byte[] Write(WatermarkOptions options)
    {
        VipsLibrary.EnsureStarted();
        _ = RgbColor.TryParse(options.Color, out var color);
        using var text = new VipsOperation("text");
        using var letters = text.SetText("text", System.Security.SecurityElement.Escape(options.Text!)).SetText("font", options.Font).SetText("fontfile", options.FontFile)
            .Set("height", LetterHeight).Set("width", LetterHeight * 100).RunToImage();
        using var paint = new VipsOperation("linear");
        using var ground = paint.Set("in", letters).Set("a", [0, 0, 0]).Set("b", [color.R, color.G, color.B]).Set("uchar", true).RunToImage();
        using var painted = new VipsOperation("copy");
        using var colors = painted.Set("in", ground).Set("interpretation", "srgb").RunToImage();
        using var join = new VipsOperation("bandjoin");
        using var mark = join.Set("in", [colors, letters]).RunToImage();
        using var file = new MemoryStream();
        using var target = new VipsStream(file, CancellationToken.None).AsTarget();
        Encode.Rendition(mark, target, ImageFormat.Png, quality: null);
        return file.ToArray();
    }
}
