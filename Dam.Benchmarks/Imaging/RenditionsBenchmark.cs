using System.Diagnostics;
using System.Globalization;
using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Vips;
using Dam.Tests.Infrastructure.Imaging;

namespace Dam.Benchmarks.Imaging;

/// <summary>
/// What renditions cost that are not there yet, of a photograph of 24 megapixels, as ratios to node <c>sharp</c> and <c>vipsthumbnail</c> in the same run. Processor time, because wall time on a
/// shared machine says more about the neighbours.
/// </summary>
internal static class RenditionsBenchmark
{
    private const int Rounds = 20;
    private const int Width = 800;

    /// <summary>As eager presets might be: from a thumbnail to a screen.</summary>
    private static readonly int[] SetWidths = [100, 160, 240, 320, 480, 640, 800, 1600];

    /// <param name="photograph">Its path; one is made when null.</param>
    public static async Task RunAsync(string? photograph)
    {
        using var folder = new PhotographFolder(photograph);
        await ColdAsync(folder);
        await SetAsync(folder);
        await LoadBenchmark.RunAsync(folder);
        await BytesBenchmark.RunAsync();
    }

    private static async Task ColdAsync(PhotographFolder folder)
    {
        using var engine = new VipsImageEngine(new ImagingOptions { MaxConcurrency = 1 }, TimeProvider.System);
        using var mezzanine = new MemoryStream();
        var facts = await engine.PrepareAsync(new MemoryStream(folder.Original), mezzanine, CancellationToken.None);
        await File.WriteAllBytesAsync(folder.MezzaninePath, mezzanine.ToArray());
        var prepare = await MeasureAsync(() => engine.PrepareAsync(new MemoryStream(folder.Original), new MemoryStream(), CancellationToken.None), rounds: 5);
        Console.WriteLine(FormattableString.Invariant(
            $"{facts.Header.Size}, {facts.Header.Size.Pixels / 1e6:0.0} megapixels, {folder.Original.Length / 1e6:0.0} MB; mezzanine {facts.MezzanineSize}, {mezzanine.Length / 1e6:0.0} MB, prepared in {prepare:0} CPU-ms"));
        Console.WriteLine($"{"CPU-ms, 800 px",-16}{"sharp",8}{"vipsthumbnail",15}{"original",10}{"mezzanine",11}{"sharp/original",16}{"sharp/mezzanine",17}{"similarity",12}");
        foreach (var (format, quality) in new[] { (ImageFormat.Jpeg, 80), (ImageFormat.Webp, 75), (ImageFormat.Avif, 50) })
        {
            var transform = Resolve(new Transform { Width = Width, Format = format, Quality = quality }, facts.Header);
            async Task<byte[]> RenderAsync(byte[] from)
            {
                using var file = new MemoryStream();
                await engine.RenderAsync(new MemoryStream(from), transform, format, file, CancellationToken.None);
                return file.ToArray();
            }

            var fromOriginal = await MeasureAsync(() => RenderAsync(folder.Original), Rounds);
            var fromMezzanine = await MeasureAsync(() => RenderAsync(mezzanine.ToArray()), Rounds);
            var sharp = (await SharpPeer.RunAsync(folder.OriginalPath, format, quality, Enumerable.Repeat(Width, Rounds))).CpuMilliseconds;
            var vips = await MeasureVipsThumbnailAsync(folder.OriginalPath, format, quality);
            var similarity = Similarity(await RenderAsync(folder.Original), await RenderAsync(mezzanine.ToArray()));
            Console.WriteLine(FormattableString.Invariant(
                $"{format,-16}{sharp,8:0}{vips,15:0}{fromOriginal,10:0}{fromMezzanine,11:0}{sharp / fromOriginal,16:0.00}{sharp / fromMezzanine,17:0.00}{similarity,12:0.0000}"));
        }
    }

    private static async Task SetAsync(PhotographFolder folder)
    {
        using var engine = new VipsImageEngine(new ImagingOptions { MaxConcurrency = 1 }, TimeProvider.System);
        var header = (await engine.PrepareAsync(new MemoryStream(folder.Original), Stream.Null, CancellationToken.None)).Header;
        Console.WriteLine($"{"CPU-ms, 8 sizes",-16}{"dearest",8}{"each alone",12}{"one set",9}{"set/dearest",13}");
        foreach (var format in new[] { ImageFormat.Jpeg, ImageFormat.Webp })
        {
            var set = SetWidths.Select(width => Resolve(new Transform { Width = width, Format = format }, header)).ToList();
            var alone = new List<double>();
            foreach (var transform in set)
            {
                alone.Add(await MeasureAsync(() => engine.RenderAsync(new MemoryStream(folder.Original), transform, format, new MemoryStream(), CancellationToken.None), rounds: 5));
            }

            var together = await MeasureAsync(
                () => engine.RenderSetAsync(new MemoryStream(folder.Original), [.. set.Select(transform => new RenditionTarget(transform, new MemoryStream()))], CancellationToken.None), rounds: 5);
            Console.WriteLine(FormattableString.Invariant($"{format,-16}{alone.Max(),8:0}{alone.Sum(),12:0}{together,9:0}{together / alone.Max(),13:0.00}"));
        }
    }

    public static CanonicalTransform Resolve(Transform asked, ImageHeader header) =>
        CanonicalTransform.TryResolve(asked, new SourceImage(header.Size, header.HasAlpha, header.MediaType), out var transform, out var problems)
            ? transform
            : throw new InvalidOperationException(string.Join(' ', problems));

    /// <summary>Of two files of one size.</summary>
    public static double Similarity(byte[] left, byte[] right)
    {
        var (a, b) = (PictureFile.Decode(left), PictureFile.Decode(right));
        return StructuralSimilarity.Of(a.Rgba, b.Rgba, a.Size.Width, a.Size.Height);
    }

    private static async Task<double> MeasureAsync(Func<Task> work, int rounds)
    {
        await work();
        var before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < rounds; i++)
        {
            await work();
        }

        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / rounds;
    }

    /// <summary>Milliseconds of all ended children, in user and system mode: fields 16 and 17 of proc(5), in hundredths of a second.</summary>
    private static double ChildrensProcessorTime()
    {
        var fields = File.ReadAllText("/proc/self/stat").Split(") ")[1].Split(' ');
        return 10 * (double.Parse(fields[13], CultureInfo.InvariantCulture) + double.Parse(fields[14], CultureInfo.InvariantCulture));
    }

    /// <summary>Not a number where vipsthumbnail is not installed.</summary>
    private static async Task<double> MeasureVipsThumbnailAsync(string original, ImageFormat format, int quality)
    {
        var target = Path.Combine(Path.GetTempPath(), $"dam-bench-{Environment.ProcessId}.{format.Extension()}");
        try
        {
            var before = ChildrensProcessorTime();
            for (var i = 0; i < Rounds; i++)
            {
                using var process = Process.Start(new ProcessStartInfo("vipsthumbnail", [original, "--size", $"{Width}x", "-o", $"{target}[Q={quality},strip]"])
                {
                    Environment = { ["VIPS_CONCURRENCY"] = "1" },
                    UseShellExecute = false,
                })!;
                await process.WaitForExitAsync();
            }

            return (ChildrensProcessorTime() - before) / Rounds;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return double.NaN;
        }
        finally
        {
            File.Delete(target);
        }
    }
}

/// <summary>A photograph and its mezzanine on the disk, for processes that read them.</summary>
internal sealed class PhotographFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("dam-renditions-").FullName;

    public PhotographFolder(string? photograph)
    {
        Original = photograph is null ? LargePhotograph.Make() : File.ReadAllBytes(photograph);
        File.WriteAllBytes(OriginalPath, Original);
    }

    public byte[] Original { get; }

    public string OriginalPath => Path.Combine(_path, "original");

    public string MezzaninePath => Path.Combine(_path, "mezzanine");

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
