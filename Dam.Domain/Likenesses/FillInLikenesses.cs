using Dam.Domain.Blobs;
using Dam.Domain.Imaging;
using Dam.Domain.Jobs;

namespace Dam.Domain.Likenesses;

/// <summary>
/// Looks at what was processed before there were likenesses, some pictures at a time. What was seen, the end of the job and the job for the next ones are written together. The migration of the same name
/// enqueues the first job, where there is anything to do: nothing asks again.
/// </summary>
public sealed class FillInLikenessesHandler(IUnitsOfWork units, ILikenessReader likenesses, IBlobStore blobs, IImageEngine images, IQuietWork quiet) : IJobHandler
{
    public const string JobKind = "fill-in-likenesses";

    private const int Portion = 50;

    public string Kind => JobKind;

    public int? Parallelism => 1;

    /// <remarks>The payload is the id of the last version that was looked at; empty before the first.</remarks>
    public async Task RunAsync(JobRun run, CancellationToken ct)
    {
        var pictures = await likenesses.MissingAsync(run.Payload.Length == 0 ? null : Guid.ParseExact(run.Payload, "N"), Portion, ct);
        var seen = new List<(Guid VersionId, Likeness Likeness)>();
        await quiet.RunAsync(async () =>
        {
            foreach (var picture in pictures)
            {
                if (await LookAsync(picture, ct) is { } likeness)
                {
                    seen.Add((picture.VersionId, likeness));
                }
            }
        });

        await units.ChangeAsync(
            async unit =>
            {
                await unit.Jobs.CompleteAsync(run, ct);
                foreach (var (versionId, likeness) in seen)
                {
                    // Gone when its asset was deleted for good meanwhile.
                    if (await unit.Assets.FindVersionAsync(versionId, ct) is { } version)
                    {
                        await unit.Likenesses.SetAsync(version, likeness, ct);
                    }
                }

                if (pictures.Count == Portion)
                {
                    unit.Jobs.Enqueue(JobKind, pictures[^1].VersionId.ToString("N"), new JobTerms { Priority = JobPriority.Bulk });
                }

                return seen.Count;
            },
            ct);
    }

    /// <summary>The job is kept for a person to see, and goes on where it was when they retry it.</summary>
    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Null for what is blank, or cannot be read any more.</summary>
    private async Task<Likeness?> LookAsync(UnseenPicture picture, CancellationToken ct)
    {
        await using var source = await OpenAsync(picture, ct);
        try
        {
            return source is null ? null : await images.LookAsync(source, ct);
        }
        catch (ImageException problem) when (problem.Problem is not ImageProblem.Busy)
        {
            return null;
        }
    }

    /// <summary>The mezzanine is smaller and upright; it may have been thrown away, and then a picture's original serves as well.</summary>
    private async Task<Stream?> OpenAsync(UnseenPicture picture, CancellationToken ct) =>
        await blobs.OpenAsync(new BlobKey(BlobArea.Mezzanines, picture.Region, picture.Digest), ct)
            ?? (MediaTypes.IsDecoded(picture.MediaType) ? await blobs.OpenAsync(new BlobKey(BlobArea.Originals, picture.Region, picture.Digest), ct) : null);
}
