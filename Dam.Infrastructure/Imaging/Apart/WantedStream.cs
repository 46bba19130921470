using System.Buffers.Binary;

namespace Dam.Infrastructure.Imaging.Apart;

/// <summary>A file that the service holds, as the process sees it that works on it: read in pieces when they are wanted.</summary>
internal sealed class WantedStream(long length, Frames frames, Lock sending) : Stream
{
    /// <summary>Most that is wanted at a time.</summary>
    public const int PieceSize = 256 * 1024;

    private readonly byte[] _piece = new byte[PieceSize];
    private long _pieceAt;
    private int _pieceLength;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (Position >= length || buffer.IsEmpty)
        {
            return 0;
        }

        if (Position < _pieceAt || Position >= _pieceAt + _pieceLength)
        {
            Fetch();
        }

        var found = _piece.AsSpan((int)(Position - _pieceAt), (int)(_pieceAt + _pieceLength - Position));
        var count = Math.Min(found.Length, buffer.Length);
        found[..count].CopyTo(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Fetch()
    {
        Span<byte> wanted = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(wanted, Position);
        BinaryPrimitives.WriteInt32LittleEndian(wanted[8..], PieceSize);
        lock (sending)
        {
            frames.Send(FrameKind.Wanted, wanted);
        }

        // Nobody else waits for a frame while a picture is worked on.
        if (frames.Receive(out var bytes) != FrameKind.Bytes || bytes.Length > PieceSize)
        {
            throw new EndOfStreamException("The service is gone.");
        }

        bytes.CopyTo(_piece);
        (_pieceAt, _pieceLength) = (Position, bytes.Length);
    }
}
