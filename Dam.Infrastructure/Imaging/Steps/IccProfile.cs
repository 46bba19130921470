using System.Buffers.Binary;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>The little that is asked of an ICC profile (ICC.1:2022, section 7).</summary>
internal static class IccProfile
{
    private const int HeaderLength = 128;
    private const int TagLength = 12;
    private const int MaxTags = 100;
    private const int MaxDescription = 256;

    /// <summary>The profile calls itself sRGB: pixels may be used as they are.</summary>
    public static bool IsSrgb(ReadOnlySpan<byte> profile)
    {
        // Descriptions are ASCII in version 2 and UTF-16 in version 4: without the zero bytes both read the same.
        Span<byte> text = stackalloc byte[MaxDescription];
        var length = 0;
        foreach (var value in Description(profile))
        {
            if (value != 0)
            {
                text[length++] = value;
            }
        }

        return text[..length].IndexOf("sRGB"u8) >= 0;
    }

    private static ReadOnlySpan<byte> Description(ReadOnlySpan<byte> profile)
    {
        if (profile.Length < HeaderLength + 4)
        {
            return default;
        }

        var count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(profile[HeaderLength..]), MaxTags);
        for (var i = 0; i < count; i++)
        {
            var at = HeaderLength + 4 + (i * TagLength);
            if (at + TagLength > profile.Length)
            {
                return default;
            }

            var tag = profile.Slice(at, TagLength);
            if (tag.StartsWith("desc"u8))
            {
                var offset = BinaryPrimitives.ReadUInt32BigEndian(tag[4..]);
                var length = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(tag[8..]), MaxDescription);
                return offset + (ulong)length <= (ulong)profile.Length ? profile.Slice((int)offset, (int)length) : default;
            }
        }

        return default;
    }
}
