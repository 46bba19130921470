using Dam.Domain.Imaging;
using Dam.Domain.Media;

namespace Dam.Domain.Processing;

/// <summary>Reads what the file says about itself.</summary>
public sealed class ExtractStage(IMediaReader media) : IProcessingStage
{
    public string Name => "extract";

    public bool IsNeeded => false;

    public bool AppliesTo(ProcessingWork work) => true;

    public async Task RunAsync(ProcessingWork work, CancellationToken ct)
    {
        await using var content = await work.OpenAsync(ct);
        work.Facts = await media.ReadFactsAsync(content, work.MediaType, ct);
        if (work is { Facts.Technical.Count: 0, Poster: { } poster })
        {
            // Who drew the picture may have copied into it what the file says.
            work.Facts = await media.ReadFactsAsync(poster, MediaTypes.Jpeg, ct);
        }

        if (work is { Facts.Size: { } size, Image: { } image })
        {
            // What was drawn may be smaller than what it stands for.
            work.Image = image with { Width = size.Width, Height = size.Height };
        }
    }
}
