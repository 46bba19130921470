using System.Buffers.Binary;

namespace Dam.Infrastructure.Imaging.Apart;

/// <summary>What a frame holds.</summary>
internal enum FrameKind : byte
{
    /// <summary>To the process: a <see cref="PictureTask"/>.</summary>
    Task = 1,

    /// <summary>From it: it wants bytes of the picture's file; 8 bytes where they begin, 4 how many at most.</summary>
    Wanted,

    /// <summary>To it: those bytes; none at the file's end.</summary>
    Bytes,

    /// <summary>From it: bytes of what it makes; 4 bytes for which of several, then the bytes.</summary>
    Made,

    /// <summary>From it: the answer, after which it takes the next task.</summary>
    Done,

    /// <summary>From it, in the place of an answer: a <see cref="PictureRefusal"/>.</summary>
    Refused,

    /// <summary>From it, in the place of an answer: what a fault of the service said.</summary>
    Failed,
}

/// <summary>
/// The talk between the service and a process that works on pictures: one byte for the kind, four for the length (little-endian), the bytes. Neither end trusts the other with more than
/// <see cref="LongestFrame"/>. Whoever writes holds a lock of their own.
/// </summary>
internal sealed class Frames(Stream input, Stream output)
{
    /// <summary>A task with a large watermark in base 64.</summary>
    public const int LongestFrame = 64 * 1024 * 1024;

    private const int HeaderLength = 5;

    private readonly byte[] _header = new byte[HeaderLength];
    private byte[] _payload = new byte[64 * 1024];

    public void Send(FrameKind kind, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default)
    {
        var length = first.Length + second.Length;
        if (length > LongestFrame)
        {
            throw new InvalidDataException($"A frame of {length} bytes is longer than any may be.");
        }

        Span<byte> header = stackalloc byte[HeaderLength];
        header[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], length);
        output.Write(header);
        output.Write(first);
        output.Write(second);
        output.Flush();
    }

    /// <summary>The next frame; its bytes hold until the next call. Null at the end.</summary>
    public FrameKind? Receive(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (input.ReadAtLeast(_header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(1));
        if (length is < 0 or > LongestFrame)
        {
            throw new InvalidDataException($"A frame says that it has {length} bytes.");
        }

        if (_payload.Length < length)
        {
            _payload = new byte[length];
        }

        if (input.ReadAtLeast(_payload.AsSpan(0, length), length, throwOnEndOfStream: false) < length)
        {
            return null;
        }

        payload = _payload.AsSpan(0, length);
        return (FrameKind)_header[0];
    }
}
