using Dam.Domain.Blobs;
using Dam.Domain.Imaging;

namespace Dam.Domain.Renditions;

/// <summary>
/// Makes renditions and keeps them, from the mezzanine where that is as good. How many are made at a time and how many may wait is <see cref="IImageEngine"/>'s to bound, since it also
/// serves ingest.
/// </summary>
public sealed class RenditionMaker(IBlobStore blobs, IImageEngine images)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>Null when it is kept now, or why it is not.</summary>
    public async Task<DomainError?> MakeAsync(GetRendition query, CancellationToken ct)
    {
        try
        {
            await using var staged = await blobs.StageAsync(destination => RenderAsync(query, destination, ct), limit: long.MaxValue, ct);
            await blobs.PublishAsync(staged, query.Key, ct);
            return null;
        }
        catch (ImageException problem)
        {
            return ErrorOf(problem);
        }
    }

    /// <summary>A rendition in memory, for when the store keeps nothing.</summary>
    public async Task<Outcome<Stream>> MakeUnkeptAsync(GetRendition query, CancellationToken ct)
    {
        var rendition = new MemoryStream();
        try
        {
            await RenderAsync(query, rendition, ct);
        }
        catch (ImageException problem)
        {
            return ErrorOf(problem);
        }

        rendition.Position = 0;
        return rendition;
    }

    private async Task RenderAsync(GetRendition query, Stream destination, CancellationToken ct)
    {
        await using var source = await OpenSourceAsync(query, ct);
        await images.RenderAsync(source, query.Transform, query.Transform.Format, destination, ct);
    }

    private static DomainError ErrorOf(ImageException problem) =>
        problem.Problem == ImageProblem.Busy ? new RenditionBusy(RetryAfter) : new RenditionImpossible(problem.Code, problem.Message);

    private async Task<Stream> OpenSourceAsync(GetRendition query, CancellationToken ct)
    {
        var key = new BlobKey(BlobArea.Mezzanines, query.Region, query.Digest);
        if (!MediaTypes.IsDecoded(query.MediaType))
        {
            return await blobs.OpenExistingAsync(key, ct);
        }

        if (query.Mezzanine is { } size && query.Transform.CanStartFrom(size) && await blobs.OpenAsync(key, ct) is { } mezzanine)
        {
            return mezzanine;
        }

        return await blobs.OpenExistingAsync(new BlobKey(BlobArea.Originals, query.Region, query.Digest), ct);
    }
}
