using Dam.Domain.Blobs;
using Dam.Domain.Imaging;
using Dam.Domain.Jobs;
using Dam.Domain.Media;

namespace Dam.Domain.Renditions;

/// <summary>
/// Makes renditions and keeps them, from the mezzanine where that is as good. How many are made at a time and how many may wait is <see cref="IImageEngine"/>'s to bound, since it also
/// serves ingest.
/// </summary>
public sealed class RenditionMaker(IBlobStore blobs, IImageEngine images, IMediaReader media, IQuietWork quiet)
{
    /// <summary>Shapes are drawn larger than they are shown and scaled down, which makes their edges smoother.</summary>
    private const int Oversampling = 2;

    /// <summary>Part of its proportions by which a page may differ from the first one and still be of the same shape.</summary>
    private const double SameShape = 0.01;

    /// <summary>Renditions of one decoding, all of which are in memory until it is done.</summary>
    private const int MostTogether = 16;

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
        catch (Exception problem) when (problem is ImageException or MediaException)
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
        catch (Exception problem) when (problem is ImageException or MediaException)
        {
            return ErrorOf(problem);
        }

        rendition.Position = 0;
        return rendition;
    }

    /// <summary>
    /// Makes and keeps several of one original, which is decoded once for a number of them that can share that; nothing of what is kept already. It is for jobs, and quiet. Those that cannot be made, each with the reason:
    /// the others are kept now.
    /// </summary>
    /// <exception cref="InvalidOperationException">Too much is being made.</exception>
    public async Task<IReadOnlyDictionary<BlobKey, DomainError>> MakeSetAsync(IReadOnlyList<GetRendition> set, CancellationToken ct)
    {
        var failed = new Dictionary<BlobKey, DomainError>();
        await quiet.RunAsync(() => MakeMissingAsync(set, failed, ct));
        return failed;
    }

    private async Task MakeMissingAsync(IReadOnlyList<GetRendition> set, Dictionary<BlobKey, DomainError> failed, CancellationToken ct)
    {
        var missing = new List<GetRendition>();
        foreach (var rendition in set)
        {
            if (!await blobs.ExistsAsync(rendition.Key, ct))
            {
                missing.Add(rendition);
            }
        }

        foreach (var same in missing.GroupBy(SourceOf))
        {
            foreach (var some in same.Chunk(MostTogether))
            {
                if (same.Key is null || !await MakeTogetherAsync(some, ct))
                {
                    await MakeEachAsync(some, failed, ct);
                }
            }
        }
    }

    private async Task MakeEachAsync(IEnumerable<GetRendition> renditions, Dictionary<BlobKey, DomainError> failed, CancellationToken ct)
    {
        foreach (var rendition in renditions)
        {
            switch (await MakeAsync(rendition, ct))
            {
                case null:
                    break;
                case RenditionBusy busy:
                    throw new InvalidOperationException(busy.Message);
                case var error:
                    failed.Add(rendition.Key, error);
                    break;
            }
        }
    }

    /// <summary>False when one of them cannot be made, or not in the time that there is for all; each by itself shows which.</summary>
    private async Task<bool> MakeTogetherAsync(GetRendition[] renditions, CancellationToken ct)
    {
        var targets = renditions.Select(rendition => new RenditionTarget(rendition.Transform, new MemoryStream())).ToList();
        try
        {
            var (source, _) = await OpenSourceAsync(renditions[0], ct);
            await using var opened = source;
            await images.RenderSetAsync(source, targets, ct);
        }
        catch (ImageException)
        {
            return false;
        }

        foreach (var (rendition, target) in renditions.Zip(targets))
        {
            target.Destination.Position = 0;
            await using var staged = await blobs.StageAsync(target.Destination, limit: long.MaxValue, ct);
            await blobs.PublishAsync(staged, rendition.Key, ct);
        }

        return true;
    }

    /// <summary>Where it starts from; null for a page or a frame, which is drawn for it alone.</summary>
    private static BlobArea? SourceOf(GetRendition rendition)
    {
        var transform = rendition.Transform;
        return !MediaTypes.IsDecoded(rendition.MediaType) ? transform.Page > 1 || transform.Time is not null ? null : BlobArea.Mezzanines
            : rendition.Mezzanine is { } size && transform.CanStartFrom(size) ? BlobArea.Mezzanines
            : BlobArea.Originals;
    }

    private static DomainError ErrorOf(Exception problem) => problem switch
    {
        ImageException { Problem: ImageProblem.Busy } => new RenditionBusy(RetryAfter),
        ImageException image => new RenditionImpossible(image.Code, image.Message),
        MediaException media => new RenditionImpossible(media.Code, media.Message),
        _ => throw new ArgumentException("Only what is wrong with a picture is an answer.", nameof(problem), problem),
    };

    private async Task RenderAsync(GetRendition query, Stream destination, CancellationToken ct)
    {
        var (source, transform) = await OpenSourceAsync(query, ct);
        await using var opened = source;
        await images.RenderAsync(source, transform, transform.Format, destination, ct);
    }

    /// <summary>What to start from, and what to make of that.</summary>
    private async Task<(Stream Source, CanonicalTransform Transform)> OpenSourceAsync(GetRendition query, CancellationToken ct) => SourceOf(query) switch
    {
        null => (await DrawAsync(query, ct), query.Transform.OfDrawn()),
        BlobArea.Mezzanines => (await OpenMezzanineAsync(query, ct), query.Transform),
        _ => (await OpenOriginalAsync(query, ct), query.Transform),
    };

    /// <summary>It may have been thrown away; where the original is a picture, that serves as well.</summary>
    private async Task<Stream> OpenMezzanineAsync(GetRendition query, CancellationToken ct)
    {
        var key = new BlobKey(BlobArea.Mezzanines, query.Region, query.Digest);
        return MediaTypes.IsDecoded(query.MediaType) ? await blobs.OpenAsync(key, ct) ?? await OpenOriginalAsync(query, ct) : await blobs.OpenExistingAsync(key, ct);
    }

    /// <summary>The page or frame, in the proportions of the picture that stands for the file: the rendition's size was promised before the page was seen, so one of another shape is padded.</summary>
    private async Task<Stream> DrawAsync(GetRendition query, CancellationToken ct)
    {
        var (transform, poster) = (query.Transform, query.Mezzanine!.Value);
        var scaled = transform.LayoutFor(poster).Scaled;
        await using var original = await OpenOriginalAsync(query, ct);
        var drawn = await media.DrawPartAsync(original, query.MediaType, new PicturePart(transform.Page, transform.Time ?? 0, Oversampling * Math.Max(scaled.Width, scaled.Height)), ct);
        var size = (await images.IdentifyAsync(drawn, ct)).Size;
        if (Math.Abs(((double)size.Width * poster.Height / ((double)size.Height * poster.Width)) - 1) < SameShape)
        {
            return drawn;
        }

        await using var odd = drawn;
        var framed = new MemoryStream();
        var frame = Frame(size, poster);
        await images.RenderAsync(odd, frame, frame.Format, framed, ct);
        return framed;
    }

    private static CanonicalTransform Frame(PixelSize page, PixelSize poster)
    {
        var scale = Math.Max((double)page.Width / poster.Width, (double)page.Height / poster.Height);
        var box = new Transform
        {
            Width = Math.Max(1, (int)Math.Round(poster.Width * scale)),
            Height = Math.Max(1, (int)Math.Round(poster.Height * scale)),
            Fit = Fit.Pad,
            Format = ImageFormat.Png,
        };
        return CanonicalTransform.TryResolve(box, new SourceImage(page, HasAlpha: false, MediaTypes.Png), out var frame, out var problems)
            ? frame
            : throw new ImageException(ImageProblem.TooManyPixels, string.Join(' ', problems.Select(problem => problem.Message)));
    }

    private Task<Stream> OpenOriginalAsync(GetRendition query, CancellationToken ct) => blobs.OpenExistingAsync(new BlobKey(BlobArea.Originals, query.Region, query.Digest), ct);
}
