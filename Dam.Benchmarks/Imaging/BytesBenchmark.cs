using System.Globalization;
using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Vips;
using Dam.Tests;
using Dam.Tests.Infrastructure.Imaging;

namespace Dam.Benchmarks.Imaging;

/// <summary>
/// Bytes and looks of a product page of 24 pictures, against the same pictures as JPEG of quality 80. Looks are compared with the same rendition without loss by two measures, so that none is tuned to.
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

        Console.WriteLine($"| {pictures.Count} pictures | bytes | of JPEG | CPU-ms | similarity, mean | least | below JPEG's | SSIMULACRA 2, mean | least | below JPEG's |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        Page? jpeg = null;
        foreach (var (name, format, quality) in Ways)
        {
            var page = new Page();
            for (var i = 0; i < pictures.Count; i++)
            {
                var before = Environment.CpuUsage.TotalTime;
                var file = await RenderAsync(engine, pictures[i].Source, pictures[i].Place with { Format = format, Quality = quality });
                page.CpuMilliseconds += (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
                page.Bytes += file.Length;
                page.Add(PictureFile.Decode(plain[i]), PictureFile.Decode(file));
            }

            jpeg ??= page;
            Console.WriteLine(FormattableString.Invariant(
                $"| {name} | {page.Bytes:#,#} | {(double)page.Bytes / jpeg.Bytes:0.00} | {page.CpuMilliseconds:0} | {Looks(page.Similarity, jpeg.Similarity, 0.0005, "0.0000")} | {Looks(page.Score, jpeg.Score, 0.5, "0.0")} |"));
        }
    }

    /// <param name="difference">What does not count yet.</param>
    private static string Looks(List<double> scores, List<double> jpeg, double difference, string format) => FormattableString.Invariant(
        $"{scores.Average().ToString(format, CultureInfo.InvariantCulture)} | {scores.Min().ToString(format, CultureInfo.InvariantCulture)} | {scores.Zip(jpeg).Count(pair => pair.First < pair.Second - difference)}");

    private static async Task<byte[]> RenderAsync(VipsImageEngine engine, byte[] source, Transform asked)
    {
        var transform = RenditionsBenchmark.Resolve(asked, await engine.IdentifyAsync(new MemoryStream(source), CancellationToken.None));
        using var file = new MemoryStream();
        await engine.RenderAsync(new MemoryStream(source), transform, transform.Format, file, CancellationToken.None);
        return file.ToArray();
    }

    private sealed class Page
    {
        public long Bytes { get; set; }

        public double CpuMilliseconds { get; set; }

        public List<double> Similarity { get; } = [];

        public List<double> Score { get; } = [];

        public void Add((PixelSize Size, byte[] Rgba) plain, (PixelSize Size, byte[] Rgba) file)
        {
            Similarity.Add(StructuralSimilarity.Of(plain.Rgba, file.Rgba, plain.Size.Width, plain.Size.Height));
            Score.Add(Ssimulacra2.Of(plain.Rgba, file.Rgba, plain.Size));
        }
    }
}
