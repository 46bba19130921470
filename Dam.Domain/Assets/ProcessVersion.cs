using Dam.Domain.Blobs;
using Dam.Domain.Imaging;
using Dam.Domain.Jobs;
using Dam.Domain.Likenesses;

namespace Dam.Domain.Assets;

/// <summary>
/// Reads a new version's bytes for what they say, and makes the mezzanine that renditions start from. A file that cannot be read ends FAILED with
/// the reason; the file itself is kept.
/// </summary>
public sealed class ProcessVersionHandler(IUnitsOfWork units, IBlobStore blobs, IImageEngine images) : IJobHandler
{
    public const string JobKind = "process-version";

    public string Kind => JobKind;

    public static string PayloadOf(Guid versionId) => versionId.ToString("N");

    public async Task RunAsync(JobRun run, CancellationToken ct)
    {
        var versionId = Guid.ParseExact(run.Payload, "N");
        var version = await ChangeAsync(versionId, found => found.ProcessingReached(StageOf(found)), ct);
        if (version is not { Processing: ProcessingState.Processing })
        {
            return;
        }

        if (!MediaTypes.IsDecoded(version.MediaType))
        {
            await EndAsync(run, versionId, found => found.ProcessingSucceeded(image: null), ct);
            return;
        }

        try
        {
            var (image, likeness) = await PrepareAsync(version, ct);
            await EndAsync(run, versionId, found => found.ProcessingSucceeded(image), ct, likeness);
        }
        catch (ImageException problem) when (problem.Problem is not ImageProblem.Busy)
        {
            await EndAsync(run, versionId, found => found.ProcessingFailed(problem.Code, problem.Message), ct);
        }
    }

    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) =>
        ChangeAsync(
            Guid.ParseExact(payload, "N"),
            found => found.ProcessingFailed(AssetVersion.GaveUp, "Processing failed several times for reasons that lie with the service; the file is kept."),
            ct);

    /// <summary>An image is identified and its mezzanine made in one decode; of anything else the type is all that is asked so far.</summary>
    private static string StageOf(AssetVersion version) => MediaTypes.IsDecoded(version.MediaType) ? "mezzanine" : "identify";

    private async Task<(VersionImage Image, Likeness? Likeness)> PrepareAsync(AssetVersion version, CancellationToken ct)
    {
        await using var source = await blobs.OpenExistingAsync(new BlobKey(BlobArea.Originals, version.Region, version.Digest), ct);
        ImageFacts? facts = null;
        await using var mezzanine = await blobs.StageAsync(
            async destination => facts = await images.PrepareAsync(source, destination, ct), limit: long.MaxValue, ct);
        await blobs.PublishAsync(mezzanine, new BlobKey(BlobArea.Mezzanines, version.Region, version.Digest), ct);
        var image = new VersionImage(
            facts!.Header.Size.Width,
            facts.Header.Size.Height,
            facts.Header.HasAlpha,
            facts.Header.PageCount,
            facts.Colors,
            facts.ThumbHash,
            facts.DominantColor,
            facts.MezzanineSize.Width,
            facts.MezzanineSize.Height);
        return (image, facts.Likeness);
    }

    private Task<AssetVersion?> ChangeAsync(Guid versionId, Action<AssetVersion> change, CancellationToken ct) =>
        units.ChangeAsync(unit => ChangeAsync(unit, versionId, change, likeness: null, ct), ct);

    /// <summary>The last change, and the end of the job with it: a run whose lease was lost changes nothing.</summary>
    private Task<AssetVersion?> EndAsync(JobRun run, Guid versionId, Action<AssetVersion> change, CancellationToken ct, Likeness? likeness = null) => units.ChangeAsync(
        async unit =>
        {
            await unit.Jobs.CompleteAsync(run, ct);
            return await ChangeAsync(unit, versionId, change, likeness, ct);
        },
        ct);

    private static async Task<AssetVersion?> ChangeAsync(IUnitOfWork unit, Guid versionId, Action<AssetVersion> change, Likeness? likeness, CancellationToken ct)
    {
        var version = await unit.Assets.FindVersionAsync(versionId, ct);
        if (version is not null)
        {
            var before = version.Processing;
            change(version);
            if (version.Processing != before && version.Processing is (ProcessingState.Ready or ProcessingState.Failed))
            {
                await unit.Likenesses.SetAsync(version, likeness, ct);
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
