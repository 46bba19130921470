using Dam.Domain.Imaging;
using Dam.Domain.Media;

namespace Dam.Domain.Processing;

/// <summary>Draws a picture for what is none, so that it can be shown like one.</summary>
public sealed class PosterStage(IMediaReader media) : IProcessingStage
{
    public string Name => "poster";

    public bool IsNeeded => false;

    public bool AppliesTo(ProcessingWork work) => !MediaTypes.IsDecoded(work.MediaType) && media.Draws(work.MediaType);

    public async Task RunAsync(ProcessingWork work, CancellationToken ct)
    {
        await using var content = await work.OpenAsync(ct);
        work.Poster = await media.DrawAsync(content, work.MediaType, ct);
    }
}
