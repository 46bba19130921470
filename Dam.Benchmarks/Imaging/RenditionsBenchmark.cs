using System.Diagnostics;
using System.Globalization;
using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Vips;
using Dam.Tests.Infrastructure.Imaging;

namespace Dam.Benchmarks.Imaging;

/// <summary>
/// What renditions cost that are not there yet, of a photograph of 24 megapixels, as ratios to node <c>sharp</c>, <c>ipx</c> and <c>vipsthumbnail</c> in the same run. Processor time, because wall time
/// on a shared machine says more about the neighbours; in turns, of which the middle one counts, because the neighbours come and go. Prints tables for RESULTS.md.
/// </summary>
internal static class RenditionsBenchmark
{
    private const int Turns = 5;
    private const int Rounds = 4;
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

        // What is run often is compiled once more, in the background; a service has that behind it.
        var usual = Resolve(new Transform { Width = Width, Format = ImageFormat.Jpeg }, facts.Header);
        await MeasureAsync(() => engine.RenderAsync(new MemoryStream(folder.Original), usual, ImageFormat.Jpeg, new MemoryStream(), CancellationToken.None), rounds: 100);
        var prepare = await MeasureAsync(() => engine.PrepareAsync(new MemoryStream(folder.Original), new MemoryStream(), CancellationToken.None));
        Console.WriteLine(FormattableString.Invariant(
            $"{facts.Header.Size}, {facts.Header.Size.Pixels / 1e6:0.0} megapixels, {folder.Original.Length / 1e6:0.0} MB; mezzanine {facts.MezzanineSize}, {mezzanine.Length / 1e6:0.0} MB, prepared in {prepare:0} CPU-ms\n"));
        Console.WriteLine($"| CPU-ms, {Width} pixels | sharp | ipx | vipsthumbnail | from the original | from the mezzanine | sharp / original | sharp / mezzanine | ipx / mezzanine | similarity of the two |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var (format, quality) in new[] { (ImageFormat.Jpeg, 80), (ImageFormat.Webp, 75), (ImageFormat.Avif, 50) })
        {
            var transform = Resolve(new Transform { Width = Width, Format = format, Quality = quality }, facts.Header);
            async Task<byte[]> RenderAsync(byte[] from)
            {
                using var file = new MemoryStream();
                await engine.RenderAsync(new MemoryStream(from), transform, format, file, CancellationToken.None);
                return file.ToArray();
            }

            var widths = Enumerable.Repeat(Width, Rounds).ToList();
            var (sharp, ipx, vips, original, small) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
            for (var turn = 0; turn < Turns; turn++)
            {
                sharp.Add((await NodePeer.Sharp.RunAsync(folder.OriginalPath, format, quality, widths)).CpuMilliseconds);
                original.Add(await MeasureAsync(() => RenderAsync(folder.Original)));
                ipx.Add((await NodePeer.Ipx.RunAsync(folder.OriginalPath, format, quality, widths)).CpuMilliseconds);
                small.Add(await MeasureAsync(() => RenderAsync(mezzanine.ToArray())));
                vips.Add(await MeasureVipsThumbnailAsync(folder.OriginalPath, format, quality));
            }

            var similarity = Similarity(await RenderAsync(folder.Original), await RenderAsync(mezzanine.ToArray()));
            Console.WriteLine(FormattableString.Invariant(
                $"| {format} {quality} | {Middle(sharp):0} | {Middle(ipx):0} | {Middle(vips):0} | {Middle(original):0} | {Middle(small):0} | {Middle(sharp) / Middle(original):0.00} | {Middle(sharp) / Middle(small):0.00} | {Middle(ipx) / Middle(small):0.00} | {similarity:0.0000} |"));
        }

        Console.WriteLine();
    }

    private static async Task SetAsync(PhotographFolder folder)
    {
        using var engine = new VipsImageEngine(new ImagingOptions { MaxConcurrency = 1 }, TimeProvider.System);
        var header = (await engine.PrepareAsync(new MemoryStream(folder.Original), Stream.Null, CancellationToken.None)).Header;
        Console.WriteLine($"| CPU-ms, {SetWidths.Length} sizes | dearest alone | each alone, sum | one set | set / dearest |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var format in new[] { ImageFormat.Jpeg, ImageFormat.Webp })
        {
            var set = SetWidths.Select(width => Resolve(new Transform { Width = width, Format = format }, header)).ToList();
            var (alone, together) = (set.ConvertAll(_ => new List<double>()), new List<double>());
            for (var turn = 0; turn < Turns; turn++)
            {
                for (var i = 0; i < set.Count; i++)
                {
                    var transform = set[i];
                    alone[i].Add(await MeasureAsync(() => engine.RenderAsync(new MemoryStream(folder.Original), transform, format, new MemoryStream(), CancellationToken.None), rounds: 1));
                }

                together.Add(await MeasureAsync(
                    () => engine.RenderSetAsync(
                        new MemoryStream(folder.Original), [.. set.Select(transform => new RenditionTarget(transform, new MemoryStream()))], CancellationToken.None),
                    rounds: 2));
            }

            var each = alone.ConvertAll(Middle);
            Console.WriteLine(FormattableString.Invariant($"| {format} | {each.Max():0} | {each.Sum():0} | {Middle(together):0} | {Middle(together) / each.Max():0.00} |"));
        }

        Console.WriteLine();
    }

    private static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);

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

    /// <summary>Milliseconds of the processor for one, after one that does not count.</summary>
    private static async Task<double> MeasureAsync(Func<Task> work, int rounds = Rounds)
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
