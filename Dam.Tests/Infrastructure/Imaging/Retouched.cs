using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Steps;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Tests.Infrastructure.Imaging;

/// <summary>Files made of a photograph as people make them: smaller, saved again, cropped a little, in other colours.</summary>
internal static class Retouched
{
    /// <summary>Longest side of what the others are made of: what they look like does not depend on it, and tests take less time.</summary>
    private const int Longest = 900;

    public static readonly string[] Names =
    [
        "half", "tenth", "13.7 %", "a little wider", "jpeg 20", "webp 30", "avif 40", "png", "3 % off all around", "4 % off the left", "4 % off the top", "3 % off left and top",
        "4 % off right and bottom", "4 % off left and right", "grey", "pale", "vivid", "hue by 40°", "hue by 180°", "warm", "cool", "darker", "brighter", "flat", "hard", "gamma 0.8",
        "gamma 1.3", "cropped, brightened, smaller, jpeg 50",
    ];

    /// <summary>A sample's file made anew.</summary>
    public static byte[] Make(byte[] file, string name)
    {
        using var image = Open(file);
        return name switch
        {
            "half" => Save(Resize(image, 0.5)),
            "tenth" => Save(Resize(image, 0.1)),
            "13.7 %" => Save(Resize(image, 0.137)),
            "a little wider" => Save(Scale.To(image, new PixelSize(image.Width * 103 / 100, image.Height), toSrgb: false)),
            "jpeg 20" => Save(image.Copy(), quality: 20),
            "webp 30" => Save(image.Copy(), "webpsave_target", 30),
            "avif 40" => Save(image.Copy(), "heifsave_target", 40),
            "png" => Save(image.Copy(), "pngsave_target"),
            "3 % off all around" => Save(Cut(image, 3, 3, 3, 3)),
            "4 % off the left" => Save(Cut(image, 4, 0, 0, 0)),
            "4 % off the top" => Save(Cut(image, 0, 4, 0, 0)),
            "3 % off left and top" => Save(Cut(image, 3, 3, 0, 0)),
            "4 % off right and bottom" => Save(Cut(image, 0, 0, 4, 4)),
            "4 % off left and right" => Save(Cut(image, 4, 0, 4, 0)),
            "grey" => Save(Convert(image, "b-w")),
            "pale" => Save(InLch(image, [1, 0.5, 1], [0, 0, 0])),
            "vivid" => Save(InLch(image, [1, 1.4, 1], [0, 0, 0])),
            "hue by 40°" => Save(InLch(image, [1, 1, 1], [0, 0, 40])),
            "hue by 180°" => Save(InLch(image, [1, 0.8, 1], [0, 0, 180])),
            "warm" => Save(Linear(image, [1.1, 1, 0.85], [0, 0, 0])),
            "cool" => Save(Linear(image, [0.85, 1, 1.15], [0, 0, 0])),
            "darker" => Save(Linear(image, [0.75, 0.75, 0.75], [0, 0, 0])),
            "brighter" => Save(Linear(image, [1.15, 1.15, 1.15], [5, 5, 5])),
            "flat" => Save(Linear(image, [0.6, 0.6, 0.6], [50, 50, 50])),
            "hard" => Save(Linear(image, [1.25, 1.25, 1.25], [-32, -32, -32])),
            "gamma 0.8" => Save(Gamma(image, 0.8)),
            "gamma 1.3" => Save(Gamma(image, 1.3)),
            _ => Several(image),
        };
    }

    /// <summary>One of the four quarters of a photograph: another picture.</summary>
    public static byte[] Quarter(byte[] file, int number)
    {
        using var image = Open(file);
        var size = new PixelSize(image.Width / 2, image.Height / 2);
        return Save(Crop.To(image, size, number % 2 * size.Width, number / 2 * size.Height));
    }

    /// <summary>A part of a photograph that no other number gives, as large as a camera's smaller setting.</summary>
    public static byte[] Part(byte[] file, int number)
    {
        using var image = Open(file);
        var random = new Random(number);
        var size = new PixelSize(image.Width * random.Next(60, 95) / 100, image.Height * random.Next(60, 95) / 100);
        using var part = Crop.To(image, size, random.Next(image.Width - size.Width), random.Next(image.Height - size.Height));
        return Save(Scale.To(part, new PixelSize(2400, 2400 * size.Height / size.Width), toSrgb: false), quality: 94);
    }

    /// <summary>The picture itself, upright and laid onto white.</summary>
    private static VipsImage Open(byte[] file)
    {
        VipsLibrary.EnsureStarted();
        using var stream = new MemoryStream(file);
        using var picture = SourcePicture.Open(stream, new VipsStream(stream, CancellationToken.None), new ImagingOptions());
        var size = picture.Header.Size.Within(Longest);
        using var decoded = picture.Decode(size, page: 1);
        using var scaled = Scale.To(decoded, size, toSrgb: true);
        using var srgb = ToSrgb.Apply(scaled);
        using var whole = srgb.CopyToMemory();
        return Flatten.Onto(whole, RgbColor.White).CopyToMemory();
    }

    private static byte[] Several(VipsImage image)
    {
        using var cut = Cut(image, 3, 1, 2, 2);
        using var bright = Linear(cut, [1.1, 1.1, 1.1], [6, 6, 6]);
        return Save(Resize(bright, 0.4), quality: 50);
    }

    private static VipsImage Resize(VipsImage image, double factor) =>
        Scale.To(image, new PixelSize((int)(image.Width * factor), (int)(image.Height * factor)), toSrgb: false);

    /// <summary>Per cent of the width or height.</summary>
    private static VipsImage Cut(VipsImage image, int left, int top, int right, int bottom)
    {
        var size = new PixelSize(image.Width * (100 - left - right) / 100, image.Height * (100 - top - bottom) / 100);
        return Crop.To(image, size, image.Width * left / 100, image.Height * top / 100);
    }

    private static VipsImage Convert(VipsImage image, string space)
    {
        using var convert = new VipsOperation("colourspace");
        return convert.Set("in", image).Set("space", space).RunToImage();
    }

    private static VipsImage InLch(VipsImage image, double[] factors, double[] offsets)
    {
        using var lch = Convert(image, "lch");
        using var linear = new VipsOperation("linear");
        using var changed = linear.Set("in", lch).Set("a", factors).Set("b", offsets).RunToImage();
        using var back = Convert(changed, "srgb");
        return ToBytes(back);
    }

    private static VipsImage Linear(VipsImage image, double[] factors, double[] offsets)
    {
        using var linear = new VipsOperation("linear");
        using var changed = linear.Set("in", image).Set("a", factors).Set("b", offsets).RunToImage();
        return ToBytes(changed);
    }

    private static VipsImage Gamma(VipsImage image, double exponent)
    {
        using var gamma = new VipsOperation("gamma");
        using var changed = gamma.Set("in", image).Set("exponent", exponent).RunToImage();
        return ToBytes(changed);
    }

    private static VipsImage ToBytes(VipsImage image)
    {
        using var cast = new VipsOperation("cast");
        return cast.Set("in", image).Set("format", "uchar").RunToImage();
    }

    private static byte[] Save(VipsImage image, string operation = "jpegsave_target", int quality = 85)
    {
        using var owned = image;
        using var file = new MemoryStream();
        using var target = new VipsStream(file, CancellationToken.None).AsTarget();
        using var save = new VipsOperation(operation);
        if (operation != "pngsave_target")
        {
            save.Set("Q", quality);
        }

        if (operation == "heifsave_target")
        {
            save.Set("compression", "av1").Set("bitdepth", 8).Set("effort", 0);
        }

        save.Set("in", owned).Set("target", target).Run();
        return file.ToArray();
    }
}
