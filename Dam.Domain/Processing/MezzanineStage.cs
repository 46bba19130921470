using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Imaging;

namespace Dam.Domain.Processing;

/// <summary>Decodes the picture once: checks that all of it is there, makes what renditions start from, and sees its colours. A poster that cannot be decoded is no loss; a picture is.</summary>
public sealed class MezzanineStage(IBlobStore blobs, IImageEngine images) : IProcessingStage
{
    public string Name => "mezzanine";

    public bool IsNeeded => true;

    public bool AppliesTo(ProcessingWork work) => work.Poster is not null || MediaTypes.IsDecoded(work.MediaType);

    public async Task RunAsync(ProcessingWork work, CancellationToken ct)
    {
        var version = work.Version;
        await using var original = work.Poster is null ? await work.OpenAsync(ct) : null;
        var source = original ?? work.Poster!;
        ImageFacts? facts = null;
        await using var mezzanine = await blobs.StageAsync(
            async destination => facts = await images.PrepareAsync(source, destination, ct), limit: long.MaxValue, ct);
        await blobs.PublishAsync(mezzanine, new BlobKey(BlobArea.Mezzanines, version.Region, version.Digest), ct);
        work.Likeness = facts!.Likeness;
        work.Image = new VersionImage(
            facts.Header.Size.Width,
            facts.Header.Size.Height,
            facts.Header.HasAlpha,
            facts.Header.PageCount,
            facts.Colors,
            facts.ThumbHash,
            facts.DominantColor,
            facts.MezzanineSize.Width,
            facts.MezzanineSize.Height)
        {
            Border = facts.Border,
            Profile = facts.Profile,
        };
    }
}
