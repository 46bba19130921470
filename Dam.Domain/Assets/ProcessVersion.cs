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

    public async Task RunAsync(string payload, CancellationToken ct)
    {
        var versionId = Guid.ParseExact(payload, "N");
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
                await ChangeAsync(versionId, found => Fail(found, problem), ct);
                return;
            }

            work.Note(problem);
        }

        await RecordAsync(work, ct);
    }

    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => ChangeAsync(
        Guid.ParseExact(payload, "N"),
        found => Fail(found, new ProcessingProblem(
            found.ProcessingStage ?? _stages[0].Name, "PROCESSING_GAVE_UP", "Processing failed several times for reasons that lie with the service; the file is kept.")),
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
    private Task<AssetVersion?> RecordAsync(ProcessingWork work, CancellationToken ct) => units.ChangeAsync(
        async unit =>
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

                unit.Events.VersionProcessed(version);
            }

            return version;
        },
        ct);

    private Task<AssetVersion?> ChangeAsync(Guid versionId, Action<AssetVersion> change, CancellationToken ct) => units.ChangeAsync(
        async unit =>
        {
            var version = await unit.Assets.FindVersionAsync(versionId, ct);
            if (version is { HasEnded: false })
            {
                change(version);
                if (version.HasEnded)
                {
                    unit.Events.VersionProcessed(version);
                }
            }

            return version;
        },
        ct);
}
