namespace Dam.Domain.Blobs;

/// <summary>Why nothing was added to what had come.</summary>
public enum AppendProblem
{
    /// <summary>The content does not begin where the bytes that are there end.</summary>
    Offset,

    /// <summary>Somebody else is adding to it at this moment.</summary>
    Busy,

    /// <summary>The content is not what its sender says it is; it was thrown away.</summary>
    Checksum,

    /// <summary>It has come in as many parts as can be.</summary>
    Full,
}

/// <param name="problem">Why nothing was added.</param>
/// <param name="length">Bytes that are there.</param>
public sealed class AppendRefusedException(AppendProblem problem, long length) : Exception($"{problem} at {length}")
{
    public AppendProblem Problem => problem;

    public long Length => length;
}

/// <summary>The content that was staged is not what lies there now: it was written to again.</summary>
public sealed class BlobChangedException(string message, Exception inner) : Exception(message, inner);

/// <summary>Bytes that came before they were read, each under the upload's id.</summary>
public interface IArrivedBlobs
{
    /// <summary>Bytes that are there, and durable; 0 when none have come.</summary>
    Task<long> LengthAsync(Guid uploadId, CancellationToken ct);

    /// <summary>
    /// Reads and hashes what has come, so that it can be published; null when there is nothing. It stays here until it is deleted, and publishing throws
    /// <see cref="BlobChangedException"/> when it was changed meanwhile. Throws <see cref="AppendRefusedException"/> while somebody adds to it.
    /// </summary>
    Task<StagedBlob?> StageAsync(Guid uploadId, CancellationToken ct);

    Task DeleteAsync(Guid uploadId, CancellationToken ct);
}

/// <summary>Bytes of uploads that come in parts, until the upload is whole. Any node may go on where another ended.</summary>
public interface IIncomingBlobs : IArrivedBlobs
{
    /// <summary>
    /// Adds to what is there and gives the new length, durable when it returns. Of content that breaks off, what had come is kept, and its failure comes through.
    /// Throws <see cref="AppendRefusedException"/>, and <see cref="BlobTooLargeException"/> at the first byte past <paramref name="limit"/>.
    /// </summary>
    /// <param name="offset">Where the content begins.</param>
    /// <param name="limit">Most bytes of the content.</param>
    /// <param name="isRight">Asked when all of the content has come; then all of it is kept, or none. Null for no such question.</param>
    Task<long> AppendAsync(Guid uploadId, long offset, Stream content, long limit, Func<bool>? isRight, CancellationToken ct);
}
