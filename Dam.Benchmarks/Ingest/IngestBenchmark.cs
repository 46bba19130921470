using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dam.Benchmarks.Rows;
using Dam.Tests;
using Dam.Tests.Infrastructure.Imaging;

namespace Dam.Benchmarks.Ingest;

/// <summary>
/// What taking photographs in by the importer costs, against copying the same files on the same disk with SHA-256 and fsync in as many lanes, and what a read costs meanwhile.
/// </summary>
internal static class IngestBenchmark
{
    /// <summary>That differ in more than their bytes.</summary>
    private const int Pictures = 200;

    /// <summary>Taken in before anything is measured: what is compiled on the way is compiled then.</summary>
    private const int Warmups = 1_500;

    private static readonly string Importer = Path.Combine(AppContext.BaseDirectory, "Dam.Import.dll");

    public static async Task RunAsync(int photographs)
    {
        using var disk = new Folder();
        var watch = Stopwatch.StartNew();
        var files = await MakeAsync(disk.Make("photographs"), photographs + Warmups);
        var first = files[photographs..].ConvertAll(file => Path.Combine(disk.Make("first"), Path.GetFileName(file)));
        foreach (var (from, to) in files[photographs..].Zip(first))
        {
            File.Move(from, to);
        }

        files = files[..photographs];
        var bytes = files.Sum(file => new FileInfo(file).Length);
        Console.WriteLine($"{files.Count} photographs, {bytes / 1e6:0} MB, made in {watch.Elapsed.TotalSeconds:0} s.");
        using var dam = await Service.StartAsync(disk.Make("data"));
        await ImportAsync(Path.GetDirectoryName(first[0])!, dam.Port, lanes: 8);
        await UntilProcessedAsync(dam.Port, TimeSpan.Zero);
        await PhotographsAsync(dam, disk, files, bytes, lanes: 8);
    }

    private static async Task PhotographsAsync(ServerProcess dam, Folder disk, List<string> files, long bytes, int lanes)
    {
        var copied = await Copies.TimeAsync(files, disk.Make("copies"), lanes);
        var idle = Reads(dam.Port, until: Task.Delay(TimeSpan.FromSeconds(5)));
        var source = Path.GetDirectoryName(files[0])!;
        var sent = Stopwatch.StartNew();
        var import = ImportAsync(source, dam.Port, lanes);
        var busy = Reads(dam.Port, until: import);
        await import;
        sent.Stop();
        await ImportAsync(source, dam.Port, lanes);
        var processed = await UntilProcessedAsync(dam.Port, sent.Elapsed);
        Console.WriteLine($"photographs, {lanes} lanes: copied with SHA-256 and fsync {Rate(files.Count, bytes, copied)}");
        Console.WriteLine($"  acknowledged as assets {Rate(files.Count, bytes, sent.Elapsed)}: {copied / sent.Elapsed:0.00} of copying; all processed {Rate(files.Count, bytes, processed)}");
        Console.WriteLine($"  the service held {dam.PeakMemory / 1e6:0} MB at most");
        Console.WriteLine($"  a read took (p95) {idle:0.0} ms before and {busy:0.0} ms meanwhile: {busy / idle:0.0} times");
    }

    private static async Task ImportAsync(string source, int port, int lanes)
    {
        // It stands for another machine, which would take nothing of this one's processors: it gets what nobody else wants.
        var start = new ProcessStartInfo("chrt", ["--idle", "0", "dotnet", Importer, source, "--url", $"http://127.0.0.1:{port}", "--lanes", lanes.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DAM_API_KEY"] = SeededData.Key },
        };
        using var import = Process.Start(start)!;
        var errors = import.StandardError.ReadToEndAsync();
        var summary = (await import.StandardOutput.ReadToEndAsync()).Trim();
        await import.WaitForExitAsync();
        Console.WriteLine($"  importer: {summary}");
        if (import.ExitCode != 0)
        {
            throw new InvalidOperationException(await errors);
        }
    }

    /// <summary>From the start of the import on.</summary>
    private static async Task<TimeSpan> UntilProcessedAsync(int port, TimeSpan before)
    {
        var watch = Stopwatch.StartNew();
        using var client = new RawClient(port);
        while (true)
        {
            // The queue is worked off in order, so the newest asset is the last one.
            var answer = client.Ask(RawClient.Post("{ assets(first: 100) { nodes { processing { state } } } }", SeededData.KeyHeader));
            var states = JsonDocument.Parse(answer.ToArray()).RootElement.GetProperty("data").GetProperty("assets").GetProperty("nodes").EnumerateArray();
            if (states.All(node => node.GetProperty("processing").GetProperty("state").GetString() is not ("PENDING" or "PROCESSING")))
            {
                return before + watch.Elapsed;
            }

            await Task.Delay(100);
        }
    }

    /// <summary>The 95th percentile of a list's page, in milliseconds, asked for one after the other until something has ended.</summary>
    private static double Reads(int port, Task until)
    {
        using var client = new RawClient(port);
        var request = RawClient.Post("{ assets(first: 20) { nodes { id title filename status width height delivery { allowed } } } }", SeededData.KeyHeader);
        var times = new List<double>();
        while (!until.IsCompleted)
        {
            var start = Stopwatch.GetTimestamp();
            client.Ask(request);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Thread.Sleep(5);
        }

        times.Sort();
        return times[times.Count * 95 / 100];
    }

    /// <summary>Parts of the samples, saved anew, and each of them again with another comment (ITU-T T.81, B.2.4.5): no two files have the same bytes, and all cost the same to decode.</summary>
    private static async Task<List<string>> MakeAsync(string folder, int count)
    {
        string[] samples = [Samples.Meadow, Samples.Bowl, Samples.Lamp, Samples.Portrait];
        var sources = samples.Select(Samples.Read).ToList();
        var pictures = new byte[Math.Min(count, Pictures)][];
        await Parallel.ForAsync(0, pictures.Length, (i, _) =>
        {
            pictures[i] = Retouched.Part(sources[i % sources.Count], i);
            return ValueTask.CompletedTask;
        });
        var files = Enumerable.Range(0, count).Select(i => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"photograph-{i:D5}.jpg"))).ToList();
        foreach (var (i, file) in files.Index())
        {
            var picture = pictures[i % pictures.Length];
            await using var stream = File.Create(file);
            stream.Write(picture.AsSpan(0, 2));
            stream.Write([0xFF, 0xFE, 0x00, 0x06, .. BitConverter.GetBytes(i)]);
            stream.Write(picture.AsSpan(2));
        }

        return files;
    }

    private static string Rate(int files, long bytes, TimeSpan time) => $"{files / time.TotalSeconds:0.0} files/s, {bytes / 1e6 / time.TotalSeconds:0.0} MB/s";
}
