using Dam.Domain.Access;
using Dam.Domain.Blobs;
using Dam.Domain.Changes;
using Dam.Domain.Jobs;

namespace Dam.Domain.Retention;

/// <summary>
/// Deletes what is not needed any more: uploads that nobody made an asset of, assets that were deleted long ago, jobs that were given up long ago, and the bytes that nobody names then. Bytes are condemned, and
/// deleted a grace later if nobody has named them again. Each step is small and on its own, so a sweep may end anywhere, and two may run at once.
/// </summary>
public sealed class SweepHandler(IUnitsOfWork units, IBlobStore blobs, IIncomingBlobs incoming, IDirectUploads direct, IBlobReader reader, RetentionRules rules, TimeProvider time) : IJobHandler
{
    public const string JobKind = "sweep";

    /// <summary>Rows of one transaction.</summary>
    private const int Portion = 100;

    /// <summary>Rows of one look.</summary>
    private const int Page = 1000;

    public string Kind => JobKind;

    public int? Parallelism => 1;

    public TimeSpan? Interval => rules.Interval;

    public async Task RunAsync(JobRun run, CancellationToken ct)
    {
        await RepeatAsync(unit => DeleteUploadsAsync(unit, rules.Grace, unused: true), ct);
        await RepeatAsync(unit => DeleteUploadsAsync(unit, rules.Records, unused: false), ct);
        await RepeatAsync(PurgeAssetsAsync, ct);
        await RepeatAsync(unit => unit.Jobs.RemoveFailedAsync(time.GetUtcNow() - rules.Records, Portion, ct), ct);
        await CondemnAsync(ct);
        await DeleteCondemnedAsync(ct);

        async Task<int> DeleteUploadsAsync(IUnitOfWork unit, TimeSpan age, bool unused)
        {
            var expired = await unit.Uploads.FindExpiredAsync(time.GetUtcNow() - age, unused, Portion, ct);
            foreach (var upload in expired)
            {
                await incoming.DeleteAsync(upload.Id, ct);
                await direct.DeleteAsync(upload.Id, ct);
                unit.Uploads.Remove(upload);
            }

            return expired.Count;
        }

        async Task<int> PurgeAssetsAsync(IUnitOfWork unit)
        {
            var deleted = await unit.Assets.FindDeletedAsync(time.GetUtcNow() - rules.DeletedAssets, Portion, ct);
            foreach (var asset in deleted)
            {
                unit.Assets.Remove(asset);
                unit.Events.Add(new Event(Kind: null, "asset.purged", Caller.System.Subject, asset.Id, Details: new { asset.Title, asset.DeletedAt }));
            }

            return deleted.Count;
        }
    }

    /// <summary>Nothing is lost but time: the next sweep does it.</summary>
    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => Task.CompletedTask;

    private async Task RepeatAsync(Func<IUnitOfWork, Task<int>> step, CancellationToken ct)
    {
        while (await units.ChangeAsync(step, ct) == Portion)
        {
            ct.ThrowIfCancellationRequested();
        }
    }

    private async Task CondemnAsync(CancellationToken ct)
    {
        BlobName? last = null;
        IReadOnlyList<(BlobName Name, bool IsForgotten)> page;
        do
        {
            page = await reader.PageAsync(last, Page, ct);
            foreach (var (name, _) in page.Where(blob => blob.IsForgotten))
            {
                // What somebody names at this very moment may be condemned by mistake. That is found out before it is deleted.
                await units.ChangeAsync(
                    async unit =>
                    {
                        (await unit.Blobs.FindAsync(name, ct))?.Condemn(time.GetUtcNow());
                        return true;
                    },
                    ct);
            }

            last = page.Count > 0 ? page[^1].Name : null;
        }
        while (page.Count == Page);
    }

    private async Task DeleteCondemnedAsync(CancellationToken ct)
    {
        IReadOnlyList<BlobName> condemned;
        do
        {
            var until = time.GetUtcNow() - rules.Grace;
            condemned = await reader.CondemnedAsync(until, Page, ct);
            foreach (var name in condemned)
            {
                await units.ChangeAsync(unit => DeleteAsync(unit, name, until, ct), ct);
            }
        }
        while (condemned.Count == Page);
    }

    /// <summary>Under the row's lock: whoever wants to name the bytes waits, and then finds that they have to be stored again.</summary>
    private async Task<bool> DeleteAsync(IUnitOfWork unit, BlobName name, DateTimeOffset until, CancellationToken ct)
    {
        if (await unit.Blobs.FindAsync(name, ct) is not { } blob || blob.CondemnedAt is not { } since || since > until)
        {
            return false;
        }

        if (await unit.Blobs.IsNamedAsync(name, ct))
        {
            blob.Keep();
            return false;
        }

        await blobs.DeleteAllAsync(name, ct);
        unit.Blobs.Remove(blob);
        return true;
    }
}
