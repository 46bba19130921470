using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace Dam.Infrastructure.Media;

/// <summary>Name and kind of a colour profile (ICC.1:2022, clause 7).</summary>
internal static class IccProfile
{
    private const int HeaderLength = 128;

    private const int MostTags = 100;

    /// <summary>Null for what is no profile.</summary>
    public static JsonObject? Describe(ReadOnlySpan<byte> profile)
    {
        if (profile.Length < HeaderLength + 4 || !profile[36..40].SequenceEqual("acsp"u8))
        {
            return null;
        }

        return Members.Given(("description", NameOf(profile)), ("colorSpace", Signature(profile[16..20])), ("class", Signature(profile[12..16])));
    }

    private static JsonNode? NameOf(ReadOnlySpan<byte> profile)
    {
        var tags = Math.Min(BinaryPrimitives.ReadInt32BigEndian(profile[HeaderLength..]), MostTags);
        for (var i = 0; i < tags && HeaderLength + 4 + ((i + 1) * 12) <= profile.Length; i++)
        {
            var entry = profile.Slice(HeaderLength + 4 + (i * 12), 12);
            if (entry[..4].SequenceEqual("desc"u8))
            {
                var (offset, length) = (BinaryPrimitives.ReadUInt32BigEndian(entry[4..]), BinaryPrimitives.ReadUInt32BigEndian(entry[8..]));
                return offset + (long)length <= profile.Length && length >= 16 ? Text(profile.Slice((int)offset, (int)length)) : null;
            }
        }

        return null;
    }

    /// <summary>One text of version 2, or the first of version 4's.</summary>
    private static JsonNode? Text(ReadOnlySpan<byte> tag)
    {
        var isMany = tag[..4].SequenceEqual("mluc"u8);
        if (isMany && tag.Length < 28)
        {
            return null;
        }

        var (length, offset) = isMany
            ? (BinaryPrimitives.ReadUInt32BigEndian(tag[20..]), BinaryPrimitives.ReadUInt32BigEndian(tag[24..]))
            : (BinaryPrimitives.ReadUInt32BigEndian(tag[8..]), 12u);
        if (offset + (long)length > tag.Length)
        {
            return null;
        }

        var bytes = tag.Slice((int)offset, (int)length);
        return EmbeddedText.Line(isMany ? Encoding.BigEndianUnicode.GetString(bytes) : Encoding.Latin1.GetString(bytes), EmbeddedText.LongestLine) is { } text ? text : null;
    }

    private static JsonNode? Signature(ReadOnlySpan<byte> bytes) => EmbeddedText.Line(Encoding.Latin1.GetString(bytes), 4) is { } text ? text : null;
}
