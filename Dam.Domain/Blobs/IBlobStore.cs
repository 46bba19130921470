namespace Dam.Domain.Blobs;

public enum BlobArea
{
    /// <summary>Untouched files, named by their SHA-256. Never lost.</summary>
    Originals,

    /// <summary>Large intermediate images, named by the original's SHA-256. Can be made again.</summary>
    Mezzanines,

    /// <summary>What is delivered, named by the original's SHA-256 and the transform. Can be made again.</summary>
    Renditions,
}

/// <summary>Where bytes lie. The region is part of the key, so that bytes of one region never touch another's container.</summary>
/// <param name="Area">What they are.</param>
/// <param name="Region">A short lower-case name; <c>default</c> unless configured.</param>
/// <param name="Digest">SHA-256 of the original, 64 lower-case hexadecimal digits.</param>
/// <param name="Variant">Canonical transform with its format; empty for an original.</param>
public readonly record struct BlobKey(BlobArea Area, string Region, string Digest, string Variant = "");

/// <summary>Bytes that were read once: counted and hashed, but not yet in their place. Disposing throws away what was not published.</summary>
public abstract class StagedBlob : IAsyncDisposable
{
    /// <summary>SHA-256, 64 lower-case hexadecimal digits.</summary>
    public abstract string Digest { get; }

    /// <summary>Bytes.</summary>
    public abstract long Size { get; }

    /// <summary>The first bytes, at most 4,096, from which the type is read.</summary>
    public abstract ReadOnlyMemory<byte> Head { get; }

    public abstract ValueTask DisposeAsync();
}

/// <param name="Size">Bytes.</param>
/// <param name="WrittenAt">By the store's clock.</param>
public sealed record StoredBlob(BlobName Name, long Size, DateTimeOffset WrittenAt);

/// <summary>The source held more bytes than it may.</summary>
public sealed class BlobTooLargeException(long limit) : Exception($"More than {limit} bytes.")
{
    public long Limit { get; } = limit;
}

/// <summary>Where bytes live. Content is written whole or not at all, and never changed once it is there.</summary>
public interface IBlobStore
{
    /// <summary>
    /// Takes a stream in, never whole in memory. Throws <see cref="BlobTooLargeException"/> at the first byte past <paramref name="limit"/>.
    /// </summary>
    Task<StagedBlob> StageAsync(Stream content, long limit, CancellationToken ct);

    /// <summary>The same for content that somebody writes; whatever <paramref name="write"/> throws comes through.</summary>
    Task<StagedBlob> StageAsync(Func<Stream, Task> write, long limit, CancellationToken ct);

    /// <summary>
    /// Moves staged bytes to their place, durable when it returns. What is there already stays, and is the same. May be called again, to put back what was deleted meanwhile.
    /// </summary>
    Task PublishAsync(StagedBlob staged, BlobKey key, CancellationToken ct);

    /// <summary>A seekable stream with a length, or null when there is nothing.</summary>
    Task<Stream?> OpenAsync(BlobKey key, CancellationToken ct);

    Task<bool> ExistsAsync(BlobKey key, CancellationToken ct);

    /// <summary>False when there was nothing.</summary>
    Task<bool> DeleteAsync(BlobKey key, CancellationToken ct);

    /// <summary>Deletes all that was made of an original, and then the original.</summary>
    Task DeleteAllAsync(BlobName name, CancellationToken ct);

    /// <summary>Every original, a portion at a time in memory, in no order. What comes or goes meanwhile may be in it or not.</summary>
    IAsyncEnumerable<StoredBlob> ListOriginalsAsync(CancellationToken ct);

    /// <summary>How many blobs there are under a digest, whatever their variants.</summary>
    Task<int> CountAsync(BlobArea area, string region, string digest, CancellationToken ct);
}

/// <summary>A store whose blobs are files that others on the machine can read.</summary>
public interface ILocalBlobs
{
    /// <summary>From the store's folder, with slashes, of characters that need no escaping.</summary>
    string PathIn(BlobKey key);
}

public static class BlobStoreExtensions
{
    /// <summary>The stream of bytes that some row names or that were just made: that they are not there is a fault of the store.</summary>
    public static async Task<Stream> OpenExistingAsync(this IBlobStore blobs, BlobKey key, CancellationToken ct) =>
        await blobs.OpenAsync(key, ct) ?? throw new IOException($"There is nothing in the store at {key.Area}/{key.Region}/{key.Digest}/{key.Variant}.");
}
