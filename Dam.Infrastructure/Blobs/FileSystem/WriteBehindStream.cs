using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Dam.Infrastructure.Blobs.FileSystem;

/// <summary>
/// Writes to a file behind its writer: while one buffer fills, the one before is looked at and on its way to the disk, so that receiving takes place meanwhile. What a background write fails with
/// comes out of the next call.
/// </summary>
/// <param name="file">Written from its start; not closed with this stream.</param>
/// <param name="look">Sees all bytes in their order, each before it is written.</param>
internal sealed class WriteBehindStream(SafeFileHandle file, WriteBehindStream.Looker look) : Stream
{
    /// <summary>Large enough that the disk, not the number of calls, sets the pace; two of them are in use at most.</summary>
    private const int BufferSize = 256 * 1024;

    /// <summary>
    /// Hashing and writing take most of an upload's processor time, in stretches that a request which waits for less would wait for. Their threads get a third of what such a request gets; as many as
    /// there are processors, since one may wait for its disk.
    /// </summary>
    private static readonly NicerThreads Behind = new("Dam intake", niceness: 5, Environment.ProcessorCount);

    private byte[] _filling = ArrayPool<byte>.Shared.Rent(BufferSize);
    private byte[]? _other;
    private int _filled;
    private long _handedOver;
    private Task _behind = Task.CompletedTask;

    /// <summary>Takes a look at bytes that are about to be written.</summary>
    internal delegate void Looker(ReadOnlySpan<byte> bytes);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _handedOver + _filled;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var rest = buffer[Fill(buffer.Span)..];
        return rest.IsEmpty ? default : HandOverAndFillAsync(rest);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Writes by itself what is full. Not to be mixed with <see cref="WriteAsync(ReadOnlyMemory{byte}, CancellationToken)"/>.</summary>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        for (var rest = buffer[Fill(buffer)..]; !rest.IsEmpty; rest = rest[Fill(rest)..])
        {
            if (!_behind.IsCompletedSuccessfully)
            {
                throw new InvalidOperationException("What was written asynchronously is still on its way.");
            }

            WriteOut(_filling, _filled, _handedOver);
            _handedOver += _filled;
            _filled = 0;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Returns when the operating system has everything.</summary>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_filled > 0)
        {
            await HandOverAsync();
        }

        await _behind;
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Leaves unwritten what was not flushed.</summary>
    public override async ValueTask DisposeAsync()
    {
        // Whoever asked for the bytes to be written has been told of a failure, or does not want them any more.
        await _behind.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var buffer in (byte[]?[])[_filling, _other])
        {
            if (buffer is { Length: > 0 })
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        (_filling, _other, _filled) = ([], null, 0);
        await base.DisposeAsync();
    }

    private async ValueTask HandOverAndFillAsync(ReadOnlyMemory<byte> rest)
    {
        for (; !rest.IsEmpty; rest = rest[Fill(rest.Span)..])
        {
            await HandOverAsync();
        }
    }

    /// <summary>How much of it there was room for.</summary>
    private int Fill(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_filling.Length == 0, this);
        var count = Math.Min(bytes.Length, BufferSize - _filled);
        bytes[..count].CopyTo(_filling.AsSpan(_filled));
        _filled += count;
        return count;
    }

    private async Task HandOverAsync()
    {
        await _behind;
        var (full, count, offset) = (_filling, _filled, _handedOver);
        _behind = Task.Factory.StartNew(() => WriteOut(full, count, offset), CancellationToken.None, TaskCreationOptions.DenyChildAttach, Behind);
        (_filling, _other) = (_other ?? ArrayPool<byte>.Shared.Rent(BufferSize), full);
        _handedOver += count;
        _filled = 0;
    }

    private void WriteOut(byte[] buffer, int count, long offset)
    {
        look(buffer.AsSpan(0, count));
        RandomAccess.Write(file, buffer.AsSpan(0, count), offset);
        EarlyWriting.Begin(file, offset, count);
    }
}
