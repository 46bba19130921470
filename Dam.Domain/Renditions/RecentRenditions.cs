using Dam.Domain.Blobs;
using Dam.Domain.Delivery;
using Dam.Domain.Imaging;

namespace Dam.Domain.Renditions;

/// <summary>The bytes of a rendition, whole in memory or in a stream; one of the two is null.</summary>
/// <param name="Bytes">Nobody changes them.</param>
/// <param name="Stream">Seekable, with a length; the caller disposes it.</param>
/// <param name="Transform">What they are: what was asked for, or what stands in for it.</param>
/// <param name="IsStandIn">Something else was asked for and is being made: whoever keeps these bytes has to ask again soon.</param>
public sealed record RenditionFile(byte[]? Bytes, Stream? Stream, CanonicalTransform Transform, FileSource Source, bool IsStandIn = false)
{
    /// <summary>In bytes. What is larger is read from the store each time.</summary>
    public const int LargestInMemory = 256 * 1024;
}

/// <summary>Renditions that were asked for lately, in memory.</summary>
/// <param name="capacity">In bytes.</param>
public sealed class RecentRenditions(long capacity)
{
    /// <summary>In milliseconds. After that a file is read again, by which the store sees that it is still in use.</summary>
    private const long Longest = 3_600_000;

    private readonly RecentCache<BlobKey, Taken> _files = new(capacity, static taken => taken.File.Bytes!.Length);

    public RenditionFile? Find(BlobKey key) => _files.TryGet(key, out var taken) && Environment.TickCount64 - taken.At < Longest ? taken.File : null;

    /// <summary>Takes a stream that is small enough into memory, and closes it; gives back others as they are.</summary>
    public async Task<RenditionFile> TakeAsync(GetRendition rendition, Stream stream, FileSource source, CancellationToken ct)
    {
        if (stream.Length > Math.Min(RenditionFile.LargestInMemory, capacity / 2))
        {
            return new RenditionFile(Bytes: null, stream, rendition.Transform, source);
        }

        await using (stream)
        {
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, ct);
            var file = new RenditionFile(bytes, Stream: null, rendition.Transform, source);
            _files.Set(rendition.Key, new Taken(file with { Source = FileSource.Memory }, Environment.TickCount64));
            return file;
        }
    }

    /// <param name="At">By the machine's steady counter, in milliseconds.</param>
    private sealed record Taken(RenditionFile File, long At);
}
