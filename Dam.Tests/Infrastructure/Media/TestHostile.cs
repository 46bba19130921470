using System.Buffers.Binary;

namespace Dam.Tests.Infrastructure.Media;

/// <summary>TIFFs that are made to take more than they hold.</summary>
internal static class TestHostile
{
    /// <summary>Thousands of entries in 60 KB, each with all of the block as its value.</summary>
    public static byte[] ExifBomb()
    {
        const int entries = 4900;
        var block = new byte[8 + 2 + (entries * 12) + 4];
        "II*\0"u8.CopyTo(block);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(4), 8);
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(8), entries);
        for (var i = 0; i < entries; i++)
        {
            Entry(block.AsSpan(10 + (i * 12)), 1 + i, type: 7, block.Length - 8, value: 8);
        }

        return block;
    }

    /// <summary>A directory that is followed by itself, and is its own subdirectory.</summary>
    public static byte[] LoopingTiff()
    {
        var file = new byte[200];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), 8);
        file[8] = 2;
        Entry(file.AsSpan(10), 330, type: 4, count: 1, value: 8);
        Entry(file.AsSpan(22), 0x8769, type: 4, count: 1, value: 8);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(34), 8);
        return file;
    }

    /// <summary>A value that is said to have two billion bytes, in a small file.</summary>
    public static byte[] HugeValueTiff()
    {
        var file = new byte[200];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), 8);
        file[8] = 1;
        Entry(file.AsSpan(10), 270, type: 2, count: 2_000_000_000, value: 30);
        return file;
    }

    private static void Entry(Span<byte> entry, int tag, int type, int count, int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)tag);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], (ushort)type);
        BinaryPrimitives.WriteInt32LittleEndian(entry[4..], count);
        BinaryPrimitives.WriteInt32LittleEndian(entry[8..], value);
    }
}
