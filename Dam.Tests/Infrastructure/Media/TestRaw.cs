using System.Buffers.Binary;
using System.Text;

namespace Dam.Tests.Infrastructure.Media;

/// <summary>Writes a DNG (DNG specification 1.7): a sensor of 640 × 480 behind a Bayer filter, held upright, so that the picture is 480 wide.</summary>
internal static class TestRaw
{
    private const int Width = 640;
    private const int Height = 480;

    public static byte[] DigitalNegative()
    {
        List<(ushort Tag, ushort Type, int Count, byte[] Value)> entries =
        [
            (254, 4, 1, Long(0)), (256, 4, 1, Long(Width)), (257, 4, 1, Long(Height)), (258, 3, 1, Short(16)), (259, 3, 1, Short(1)), (262, 3, 1, Short(32803)),
            Text(271, "TestCam"), Text(272, "Model 1"), (273, 4, 1, []), (274, 3, 1, Short(6)), (277, 3, 1, Short(1)), (278, 4, 1, Long(Height)), (279, 4, 1, Long(Width * Height * 2)), (284, 3, 1, Short(1)),
            Text(306, "2024:05:06 07:08:09"), (33421, 3, 2, [.. Short(2), .. Short(2)]), (33422, 1, 4, [0, 1, 1, 2]), (50706, 1, 4, [1, 4, 0, 0]), Text(50708, "TestCam Model 1"),
            (50721, 10, 9, [.. new[] { 9000, -3000, -1000, -4000, 12000, 2000, -500, 1500, 6000 }.SelectMany(value => (byte[])[.. Long(value), .. Long(10_000)])]),
            (50728, 5, 3, [.. new[] { 500, 1000, 600 }.SelectMany(value => (byte[])[.. Long(value), .. Long(1000)])]),
        ];
        var valuesAt = 8 + 2 + (entries.Count * 12) + 4;
        var values = new List<byte>();
        var pixelsAt = valuesAt + entries.Where(entry => entry.Value.Length > 4).Sum(entry => (entry.Value.Length + 1) & ~1);
        using var file = new MemoryStream();
        file.Write([.. "II*\0"u8, .. Long(8), .. Short(entries.Count)]);
        foreach (var (tag, type, count, value) in entries)
        {
            byte[] place = tag == 273 ? Long(pixelsAt) : value.Length > 4 ? Long(valuesAt + values.Count) : [.. value, .. new byte[4 - value.Length]];
            file.Write([.. Short(tag), .. Short(type), .. Long(count), .. place]);
            if (value.Length > 4)
            {
                values.AddRange(value);
                values.AddRange(new byte[value.Length & 1]);
            }
        }

        file.Write([.. Long(0), .. values]);
        var row = new byte[Width * 2];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(row.AsSpan(x * 2), (ushort)((y & 1, x & 1) switch { (0, 0) => 20_000 + (x * 50), (1, 1) => 9000, _ => 15_000 + (y * 40) }));
            }

            file.Write(row);
        }

        return file.ToArray();
    }

    private static (ushort Tag, ushort Type, int Count, byte[] Value) Text(ushort tag, string text) => (tag, 2, text.Length + 1, [.. Encoding.ASCII.GetBytes(text), 0]);

    private static byte[] Short(int value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] Long(int value) => [.. Short(value), .. Short(value >> 16)];
}
