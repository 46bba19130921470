namespace Dam.Tests.Infrastructure;

/// <summary>Zeros, made as they are read.</summary>
/// <param name="length">How many.</param>
/// <param name="afterReads">After so many reads, <paramref name="then"/> is called.</param>
internal sealed class EndlessStream(long length = long.MaxValue, int afterReads = int.MaxValue, Action? then = null) : Stream
{
    private long _position;
    private int _reads;

    public EndlessStream(int afterReads, Action then)
        : this(long.MaxValue, afterReads, then)
    {
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (++_reads == afterReads)
        {
            then?.Invoke();
        }

        var count = (int)Math.Min(buffer.Length, length - _position);
        buffer[..count].Clear();
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
