using System.Buffers.Binary;
using System.IO.Compression;

namespace Dam.Tests.Api;

/// <summary>Small valid pictures that differ from one another, made without the code under test (PNG, W3C Recommendation, sections 5 and 11).</summary>
internal static class TestPng
{
    public static byte[] Noise(int seed, int width = 96, int height = 64)
    {
        var rows = new byte[height * ((width * 3) + 1)];
        new Random(seed).NextBytes(rows);
        for (var y = 0; y < height; y++)
        {
            rows[y * ((width * 3) + 1)] = 0; // filter type: none
        }

        return Write(width, height, rows);
    }

    /// <summary>Noise in a frame of one shade of gray, 255 for white.</summary>
    public static byte[] Framed(int seed, int width, int height, int frame, byte shade)
    {
        var rows = new byte[height * ((width * 3) + 1)];
        new Random(seed).NextBytes(rows);
        for (var y = 0; y < height; y++)
        {
            var row = rows.AsSpan(y * ((width * 3) + 1), (width * 3) + 1);
            row[0] = 0; // filter type: none
            if (y < frame || y >= height - frame)
            {
                row[1..].Fill(shade);
            }
            else
            {
                row[1..(1 + (frame * 3))].Fill(shade);
                row[^(frame * 3)..].Fill(shade);
            }
        }

        return Write(width, height, rows);
    }

    /// <summary>Red and green above blue and white, each a quarter.</summary>
    public static byte[] Quarters(int width, int height)
    {
        ReadOnlySpan<byte> colors = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];
        var rows = new byte[height * ((width * 3) + 1)];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var quarter = (y * 2 / height * 2) + (x * 2 / width);
                colors.Slice(quarter * 3, 3).CopyTo(rows.AsSpan((y * ((width * 3) + 1)) + 1 + (x * 3)));
            }
        }

        return Write(width, height, rows);
    }

    /// <summary>A header that announces any size, with next to nothing behind it.</summary>
    public static byte[] Announcing(int width, int height) => Write(width, height, new byte[1024]);

    private static byte[] Write(int width, int height, byte[] rows)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8; // bits a sample
        header[9] = 2; // RGB
        Chunk(file, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(rows);
        }

        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] body = [.. type, .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(body));
        file.Write(number);
    }

    /// <summary>Annex D of the Recommendation, bit by bit.</summary>
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
