using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Vips;
using Dam.Tests;

namespace Dam.Benchmarks.Imaging;

/// <summary>
/// Bytes and looks of a product page of 24 pictures, against the same pictures as JPEG of quality 80. Looks are the structural similarity to the same rendition without loss.
/// </summary>
internal static class BytesBenchmark
{
    private static readonly string[] Photographs = [Samples.Meadow, Samples.Bowl, Samples.WideGamut, Samples.Cmyk, Samples.Lamp, Samples.Portrait];

    /// <summary>A page's own picture, its cards, its thumbnails.</summary>
    private static readonly Transform[] Places =
    [
        new() { Width = 800, Height = 800 },
        new() { Width = 400, Height = 400, Fit = Fit.Cover },
        new() { Width = 320, Height = 400, Fit = Fit.Cover, Gravity = Gravity.Attention },
        new() { Width = 160, Height = 160, Fit = Fit.Cover },
    ];

    private static readonly (string Name, ImageFormat Format, int? Quality)[] Ways =
    [
        ("JPEG 80", ImageFormat.Jpeg, 80), ("WebP 75", ImageFormat.Webp, 75), ("WebP 85", ImageFormat.Webp, 85), ("WebP, chosen", ImageFormat.Webp, null),
        ("AVIF 50", ImageFormat.Avif, 50), ("AVIF 60", ImageFormat.Avif, 60), ("AVIF, chosen", ImageFormat.Avif, null),
    ];

    public static async Task RunAsync()
    {
        using var engine = new VipsImageEngine(new ImagingOptions(), TimeProvider.System);
        var pictures = (from name in Photographs from place in Places select (Source: Samples.Read(name), Place: place)).ToList();
        var plain = new List<byte[]>();
        foreach (var (source, place) in pictures)
        {
            plain.Add(await RenderAsync(engine, source, place with { Format = ImageFormat.Png }));
        }

        Console.WriteLine($"{$"{pictures.Count} pictures",-16}{"bytes",10}{"of JPEG",9}{"similarity",12}{"least",9}{"below JPEG's",14}");
        var (jpegBytes, jpegScores) = (0L, Array.Empty<double>());
        foreach (var (name, format, quality) in Ways)
        {
            var (bytes, scores) = (0L, new double[pictures.Count]);
            for (var i = 0; i < pictures.Count; i++)
            {
                var file = await RenderAsync(engine, pictures[i].Source, pictures[i].Place with { Format = format, Quality = quality });
                bytes += file.Length;
                scores[i] = RenditionsBenchmark.Similarity(plain[i], file);
            }

            (jpegBytes, jpegScores) = format == ImageFormat.Jpeg ? (bytes, scores) : (jpegBytes, jpegScores);
            var worse = scores.Zip(jpegScores).Count(pair => pair.First < pair.Second - 0.0005);
            Console.WriteLine(FormattableString.Invariant($"{name,-16}{bytes,10}{(double)bytes / jpegBytes,9:0.00}{scores.Average(),12:0.0000}{scores.Min(),9:0.0000}{worse,14}"));
        }
    }

    private static async Task<byte[]> RenderAsync(VipsImageEngine engine, byte[] source, Transform asked)
    {
        var transform = RenditionsBenchmark.Resolve(asked, await engine.IdentifyAsync(new MemoryStream(source), CancellationToken.None));
        using var file = new MemoryStream();
        await engine.RenderAsync(new MemoryStream(source), transform, transform.Format, file, CancellationToken.None);
        return file.ToArray();
    }
}
