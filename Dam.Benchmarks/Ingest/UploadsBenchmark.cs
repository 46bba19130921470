using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Dam.Benchmarks.Rows;

namespace Dam.Benchmarks.Ingest;

/// <summary>
/// What it takes until an upload is acknowledged, place reserved and bytes sent, against copying the same files on the same disk with SHA-256 and fsync in as many lanes. Both in turns, since
/// the speed of a disk is not the same from one second to the next.
/// </summary>
internal static class UploadsBenchmark
{
    private const int Size = 3_000_000;

    private const int Files = 100;

    private const int Rounds = 7;

    /// <summary>Until nothing is compiled any more.</summary>
    private const int Warmups = 3_000;

    public static async Task RunAsync()
    {
        using var disk = new Folder();
        using var dam = await Service.StartAsync(disk.Make("data"));
        var sources = Enumerable.Range(0, Files).Select(i => Path.Combine(disk.Make("sources"), $"{i}.bin")).ToList();
        await Parallel.ForEachAsync(sources, async (file, ct) => await File.WriteAllBytesAsync(file, RandomNumberGenerator.GetBytes(Size), ct));
        for (var i = 0; i < Warmups; i += Files)
        {
            Upload(dam.Port, Renewed(sources), lanes: 8);
        }

        Console.WriteLine("uploads of 3 MB                 acknowledged          copied          ratio (of all rounds)   processor time of the service");
        foreach (var lanes in (int[])[1, 8])
        {
            var rounds = new List<(TimeSpan Copied, TimeSpan Sent)>();
            var used = TimeSpan.Zero;
            for (var round = 0; round < Rounds; round++)
            {
                var copied = await Copies.TimeAsync(Renewed(sources), disk.Make("copies"), lanes);
                Directory.Delete(disk.Make("copies"), recursive: true);
                var before = dam.ProcessorTime;
                rounds.Add((copied, Upload(dam.Port, sources, lanes)));
                used += dam.ProcessorTime - before;
            }

            var ratios = rounds.ConvertAll(round => round.Copied / round.Sent);
            ratios.Sort();
            Console.WriteLine(
                $"  {lanes} lane(s), median of {Rounds}: {Rate(rounds.ConvertAll(round => round.Sent)),11:0.0} files/s {Rate(rounds.ConvertAll(round => round.Copied)),8:0.0} files/s"
                + $"   {ratios[Rounds / 2]:0.00} ({ratios[0]:0.00} to {ratios[^1]:0.00})   {used.TotalMilliseconds / (Rounds * Files):0.0} ms each");
        }
    }

    private static double Rate(List<TimeSpan> times) => Files / times.Order().ElementAt(times.Count / 2).TotalSeconds;

    /// <summary>With bytes that nobody holds yet.</summary>
    private static List<string> Renewed(List<string> files)
    {
        foreach (var file in files)
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write);
            RandomAccess.Write(handle, RandomNumberGenerator.GetBytes(16), fileOffset: 0);
        }

        return files;
    }

    /// <summary>Each lane is a connection of its own that sends one file after the other, straight from the file, so that the client takes as little of this machine as can be.</summary>
    private static TimeSpan Upload(int port, List<string> files, int lanes)
    {
        const string query = "mutation($input: CreateUploadInput!) { createUpload(input: $input) { upload { target { url } } } }";
        var create = RawClient.Post(query, SeededData.KeyHeader, new { input = new { filename = "a.bin", size = Size } });
        var next = -1;
        var watch = Stopwatch.StartNew();
        var senders = Enumerable.Range(0, lanes).Select(_ => new Thread(Send)).ToList();
        senders.ForEach(sender => sender.Start());
        senders.ForEach(sender => sender.Join());
        return watch.Elapsed;

        void Send()
        {
            using var client = new RawClient(port);
            for (int i; (i = Interlocked.Increment(ref next)) < files.Count;)
            {
                var upload = JsonDocument.Parse(client.Ask(create)).RootElement.GetProperty("data").GetProperty("createUpload").GetProperty("upload");
                client.Put(new Uri(upload.GetProperty("target").GetProperty("url").GetString()!), files[i]);
            }
        }
    }
}
