using System.Diagnostics;
using System.Text.Json;
using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Benchmarks.Imaging;

/// <summary>64 clients ask for 64 different renditions at a time, half of them too large to start from the mezzanine; two processes of sharp make the same, 32 each.</summary>
internal static class LoadBenchmark
{
    private const int Clients = 64;

    /// <summary>From 100 pixels to 2,368: each another.</summary>
    private static IEnumerable<int> Widths => Enumerable.Range(0, Clients).Select(i => 100 + (36 * (i % 2 == 0 ? i : Clients - i)));

    public static async Task RunAsync(PhotographFolder folder)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(LoadBenchmark).Assembly.Location, "renditions-load", folder.OriginalPath, folder.MezzaninePath])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["MALLOC_ARENA_MAX"] = "2" },
        })!;
        var dam = JsonSerializer.Deserialize<Answer>(await process.StandardOutput.ReadToEndAsync())!;
        await process.WaitForExitAsync();
        var started = Stopwatch.GetTimestamp();
        var peers = await Task.WhenAll(Widths.Chunk(Clients / 2).Select(half => NodePeer.Sharp.RunAsync(folder.OriginalPath, ImageFormat.Webp, 75, half)));
        var sharpCpu = peers.Average(peer => peer.CpuMilliseconds);
        var sharp = double.IsNaN(sharpCpu) ? double.NaN : Clients / Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(FormattableString.Invariant(
            $"{Clients} at once: {dam.PerSecond:0.0} renditions/s, {dam.CpuMilliseconds:0} CPU-ms each, {dam.PeakMegabytes:0} MB at most, {dam.Refused} refused; two of sharp {sharp:0.0}/s, {sharpCpu:0} CPU-ms; ratios {dam.PerSecond / sharp:0.00} and {sharpCpu / dam.CpuMilliseconds:0.00}\n"));
    }

    /// <summary>In a process of its own, whose memory is nobody else's.</summary>
    public static async Task ServeAsync(string originalPath, string mezzaninePath)
    {
        using var engine = new VipsImageEngine(new ImagingOptions(), TimeProvider.System);
        ImageHeader header, mezzanine;
        await using (var original = File.OpenRead(originalPath))
        await using (var small = File.OpenRead(mezzaninePath))
        {
            header = await engine.IdentifyAsync(original, CancellationToken.None);
            mezzanine = await engine.IdentifyAsync(small, CancellationToken.None);
        }

        var (refused, started, cpu) = (0, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await Task.WhenAll(Widths.Select(width => Task.Run(async () =>
        {
            var transform = RenditionsBenchmark.Resolve(new Transform { Width = width, Format = ImageFormat.Webp, Quality = 75 }, header);
            await using var source = File.OpenRead(transform.CanStartFrom(mezzanine.Size) ? mezzaninePath : originalPath);
            try
            {
                await engine.RenderAsync(source, transform, ImageFormat.Webp, new MemoryStream(), CancellationToken.None);
            }
            catch (ImageException busy) when (busy.Problem == ImageProblem.Busy)
            {
                Interlocked.Increment(ref refused);
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new Answer(
            Clients / seconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / Clients, process.PeakWorkingSet64 / 1e6, refused)));
    }

    private sealed record Answer(double PerSecond, double CpuMilliseconds, double PeakMegabytes, int Refused);
}
