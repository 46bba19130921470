using System.Buffers.Binary;

namespace Dam.Infrastructure.Imaging.Apart;

/// <summary>What is made, sent to the service as it comes, in pieces that are worth sending.</summary>
/// <param name="index">Which of several.</param>
internal sealed class MadeStream(int index, Frames frames, Lock sending) : Stream
{
    private readonly byte[] _piece = new byte[64 * 1024];
    private int _filled;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = Math.Min(buffer.Length, _piece.Length - _filled);
            buffer[..count].CopyTo(_piece.AsSpan(_filled));
            buffer = buffer[count..];
            _filled += count;
            if (_filled == _piece.Length)
            {
                Flush();
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        if (_filled == 0)
        {
            return;
        }

        Span<byte> which = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(which, index);
        lock (sending)
        {
            frames.Send(FrameKind.Made, which, _piece.AsSpan(0, _filled));
        }

        _filled = 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
