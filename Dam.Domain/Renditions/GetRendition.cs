using Dam.Domain.Blobs;
using Dam.Domain.Imaging;

namespace Dam.Domain.Renditions;

/// <summary>So much is being rendered that this would have to wait too long.</summary>
/// <param name="RetryAfter">When to ask again.</param>
public sealed record RenditionBusy(TimeSpan RetryAfter)
    : DomainError("RENDITION_BUSY", $"Too many renditions are being made. Ask again in {RetryAfter.TotalSeconds:0} seconds.");

/// <summary>The file cannot be rendered, now or later.</summary>
/// <param name="Code">That of <see cref="ImageException"/>: <c>DAMAGED</c>, <c>TOO_MANY_PIXELS</c>, …</param>
public sealed record RenditionImpossible(string Code, string Message) : DomainError(Code, Message);

/// <summary>A rendition of some bytes. The right to it is decided before.</summary>
/// <param name="Region">Where the original lies, and the rendition will.</param>
/// <param name="Digest">Of the original.</param>
/// <param name="Transform">What to make; its format is concrete (<see cref="CanonicalTransform.In"/>).</param>
/// <param name="Mezzanine">Size of the original's mezzanine; null when there is none.</param>
/// <param name="MediaType">Of the original: what the image engine does not read is shown by its mezzanine alone.</param>
public sealed record GetRendition(string Region, string Digest, CanonicalTransform Transform, PixelSize? Mezzanine, string MediaType)
{
    /// <summary>Where it is kept once it is made.</summary>
    public BlobKey Key { get; } = new(BlobArea.Renditions, Region, Digest, Transform.ToString());
}

/// <summary>
/// Gives renditions from memory or the store, and makes those that are not there: each once however many ask, from the mezzanine where that is as good. How many are
/// made at a time and how many may wait is <see cref="IImageEngine"/>'s to bound, since it also serves ingest.
/// </summary>
public sealed class GetRenditionHandler(IBlobStore blobs, IImageEngine images, RecentRenditions recent)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly SingleFlight<BlobKey, DomainError?> _renders = new();

    /// <summary>Done when it returns, if the file is in memory.</summary>
    public ValueTask<Outcome<RenditionFile>> HandleAsync(GetRendition query, CancellationToken ct) =>
        recent.Find(query.Key) is { } file ? ValueTask.FromResult<Outcome<RenditionFile>>(file) : new ValueTask<Outcome<RenditionFile>>(OpenAsync(query, ct));

    private async Task<Outcome<RenditionFile>> OpenAsync(GetRendition query, CancellationToken ct)
    {
        if (query.Mezzanine is null && !MediaTypes.IsDecoded(query.MediaType))
        {
            return new RenditionImpossible("NO_PICTURE", "There is no picture of this file.");
        }

        var key = query.Key;
        if (await blobs.OpenAsync(key, ct) is { } kept)
        {
            return await recent.TakeAsync(key, kept, ct);
        }

        if (await _renders.RunAsync(key, token => RenderAsync(query, key, token), ct) is { } error)
        {
            return error;
        }

        return await recent.TakeAsync(key, await blobs.OpenExistingAsync(key, ct), ct);
    }

    private async Task<DomainError?> RenderAsync(GetRendition query, BlobKey key, CancellationToken ct)
    {
        try
        {
            await using var source = await OpenSourceAsync(query, ct);
            await using var staged = await blobs.StageAsync(
                destination => images.RenderAsync(source, query.Transform, query.Transform.Format, destination, ct), limit: long.MaxValue, ct);
            await blobs.PublishAsync(staged, key, ct);
            return null;
        }
        catch (ImageException problem)
        {
            return problem.Problem == ImageProblem.Busy ? new RenditionBusy(RetryAfter) : new RenditionImpossible(problem.Code, problem.Message);
        }
    }

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
