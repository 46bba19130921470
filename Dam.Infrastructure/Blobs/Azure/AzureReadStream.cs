using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Dam.Infrastructure.Blobs.Azure;

/// <summary>
/// A blob's content as it was when it was opened. Read from front to back it is one request; a jump asks anew from there, and only when something is read.
/// </summary>
internal sealed class AzureReadStream : Stream
{
    /// <summary>A jump ahead by at most so much is read and thrown away, which is cheaper than another request.</summary>
    private const int ShortJump = 256 * 1024;

    private readonly BlockBlobClient _blob;
    private readonly ETag _version;
    private BlobDownloadStreamingResult? _response;
    private long _responseAt;

    public AzureReadStream(BlockBlobClient blob, BlobDownloadStreamingResult whole)
    {
        _blob = blob;
        _response = whole;
        _version = whole.Details.ETag;
        Length = whole.Details.ContentLength;
    }

    /// <summary>Which content of the blob this is.</summary>
    public ETag Version => _version;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        await MoveAsync(cancellationToken);
        var count = await _response!.Content.ReadAsync(buffer, cancellationToken);
        Advance(count);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>For decoders, which read from a worker thread of their own.</summary>
    public override int Read(Span<byte> buffer)
    {
        if (Position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        Move();
        var count = _response!.Content.Read(buffer);
        Advance(count);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin)
    {
        var position = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => Position,
            _ => Length,
        };
        ArgumentOutOfRangeException.ThrowIfNegative(position, nameof(offset));
        return Position = position;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Drop();
        }

        base.Dispose(disposing);
    }

    private void Advance(int count)
    {
        if (count == 0)
        {
            throw new EndOfStreamException($"The store ended the content at byte {Position} of {Length}.");
        }

        Position += count;
        _responseAt = Position;
    }

    private async ValueTask MoveAsync(CancellationToken ct)
    {
        if (NeedsRequest())
        {
            _response = await _blob.DownloadStreamingAsync(RestOfIt(), ct);
            _responseAt = Position;
            return;
        }

        var skipped = new byte[Position - _responseAt];
        await _response!.Content.ReadExactlyAsync(skipped, ct);
    }

    private void Move()
    {
        if (NeedsRequest())
        {
            _response = _blob.DownloadStreaming(RestOfIt());
            _responseAt = Position;
            return;
        }

        Span<byte> skipped = new byte[Position - _responseAt];
        _response!.Content.ReadExactly(skipped);
    }

    /// <summary>Drops a response that the position cannot be reached in.</summary>
    private bool NeedsRequest()
    {
        if (_response is not null && (Position < _responseAt || Position - _responseAt > ShortJump))
        {
            Drop();
        }

        return _response is null;
    }

    private void Drop()
    {
        _response?.Dispose();
        _response = null;
    }

    private BlobDownloadOptions RestOfIt() => new()
    {
        Range = new global::Azure.HttpRange(Position),
        Conditions = new BlobRequestConditions { IfMatch = _version },
    };
}
