using Dam.Domain.Blobs;
using Dam.Domain.Imaging;
using Dam.Domain.Jobs;
using Dam.Domain.Media;
using Dam.Domain.Processing;
using Dam.Domain.Renditions;
using Dam.Domain.Scanning;

namespace Dam.Domain.Assets;

/// <summary>
/// Takes a new version's bytes through the stages, one after the other. A file of which a needed stage makes nothing ends FAILED with the reason; the file itself is kept.
/// </summary>
/// <param name="stages">In their order.</param>
public sealed class ProcessVersionHandler(IUnitsOfWork units, IBlobStore blobs, IEnumerable<IProcessingStage> stages, IMediaReader media, IQuietWork quiet, TimeProvider time) : IJobHandler
{
    public const string JobKind = "process-version";

    /// <summary>A stage that takes longer is told of while it runs; most are done before it could be written down.</summary>
    private static readonly TimeSpan WorthTelling = TimeSpan.FromMilliseconds(300);

    /// <summary>A file waits for a scanner a quarter as long as it has waited already, within these bounds.</summary>
    private static readonly (TimeSpan Shortest, TimeSpan Longest) ScannerWait = (TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5));

    private readonly IReadOnlyList<IProcessingStage> _stages = [.. stages];

    public string Kind => JobKind;

    public static string PayloadOf(Guid versionId) => versionId.ToString("N");

    public async Task RunAsync(JobRun run, CancellationToken ct)
    {
        var (version, blob) = await units.ChangeAsync(unit => BeginAsync(unit, Parse(run.Payload), ct), ct);
        if (version is not { Processing: ProcessingState.Processing })
        {
            return;
        }

        await using var work = new ProcessingWork(version, IsReleased(blob), blobs);
        if (blob is { IsQuarantined: true, Threat: { } known })
        {
            await EndAsync(run, unit => QuarantineAsync(unit, work, known, ct), ct);
            return;
        }

        try
        {
            await RunAsync(run, work, ct);
        }
        catch (ScannerUnavailableException unavailable)
        {
            await EndAsync(run, unit => WaitAsync(unit, work, unavailable, ct), ct);
        }
    }

    private async Task RunAsync(JobRun run, ProcessingWork work, CancellationToken ct)
    {
        foreach (var stage in _stages.Where(stage => stage.AppliesTo(work)))
        {
            var problem = await RunAsync(stage, work, ct);
            if (problem is not null && stage.IsNeeded)
            {
                await EndAsync(run, unit => ChangeAsync(unit, work.Version.Id, found => Fail(found, problem), ct), ct);
                return;
            }

            if (work.Threat is { } threat)
            {
                await EndAsync(run, unit => QuarantineAsync(unit, work, threat, ct), ct);
                return;
            }

            if (problem is not null)
            {
                work.Note(problem);
            }
        }

        await EndAsync(run, unit => RecordAsync(unit, work, ct), ct);
    }

    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => ChangeAsync(
        Parse(payload),
        found => Fail(found, new ProcessingProblem(
            found.ProcessingStage ?? FirstStageOf(found, isReleased: false), AssetVersion.GaveUp, "Processing failed several times for reasons that lie with the service; the file is kept.")),
        ct);

    /// <summary>What is wrong with the file, if anything; what is not the file's fault is thrown, and the job is tried again.</summary>
    private async Task<ProcessingProblem?> RunAsync(IProcessingStage stage, ProcessingWork work, CancellationToken ct)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var telling = TellAsync(stage, work, ended.Token);
        try
        {
            await quiet.RunAsync(() => stage.RunAsync(work, ct));
            return null;
        }
        catch (ImageException problem) when (problem.Problem is not ImageProblem.Busy)
        {
            return new ProcessingProblem(stage.Name, problem.Code, problem.Message);
        }
        catch (MediaException problem)
        {
            return new ProcessingProblem(stage.Name, problem.Code, problem.Message);
        }
        finally
        {
            await ended.CancelAsync();
            await telling;
        }
    }

    private async Task TellAsync(IProcessingStage stage, ProcessingWork work, CancellationToken ended)
    {
        try
        {
            await Task.Delay(WorthTelling, time, ended);
            await ChangeAsync(work.Version.Id, found => found.ProcessingReached(stage.Name), ended);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The stage is over, and what comes of it is written down anyway.
        }
    }

    /// <summary>The scanner may come back in a moment or a day; nothing is counted, and nothing is skipped.</summary>
    private async Task<AssetVersion?> WaitAsync(IUnitOfWork unit, ProcessingWork work, ScannerUnavailableException unavailable, CancellationToken ct)
    {
        var waited = (time.GetUtcNow() - work.Version.CreatedAt) / 4 * (0.5 + Random.Shared.NextDouble());
        var delay = waited < ScannerWait.Shortest ? ScannerWait.Shortest : waited > ScannerWait.Longest ? ScannerWait.Longest : waited;
        return await ChangeAsync(
            unit,
            work.Version.Id,
            found =>
            {
                found.ProcessingReached(AssetVersion.ScanStage);
                found.Noticed([new ProcessingProblem(AssetVersion.ScanStage, AssetVersion.ScannerUnavailable, $"{unavailable.Message} The file waits for it.")]);
                unit.Jobs.Process(found, delay);
            },
            ct);
    }

    private string FirstStageOf(AssetVersion version, bool isReleased)
    {
        var work = new ProcessingWork(version, isReleased, blobs);
        return _stages.First(stage => stage.AppliesTo(work)).Name;
    }

    private static Guid Parse(string payload) => Guid.ParseExact(payload, "N");

    private static bool IsReleased(Blob? blob) => blob?.ReleasedAt is not null;

    private async Task<(AssetVersion? Version, Blob? Blob)> BeginAsync(IUnitOfWork unit, Guid versionId, CancellationToken ct)
    {
        if (await unit.Assets.FindVersionAsync(versionId, ct) is not { } version)
        {
            return default;
        }

        var blob = await unit.Blobs.FindAsync(new BlobName(version.Region, version.Digest), ct);
        version.ProcessingReached(FirstStageOf(version, IsReleased(blob)));
        return (version, blob);
    }

    /// <summary>It is the bytes that are infected: every version that holds them is held back, and so will be each that comes.</summary>
    private static async Task<AssetVersion?> QuarantineAsync(IUnitOfWork unit, ProcessingWork work, string threat, CancellationToken ct)
    {
        var blob = await unit.Blobs.FindAsync(new BlobName(work.Version.Region, work.Version.Digest), ct);
        if (IsReleased(blob))
        {
            // Said while the scanner was at it.
            unit.Jobs.Process(work.Version);
            return work.Version;
        }

        blob?.Found(threat);
        foreach (var holder in await unit.Assets.FindVersionsAsync(work.Version.Digest, ct))
        {
            if (holder.Processing != ProcessingState.Quarantined)
            {
                holder.Quarantined(threat);
                unit.Events.VersionProcessed(holder);
            }
        }

        return work.Version;
    }

    private static void Fail(AssetVersion version, ProcessingProblem problem)
    {
        version.ProcessingReached(problem.Stage);
        version.ProcessingFailed(problem.Code, problem.Message);
    }

    /// <summary>Writes down what the stages have learned, all at once.</summary>
    private async Task<AssetVersion?> RecordAsync(IUnitOfWork unit, ProcessingWork work, CancellationToken ct)
    {
        // The asset before its version, as others lock them.
        var asset = work.Version.Number == 1 && work.Facts.Record != EmbeddedRecord.Empty ? await unit.Assets.FindAsync(work.Version.AssetId, ct) : null;
        var version = await unit.Assets.FindVersionAsync(work.Version.Id, ct);
        if (version is { HasEnded: false })
        {
            version.Noticed(work.Problems);
            version.Measured(work.Facts.Duration, work.Facts.PageCount);
            version.ProcessingSucceeded(work.Image);
            asset?.Prefill(work.Facts.Record);
            if (work.Facts is { Technical.Count: > 0 } or { Location: not null })
            {
                await unit.Assets.SaveFactsAsync(new VersionFacts(version.Id, work.Facts.Technical.ToJsonString(), work.Facts.Location?.ToJsonString()), ct);
            }

            await unit.Likenesses.SetAsync(version, work.Likeness, ct);
            unit.Events.VersionProcessed(version);
            await MakePresetsHandler.EnqueueAsync(unit, version, ct);
            if (media.ReadsText(version.MediaType))
            {
                unit.Jobs.Enqueue(ReadTextHandler.JobKind, version.Id.ToString("N"), new JobTerms { AssetId = version.AssetId, Priority = JobPriority.Bulk });
            }
        }

        return version;
    }

    private Task<AssetVersion?> ChangeAsync(Guid versionId, Action<AssetVersion> change, CancellationToken ct) =>
        units.ChangeAsync(unit => ChangeAsync(unit, versionId, change, ct), ct);

    /// <summary>The last change, and the end of the job with it: a run whose lease was lost changes nothing.</summary>
    private Task<AssetVersion?> EndAsync(JobRun run, Func<IUnitOfWork, Task<AssetVersion?>> change, CancellationToken ct) => units.ChangeAsync(
        async unit =>
        {
            await unit.Jobs.CompleteAsync(run, ct);
            return await change(unit);
        },
        ct);

    private static async Task<AssetVersion?> ChangeAsync(IUnitOfWork unit, Guid versionId, Action<AssetVersion> change, CancellationToken ct)
    {
        var version = await unit.Assets.FindVersionAsync(versionId, ct);
        if (version is { HasEnded: false })
        {
            var before = version.Processing;
            change(version);
            if (version.Processing != before && version.Processing is not ProcessingState.Processing)
            {
                unit.Events.VersionProcessed(version);
            }
        }

        return version;
    }
}

internal static class VersionJobs
{
    /// <summary>Has a new version processed.</summary>
    public static void Process(this IJobQueue jobs, AssetVersion version, TimeSpan delay = default) =>
        jobs.Enqueue(ProcessVersionHandler.JobKind, ProcessVersionHandler.PayloadOf(version.Id), new JobTerms { AssetId = version.AssetId, Delay = delay });
}
