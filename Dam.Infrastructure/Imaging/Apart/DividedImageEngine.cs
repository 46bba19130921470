using Dam.Domain.Imaging;
using Dam.Domain.Jobs;
using Dam.Domain.Likenesses;
using Dam.Infrastructure.Imaging.Vips;
using Dam.Infrastructure.Jobs;

namespace Dam.Infrastructure.Imaging.Apart;

/// <summary>
/// What a request waits for is made here, at once; what a job does (<see cref="IQuietWork"/>) is made apart, where it takes no time from requests, and where a file that breaks its decoder breaks
/// nothing else. A stranger's file is decoded by a job first, whole.
/// </summary>
internal sealed class DividedImageEngine(VipsImageEngine here, ApartImageEngine apart) : IImageEngine
{
    private IImageEngine Engine => QuietThreads.AreCurrent ? apart : here;

    public Task<ImageHeader> IdentifyAsync(Stream source, CancellationToken cancellationToken) => Engine.IdentifyAsync(source, cancellationToken);

    public Task<EmbeddedBlocks> ReadBlocksAsync(Stream source, CancellationToken cancellationToken) => Engine.ReadBlocksAsync(source, cancellationToken);

    public Task<ImageFacts> PrepareAsync(Stream source, Stream mezzanine, CancellationToken cancellationToken) => Engine.PrepareAsync(source, mezzanine, cancellationToken);

    public Task<Likeness?> LookAsync(Stream source, CancellationToken cancellationToken) => Engine.LookAsync(source, cancellationToken);

    public Task RenderAsync(Stream source, CanonicalTransform transform, ImageFormat format, Stream destination, CancellationToken cancellationToken) =>
        Engine.RenderAsync(source, transform, format, destination, cancellationToken);

    public Task RenderSetAsync(Stream source, IReadOnlyList<RenditionTarget> set, CancellationToken cancellationToken) => Engine.RenderSetAsync(source, set, cancellationToken);
}
