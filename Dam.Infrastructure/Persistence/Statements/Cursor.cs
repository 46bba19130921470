using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace Dam.Infrastructure.Persistence.Statements;

/// <summary>
/// The values of a row's keys, as given out to callers: base64url of each key's value (8 bytes for a number, 16 for an id, a length of 2 bytes and UTF-8 for a text) and a
/// checksum (4 bytes) over list, order and values, so that what was altered on its way is refused. Not signed: it holds nothing that a filter could not say.
/// </summary>
internal readonly struct Cursor
{
    /// <summary>Longer ones were not made here.</summary>
    private const int Longest = 16_384;

    private readonly object[] _values;

    private Cursor(object[] values) => _values = values;

    public long Number(int key) => (long)_values[key];

    public string Text(int key) => (string)_values[key];

    public Guid Id(int key) => (Guid)_values[key];

    public static bool TryParse(string text, uint fingerprint, Key[] keys, out Cursor cursor)
    {
        cursor = default;
        if (text.Length > Longest || !Base64Url.IsValid(text))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = Base64Url.DecodeFromChars(text);
        if (rest.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32BigEndian(rest[^sizeof(uint)..]) != Checksum.Mix(fingerprint, rest[..^sizeof(uint)]))
        {
            return false;
        }

        rest = rest[..^sizeof(uint)];
        var values = new object[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            if (TakeValue(ref rest, keys[i].Type) is not { } value)
            {
                return false;
            }

            values[i] = value;
        }

        cursor = new Cursor(values);
        return rest.IsEmpty;
    }

    private static object? TakeValue(ref ReadOnlySpan<byte> rest, KeyType type)
    {
        var length = type switch
        {
            KeyType.Number => sizeof(long),
            KeyType.Id => 16,
            _ when rest.Length >= sizeof(ushort) => sizeof(ushort) + BinaryPrimitives.ReadUInt16BigEndian(rest),
            _ => int.MaxValue,
        };
        if (rest.Length < length)
        {
            return null;
        }

        var bytes = rest[..length];
        rest = rest[length..];
        return type switch
        {
            KeyType.Number => BinaryPrimitives.ReadInt64BigEndian(bytes),
            KeyType.Id => new Guid(bytes, bigEndian: true),
            _ => Encoding.UTF8.GetString(bytes[sizeof(ushort)..]),
        };
    }
}

/// <summary>FNV-1a (32 bits): the same in every process, which hash codes are not.</summary>
internal static class Checksum
{
    public const uint Start = 2166136261;

    public static uint Mix(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            hash = unchecked((hash ^ value) * 16777619);
        }

        return hash;
    }
}

/// <summary>Writes what <see cref="Cursor.TryParse"/> reads.</summary>
internal readonly struct CursorWriter(uint fingerprint)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64);

    public void Write(long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(sizeof(long)), number);
        _bytes.Advance(sizeof(long));
    }

    public void Write(Guid id)
    {
        _ = id.TryWriteBytes(_bytes.GetSpan(16), bigEndian: true, out var written);
        _bytes.Advance(written);
    }

    public void Write(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var span = _bytes.GetSpan(sizeof(ushort) + length);
        BinaryPrimitives.WriteUInt16BigEndian(span, checked((ushort)length));
        _ = Encoding.UTF8.GetBytes(text, span[sizeof(ushort)..]);
        _bytes.Advance(sizeof(ushort) + length);
    }

    /// <summary>Ends the cursor.</summary>
    public string ToText()
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(sizeof(uint)), Checksum.Mix(fingerprint, _bytes.WrittenSpan));
        _bytes.Advance(sizeof(uint));
        return Base64Url.EncodeToString(_bytes.WrittenSpan);
    }
}
