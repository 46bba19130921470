using Dam.Domain.Blobs;
using Dam.Domain.Jobs;

namespace Dam.Domain.Retention;

/// <summary>
/// Finds originals without a row, which a process left that died between storing the bytes and writing the row. Each gets a row, condemned: so it is deleted as all others are, and saved
/// by whoever brings the same bytes meanwhile.
/// </summary>
public sealed class SweepStoreHandler(IUnitsOfWork units, IBlobStore blobs, IBlobReader reader, RetentionRules rules, TimeProvider time) : IJobHandler
{
    public const string JobKind = "sweep-store";

    private const int Page = 1000;

    public string Kind => JobKind;

    public int? Parallelism => 1;

    public TimeSpan? Interval => rules.StoreInterval;

    public async Task RunAsync(JobRun run, CancellationToken ct)
    {
        var page = new List<StoredBlob>(Page);
        await foreach (var stored in blobs.ListOriginalsAsync(ct))
        {
            // By the store's clock, which need not be this one: a day's grace leaves room for that.
            if (stored.WrittenAt <= time.GetUtcNow() - rules.Grace)
            {
                page.Add(stored);
            }

            if (page.Count == Page)
            {
                await AdoptAsync(page, ct);
                page.Clear();
            }
        }

        await AdoptAsync(page, ct);
    }

    /// <summary>Nothing is lost but room: the next one does it.</summary>
    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => Task.CompletedTask;

    private async Task AdoptAsync(IReadOnlyList<StoredBlob> page, CancellationToken ct)
    {
        var known = await reader.KnownAsync([.. page.Select(stored => stored.Name)], ct);
        foreach (var stored in page.Where(stored => !known.Contains(stored.Name)))
        {
            await units.ChangeAsync(
                async unit =>
                {
                    if (await unit.Blobs.FindAsync(stored.Name, ct) is null)
                    {
                        var now = time.GetUtcNow();
                        unit.Blobs.Add(new Blob(stored.Name, stored.Size, now, condemnedAt: now));
                    }

                    return true;
                },
                ct);
        }
    }
}
