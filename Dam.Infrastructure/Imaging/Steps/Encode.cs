using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>Makes all pixels and writes them as a file. Cancelling stops the making; WebP and AVIF encoders then still finish what they have begun.</summary>
internal static class Encode
{
    /// <summary>Effort 2 costs three fifths as much for 7 % more bytes at the same looks, effort 4 five times as much for 6 % fewer.</summary>
    private const int AvifEffort = 3;

    /// <summary>Up to this area an AVIF has ten bits: 2 to 3 % fewer bytes at the same looks, for a third more of a time that is short there.</summary>
    private const long MaxTenBitPixels = 200_000;

    /// <summary>Effort 2 costs less than half, for 5 % more bytes, which are sent many times.</summary>
    private const int WebPEffort = 4;

    private const int LosslessWebPEffort = 0;
    private const int PngCompression = 6;
    private const int MezzanineQuality = 92;

    /// <summary>Worse than this nobody wants a picture, however small it has to be.</summary>
    private const int LeastQuality = 20;

    /// <summary>In sRGB, which needs no profile.</summary>
    /// <param name="image">Without metadata but a notice.</param>
    /// <param name="quality">Null for what looks as good as a JPEG of quality 80; nothing to PNG.</param>
    public static void Rendition(VipsImage image, VipsTarget target, ImageFormat format, int? quality)
    {
        var usual = format.DefaultQuality();
        using var pixels = quality is null && usual is null && format != ImageFormat.Png ? image.CopyToMemory() : image.Copy();
        int Quality() => quality ?? usual ?? Looks.QualityOf(pixels, format);
        using var save = format switch
        {
            ImageFormat.Jpeg => new VipsOperation("jpegsave_target").Set("Q", Quality()).Set("optimize_coding", true),
            ImageFormat.Webp => new VipsOperation("webpsave_target").Set("Q", Quality()).Set("effort", WebPEffort),
            ImageFormat.Avif => Avif(Quality(), image.Size),
            _ => new VipsOperation("pngsave_target").Set("compression", PngCompression),
        };
        save.Set("in", pixels).Set("target", target).Set("keep", NoticeIn(image)).Run();
    }

    /// <summary>The same in at most so many bytes: with as much of the quality as they allow, which about seven attempts find.</summary>
    public static byte[] Within(long maxBytes, VipsImage image, ImageFormat format, int? quality, CancellationToken cancellationToken)
    {
        using var pixels = image.CopyToMemory();
        var best = quality ?? format.DefaultQuality() ?? (format.HasQuality() ? Looks.QualityOf(pixels, format) : null);
        var file = Make(best);
        if (file.Length <= maxBytes)
        {
            return file;
        }

        byte[]? found = null;
        for (var (low, high) = (LeastQuality, format.HasQuality() ? best - 1 : null); low <= high;)
        {
            var middle = (low + high.Value) / 2;
            file = Make(middle);
            if (file.Length <= maxBytes)
            {
                (found, low) = (file, middle + 1);
            }
            else
            {
                high = middle - 1;
            }
        }

        return found ?? throw new ImageException(
            ImageProblem.TooManyBytes, $"The picture cannot be made in {maxBytes} bytes as {format.MediaType()}. Ask for fewer pixels{(format.HasQuality() ? "" : ", or another format")}.");

        byte[] Make(int? attempt)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var memory = new MemoryStream();
            using var target = new VipsStream(memory, cancellationToken).AsTarget();
            Rendition(pixels, target, format, attempt);
            return memory.ToArray();
        }
    }

    /// <summary>As good as a source for smaller pictures, and quick to decode. Answers with its media type.</summary>
    public static string Mezzanine(VipsImage image, VipsTarget target, bool keepProfile)
    {
        var (operation, mediaType) = image.HasAlpha
            ? (new VipsOperation("webpsave_target").Set("lossless", true).Set("effort", LosslessWebPEffort), MediaTypes.WebP)
            : (new VipsOperation("jpegsave_target").Set("Q", MezzanineQuality).Set("optimize_coding", true).Set("subsample_mode", "off"), MediaTypes.Jpeg);
        using var save = operation;
        save.Set("in", image).Set("target", target).Set("keep", keepProfile ? $"icc|{NoticeIn(image)}" : NoticeIn(image)).Run();
        return mediaType;
    }

    /// <summary>Colours at full size cost a sixth more time, and at the same looks 4 % fewer bytes. The encoder aims at what people see (its tuning "iq") unasked.</summary>
    private static VipsOperation Avif(int quality, PixelSize size) => new VipsOperation("heifsave_target").Set("Q", quality).Set("effort", AvifEffort)
        .Set("compression", "av1").Set("subsample_mode", "off").Set("bitdepth", size.Pixels <= MaxTenBitPixels ? 10 : 8);

    /// <summary>Where nothing is to be kept, an empty block would be written all the same.</summary>
    private static string NoticeIn(VipsImage image) => image.SaysSomething ? "exif|xmp" : "none";
}
