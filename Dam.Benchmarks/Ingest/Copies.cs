using System.Diagnostics;
using System.Security.Cryptography;

namespace Dam.Benchmarks.Ingest;

/// <summary>What taking files in is held against.</summary>
internal static class Copies
{
    /// <summary>How long it takes to copy files with SHA-256 and fsync.</summary>
    /// <param name="lanes">Files at a time.</param>
    public static async Task<TimeSpan> TimeAsync(List<string> files, string folder, int lanes)
    {
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = lanes }, async (file, ct) =>
        {
            await using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
            await using var copy = new FileStream(Path.Combine(folder, Path.GetFileName(file)), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[128 * 1024];
            for (int read; (read = await source.ReadAsync(buffer, ct)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                await copy.WriteAsync(buffer.AsMemory(0, read), ct);
            }

            hash.GetHashAndReset();
            copy.Flush(flushToDisk: true);
        });
        return watch.Elapsed;
    }
}
