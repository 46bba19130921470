using System.Security.Cryptography;
using Dam.Domain.Blobs;
using Dam.Infrastructure.Telemetry;

namespace Dam.Infrastructure.Blobs;

/// <summary>Counts, bounds and hashes what is written through it, and keeps the first bytes.</summary>
/// <param name="target">Takes the bytes; not disposed with this stream.</param>
/// <param name="limit">Most bytes; <see cref="BlobTooLargeException"/> at the first one past it.</param>
/// <param name="targetHashes">Whether the target gives what it takes to <see cref="Hash"/>, in order and before <see cref="Complete"/>.</param>
internal sealed class HashingStream(Stream target, long limit, bool targetHashes = false) : Stream
{
    private const int HeadSize = 4096;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _head = new byte[HeadSize];
    private bool _complete;

    public long Count { get; private set; }

    public ReadOnlyMemory<byte> Head => _head.AsMemory(0, (int)Math.Min(Count, HeadSize));

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_complete;

    public override long Length => Count;

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    /// <summary>The digest; nothing can be written from then on.</summary>
    public string Complete()
    {
        _complete = true;
        DamTelemetry.Took(Count);
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Hash(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>Not by Dispose: whoever writes may dispose the stream, and the digest is asked for afterwards.</summary>
    public void Release() => _hash.Dispose();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Take(buffer);
        target.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Take(buffer.Span);
        return target.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Take(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_complete, this);
        if (bytes.Length > limit - Count)
        {
            throw new BlobTooLargeException(limit);
        }

        if (!targetHashes)
        {
            Hash(bytes);
        }

        if (Count < HeadSize)
        {
            bytes[..(int)Math.Min(bytes.Length, HeadSize - Count)].CopyTo(_head.AsSpan((int)Count));
        }

        Count += bytes.Length;
    }
}
