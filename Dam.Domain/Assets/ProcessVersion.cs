using Dam.Domain.Blobs;
using Dam.Domain.Imaging;
using Dam.Domain.Jobs;
using Dam.Domain.Media;
using Dam.Domain.Processing;

namespace Dam.Domain.Assets;

/// <summary>
/// Takes a new version's bytes through the stages, one after the other. A file of which a needed stage makes nothing ends FAILED with the reason; the file itself is kept.
/// </summary>
/// <param name="stages">In their order.</param>
public sealed class ProcessVersionHandler(IUnitsOfWork units, IBlobStore blobs, IEnumerable<IProcessingStage> stages, TimeProvider time) : IJobHandler
{
    public const string JobKind = "process-version";

    /// <summary>A stage that takes longer is told of while it runs; most are done before it could be written down.</summary>
    private static readonly TimeSpan WorthTelling = TimeSpan.FromMilliseconds(300);

    private readonly IReadOnlyList<IProcessingStage> _stages = [.. stages];

    public string Kind => JobKind;

    public static string PayloadOf(Guid versionId) => versionId.ToString("N");

    public async Task RunAsync(JobRun run, CancellationToken ct)
    {
        var versionId = Guid.ParseExact(run.Payload, "N");
        var version = await ChangeAsync(versionId, found => found.ProcessingReached(_stages[0].Name), ct);
        if (version is not { Processing: ProcessingState.Processing })
        {
            return;
        }

        await using var work = new ProcessingWork(version, blobs);
        foreach (var stage in _stages.Where(stage => stage.AppliesTo(work)))
        {
            if (await RunAsync(stage, work, ct) is not { } problem)
            {
                continue;
            }

            if (stage.IsNeeded)
            {
                await EndAsync(run, unit => ChangeAsync(unit, versionId, found => Fail(found, problem), ct), ct);
                return;
            }

            work.Note(problem);
        }

        await EndAsync(run, unit => RecordAsync(unit, work, ct), ct);
    }

    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => ChangeAsync(
        Guid.ParseExact(payload, "N"),
        found => Fail(found, new ProcessingProblem(
            found.ProcessingStage ?? _stages[0].Name, AssetVersion.GaveUp, "Processing failed several times for reasons that lie with the service; the file is kept.")),
        ct);

    /// <summary>What is wrong with the file, if anything; what is not the file's fault is thrown, and the job is tried again.</summary>
    private async Task<ProcessingProblem?> RunAsync(IProcessingStage stage, ProcessingWork work, CancellationToken ct)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var telling = TellAsync(stage, work, ended.Token);
        try
        {
            await stage.RunAsync(work, ct);
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

    private static void Fail(AssetVersion version, ProcessingProblem problem)
    {
        version.ProcessingReached(problem.Stage);
        version.ProcessingFailed(problem.Code, problem.Message);
    }

    /// <summary>Writes down what the stages have learned, all at once.</summary>
    private static async Task<AssetVersion?> RecordAsync(IUnitOfWork unit, ProcessingWork work, CancellationToken ct)
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
    public static void Process(this IJobQueue jobs, AssetVersion version) =>
        jobs.Enqueue(ProcessVersionHandler.JobKind, ProcessVersionHandler.PayloadOf(version.Id), new JobTerms { AssetId = version.AssetId });
}
