using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Dam.Domain.Jobs;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Blobs.Azure;

/// <summary>
/// Keeps what can be made again below a bound in the account too, once for all nodes: when the renditions take more, the oldest go until a tenth of the bound is free. Old is what was not read for long, where
/// the account tracks that, or else what was made long ago: that is made once more if it is asked for. Nothing of them is held but a number for each hour.
/// </summary>
/// <param name="container">Renditions lie in it behind <c>renditions/</c>.</param>
/// <param name="capacity">In bytes.</param>
internal sealed partial class SweepAzureRenditions(BlobContainerClient container, long capacity, TimeProvider time, ILogger<SweepAzureRenditions> logger) : IJobHandler
{
    public const string JobKind = "sweep-renditions";

    private const string Prefix = "renditions/";
    private const int AtATime = 8;

    /// <summary>Somebody is about to open what was only just written.</summary>
    private static readonly TimeSpan Spared = TimeSpan.FromMinutes(10);

    public string Kind => JobKind;

    public int? Parallelism => 1;

    public TimeSpan? Interval { get; init; } = TimeSpan.FromHours(6);

    /// <summary>What was used within the same of these is as old as each other.</summary>
    public TimeSpan Granularity { get; init; } = TimeSpan.FromHours(1);

    public async Task RunAsync(JobRun run, CancellationToken ct)
    {
        var held = new SortedDictionary<long, long>();
        await foreach (var blob in container.GetBlobsAsync(prefix: Prefix, cancellationToken: ct))
        {
            var age = AgeOf(blob);
            held[age] = held.GetValueOrDefault(age) + SizeOf(blob);
        }

        var all = held.Values.Sum();
        if (all <= capacity)
        {
            return;
        }

        // Whole hours from the oldest on, and of one more as much as is wanted still.
        var (excess, end) = (all - (capacity - (capacity / 10)), long.MinValue);
        foreach (var (age, bytes) in held.TakeWhile(_ => excess > 0))
        {
            (end, excess) = (age, excess - bytes);
        }

        var (left, freed) = (held[end] + excess, 0L);
        await Parallel.ForEachAsync(
            container.GetBlobsAsync(prefix: Prefix, cancellationToken: ct),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = ct },
            async (blob, stop) =>
            {
                if (UsedAt(blob) < time.GetUtcNow() - Spared
                    && (AgeOf(blob) < end || (AgeOf(blob) == end && Interlocked.Add(ref left, -SizeOf(blob)) + SizeOf(blob) > 0))
                    && await container.DeleteBlobIfExistsAsync(blob.Name, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: stop))
                {
                    Interlocked.Add(ref freed, SizeOf(blob));
                }
            });
        LogSwept(logger, freed, all - freed);
    }

    /// <summary>Nothing is lost but room: the next one does it.</summary>
    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => Task.CompletedTask;

    private long AgeOf(BlobItem blob) => UsedAt(blob).UtcTicks / Granularity.Ticks;

    private static DateTimeOffset UsedAt(BlobItem blob) => blob.Properties.LastAccessedOn ?? blob.Properties.LastModified ?? DateTimeOffset.MinValue;

    private static long SizeOf(BlobItem blob) => blob.Properties.ContentLength ?? 0;

    [LoggerMessage(1, LogLevel.Information, "The account held too many renditions: {Bytes} bytes of the oldest were deleted, {Held} are left.")]
    private static partial void LogSwept(ILogger logger, long bytes, long held);
}
