using Dam.Domain.Blobs;
using Dam.Domain.Delivery;

namespace Dam.Domain.Renditions;

/// <summary>A rendition's bytes: whole in memory, or in a seekable stream with a length, which whoever asked disposes. One of the two is null.</summary>
public sealed record RenditionFile(byte[]? Bytes, Stream? Stream)
{
    /// <summary>In bytes. What is larger is read from the store each time.</summary>
    public const int LargestInMemory = 256 * 1024;
}

/// <summary>Renditions that were asked for lately, in memory.</summary>
/// <param name="capacity">In bytes.</param>
public sealed class RecentRenditions(long capacity)
{
    private readonly RecentCache<BlobKey, RenditionFile> _files = new(capacity, static file => file.Bytes!.Length);

    public RenditionFile? Find(BlobKey key) => _files.TryGet(key, out var file) ? file : null;

    /// <summary>Takes a stream that is small enough into memory, and closes it; gives back others as they are.</summary>
    public async Task<RenditionFile> TakeAsync(BlobKey key, Stream stream, CancellationToken ct)
    {
        if (stream.Length > Math.Min(RenditionFile.LargestInMemory, capacity / 2))
        {
            return new RenditionFile(Bytes: null, stream);
        }

        await using (stream)
        {
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, ct);
            var file = new RenditionFile(bytes, Stream: null);
            _files.Set(key, file);
            return file;
        }
    }
}
