using Dam.Domain.Blobs;
using Dam.Domain.Imaging;
using Dam.Domain.Jobs;
using Dam.Domain.Media;

namespace Dam.Domain.Assets;

/// <summary>Keeps what is written in a document, or can be seen written in a picture, to be searched. It may take long and nobody waits for it, so it is a job of its own, one at a time.</summary>
public sealed class ReadTextHandler(IUnitsOfWork units, IBlobStore blobs, IMediaReader media, IQuietWork quiet) : IJobHandler
{
    public const string JobKind = "read-text";

    public string Kind => JobKind;

    public int? Parallelism => 1;

    public async Task RunAsync(JobRun run, CancellationToken ct)
    {
        var versionId = Guid.ParseExact(run.Payload, "N");
        var version = await units.RunAsync(unit => unit.Assets.FindVersionAsync(versionId, ct), ct);
        if (version is not { Processing: ProcessingState.Ready })
        {
            return;
        }

        string? text = null;
        try
        {
            // A picture is read as it is shown: upright, and no larger than it needs to be.
            var area = MediaTypes.IsDecoded(version.MediaType) ? BlobArea.Mezzanines : BlobArea.Originals;
            await using var content = await blobs.OpenExistingAsync(new BlobKey(area, version.Region, version.Digest), ct);
            await quiet.RunAsync(async () => text = await media.ReadTextAsync(content, version.MediaType, ct));
        }
        catch (MediaException)
        {
            // What cannot be read has no text; why was noted when it was processed.
            return;
        }

        if (text is not null)
        {
            await units.ChangeAsync(
                async unit =>
                {
                    await unit.Assets.SaveTextAsync(versionId, text, ct);
                    return versionId;
                },
                ct);
        }
    }

    /// <summary>The version is ready all the same; the job is kept for a person to see.</summary>
    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => Task.CompletedTask;
}
