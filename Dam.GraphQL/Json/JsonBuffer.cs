using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Dam.GraphQL.Json;

/// <summary>
/// JSON in UTF-8, in one pooled array. It can be cut back to an earlier length, which is how a value that turns out
/// to be null is taken back.
/// </summary>
public sealed class JsonBuffer : IBufferWriter<byte>, IDisposable
{
    /// <summary>What a JSON string cannot hold as it is. All of it is ASCII, which is much faster to look for than other sets.</summary>
    private static readonly SearchValues<char> NotPlain = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(unit => (char)unit), '"', '\\']);

    private byte[] _bytes;
    private int _length;

    public JsonBuffer(int capacity = 16 * 1024) => _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Bytes written.</summary>
    public int Length => _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _length);

    /// <summary>What was written, to be changed in place.</summary>
    internal Span<byte> Editable => _bytes.AsSpan(0, _length);

    /// <summary>Largest length. Who has written more learns it when the buffer must grow again, or from <see cref="CheckLength"/>.</summary>
    public int MaxLength { get; set; } = int.MaxValue;

    /// <exception cref="JsonBufferFullException">More was written than is allowed.</exception>
    public void CheckLength()
    {
        if (_length > MaxLength)
        {
            throw new JsonBufferFullException(MaxLength);
        }
    }

    /// <summary>Takes back what was written behind <paramref name="length"/>.</summary>
    public void Truncate(int length) => _length = length;

    public void WriteNull() => WriteRaw("null"u8);

    public void WriteBoolean(bool value) => WriteRaw(value ? "true"u8 : "false"u8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value)
    {
        if (_length == _bytes.Length)
        {
            Grow(1);
        }

        _bytes[_length++] = value;
    }

    /// <summary>Bytes that are JSON already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteRaw(ReadOnlySpan<byte> json)
    {
        if (json.Length > _bytes.Length - _length)
        {
            Grow(json.Length);
        }

        json.CopyTo(_bytes.AsSpan(_length));
        _length += json.Length;
    }

    public void WriteNumber(int value)
    {
        Reserve(11);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out var written);
        _length += written;
    }

    public void WriteNumber(long value)
    {
        Reserve(20);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out var written);
        _length += written;
    }

    /// <summary>A finite number, in the shortest form that reads back to it.</summary>
    public void WriteNumber(double value)
    {
        Reserve(32);
        value.TryFormat(_bytes.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    public void WriteNumber(decimal value)
    {
        Reserve(32);
        value.TryFormat(_bytes.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    public void WriteString(string? value)
    {
        if (value is null)
        {
            WriteNull();
        }
        else
        {
            WriteString(value.AsSpan());
        }
    }

    /// <remarks>Half of a surrogate pair has no UTF-8 and becomes U+FFFD.</remarks>
    public void WriteString(ReadOnlySpan<char> value)
    {
        // A UTF-16 unit takes at most three bytes of UTF-8, six when escaped.
        Reserve((value.Length * 3) + 2);
        _bytes[_length++] = (byte)'"';
        while (true)
        {
            var plain = value.IndexOfAny(NotPlain);
            if (plain < 0)
            {
                _length += Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_length));
                break;
            }

            _length += Encoding.UTF8.GetBytes(value[..plain], _bytes.AsSpan(_length));
            WriteEscaped(value[plain]);
            value = value[(plain + 1)..];
            Reserve((value.Length * 3) + 2);
        }

        _bytes[_length++] = (byte)'"';
    }

    /// <summary>A string that is known to hold no character that must be escaped, such as an id.</summary>
    public void WriteGuid(Guid value)
    {
        Reserve(38);
        _bytes[_length++] = (byte)'"';
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out var written);
        _length += written;
        _bytes[_length++] = (byte)'"';
    }

    /// <summary>RFC 3339 in UTC, the fraction of a second only as long as it must be.</summary>
    public void WriteInstant(DateTimeOffset value)
    {
        Reserve(32);
        var utc = value.UtcDateTime;
        var target = _bytes.AsSpan(_length);
        target[0] = (byte)'"';
        utc.TryFormat(target[1..], out var written, "s", CultureInfo.InvariantCulture);
        var at = 1 + written;
        var fraction = (int)(utc.Ticks % TimeSpan.TicksPerSecond);
        if (fraction != 0)
        {
            target[at++] = (byte)'.';
            for (var unit = (int)TimeSpan.TicksPerSecond / 10; fraction != 0; unit /= 10)
            {
                target[at++] = (byte)('0' + (fraction / unit));
                fraction %= unit;
            }
        }

        target[at++] = (byte)'Z';
        target[at++] = (byte)'"';
        _length += at;
    }

    void IBufferWriter<byte>.Advance(int count) => _length += count;

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_length);
    }

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => ((IBufferWriter<byte>)this).GetMemory(sizeHint).Span;

    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        _length = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    public override string ToString() => Encoding.UTF8.GetString(Written);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int count)
    {
        if (count > _bytes.Length - _length)
        {
            Grow(count);
        }
    }

    private void WriteEscaped(char unit)
    {
        Reserve(8);
        var shortForm = unit switch
        {
            '"' => (byte)'"',
            '\\' => (byte)'\\',
            '\n' => (byte)'n',
            '\r' => (byte)'r',
            '\t' => (byte)'t',
            '\b' => (byte)'b',
            '\f' => (byte)'f',
            _ => (byte)0,
        };
        _bytes[_length++] = (byte)'\\';
        if (shortForm != 0)
        {
            _bytes[_length++] = shortForm;
        }
        else
        {
            "u00"u8.CopyTo(_bytes.AsSpan(_length));
            _bytes[_length + 3] = (byte)(unit < 0x10 ? '0' : '1');
            _bytes[_length + 4] = (byte)"0123456789abcdef"[unit & 0xF];
            _length += 5;
        }
    }

    private void Grow(int count)
    {
        CheckLength();
        ObjectDisposedException.ThrowIf(_bytes.Length == 0, this);
        var needed = (long)_length + count;
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, 2L * _bytes.Length), Array.MaxLength));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}

/// <summary>More was written than <see cref="JsonBuffer.MaxLength"/> allows.</summary>
public sealed class JsonBufferFullException(int maxLength) : Exception($"The response is larger than {maxLength} bytes.");
