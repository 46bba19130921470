using System.Diagnostics;
using System.Globalization;
using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Vips;
using Dam.Tests.Infrastructure.Imaging;

namespace Dam.Benchmarks.Imaging;

/// <summary>
/// CPU-milliseconds of one cold rendition of a photograph at 800 pixels, from the original and from its mezzanine, as ratios to <c>vipsthumbnail</c>
/// in the same run where Debian's libvips-tools is installed. CPU time, because wall time on a shared machine says more about the neighbours.
/// </summary>
internal static class ColdRenditions
{
    private const int Rounds = 20;

    /// <param name="photograph">Its path; one of 24 megapixels is made when null.</param>
    public static async Task RunAsync(string? photograph, TextWriter output)
    {
        using var engine = new VipsImageEngine(new ImagingOptions { MaxConcurrency = 1 }, TimeProvider.System);
        var source = photograph is null ? LargePhotograph.Make() : await File.ReadAllBytesAsync(photograph);
        var original = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(original, source);
            await CompareAsync(engine, source, original, output);
        }
        finally
        {
            File.Delete(original);
        }
    }

    private static async Task CompareAsync(VipsImageEngine engine, byte[] source, string original, TextWriter output)
    {
        using var mezzanine = new MemoryStream();
        var facts = await engine.PrepareAsync(new MemoryStream(source), mezzanine, CancellationToken.None);
        var prepare = await MeasureAsync(() => engine.PrepareAsync(new MemoryStream(source), new MemoryStream(), CancellationToken.None), rounds: 5);
        await output.WriteLineAsync(FormattableString.Invariant(
            $"{facts.Header.Size}, {facts.Header.Size.Pixels / 1e6:0.0} megapixels, {source.Length / 1e6:0.0} MB; mezzanine {facts.MezzanineSize}, {mezzanine.Length / 1e6:0.0} MB, prepared in {prepare:0} CPU-ms"));
        await output.WriteLineAsync("format  vipsthumbnail  original  mezzanine  bytes   original/vips  mezzanine/vips");
        foreach (var format in new[] { ImageFormat.Jpeg, ImageFormat.Webp, ImageFormat.Avif })
        {
            var asked = new Transform { Width = 800, Format = format };
            if (!CanonicalTransform.TryResolve(asked, new SourceImage(facts.Header.Size, facts.Header.HasAlpha, facts.Header.MediaType), out var transform, out _))
            {
                throw new InvalidOperationException($"{asked} does not fit {facts.Header.Size}.");
            }

            var bytes = 0L;
            async Task RenderAsync(byte[] from)
            {
                using var file = new MemoryStream();
                await engine.RenderAsync(new MemoryStream(from), transform, format, file, CancellationToken.None);
                bytes = file.Length;
            }

            var fromOriginal = await MeasureAsync(() => RenderAsync(source), Rounds);
            var fromMezzanine = await MeasureAsync(() => RenderAsync(mezzanine.ToArray()), Rounds);
            var peer = await MeasureVipsThumbnailAsync(original, format);
            await output.WriteLineAsync(FormattableString.Invariant(
                $"{format,-7} {peer,13:0} {fromOriginal,9:0} {fromMezzanine,10:0} {bytes,6} {fromOriginal / peer,14:0.00} {fromMezzanine / peer,15:0.00}"));
        }
    }

    private static async Task<double> MeasureAsync(Func<Task> work, int rounds)
    {
        await work();
        using var process = Process.GetCurrentProcess();
        process.Refresh();
        var before = process.TotalProcessorTime;
        for (var i = 0; i < rounds; i++)
        {
            await work();
        }

        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds / rounds;
    }

    /// <summary>Milliseconds of all ended children, in user and system mode: fields 16 and 17 of proc(5), in hundredths of a second.</summary>
    private static double ChildrensProcessorTime()
    {
        var fields = File.ReadAllText("/proc/self/stat").Split(") ")[1].Split(' ');
        return 10 * (double.Parse(fields[13], CultureInfo.InvariantCulture) + double.Parse(fields[14], CultureInfo.InvariantCulture));
    }

    /// <summary>Not a number where vipsthumbnail is not installed.</summary>
    private static async Task<double> MeasureVipsThumbnailAsync(string original, ImageFormat format)
    {
        var target = Path.Combine(Path.GetTempPath(), $"dam-bench-{Environment.ProcessId}.{format.Extension()}");
        var options = format == ImageFormat.Avif ? "[Q=50,effort=2,strip]" : $"[Q={format.DefaultQuality()},strip]";
        try
        {
            var before = ChildrensProcessorTime();
            for (var i = 0; i < Rounds; i++)
            {
                using var process = Process.Start(new ProcessStartInfo("vipsthumbnail", [original, "--size", "800x", "-o", target + options])
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
