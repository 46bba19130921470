using System.Buffers.Binary;
using System.Text;

namespace Dam.Tests.Domain.Imaging;

/// <summary>Writes TIFFs as cameras do: a first directory with the maker's name and a small picture, and one below it with the sensor's data.</summary>
internal static class TestTiff
{
    private const int Rgb = 2;
    private const int ColorFilterArray = 32803;

    /// <param name="padding">Bytes between the header and the first directory, which some writers put at the end.</param>
    public static byte[] Raw(string make, bool littleEndian, int padding)
    {
        var writer = new Writer(littleEndian, padding);
        var sensor = writer.Directory((256, 3, 4), (257, 3, 4), (262, 3, ColorFilterArray));
        return writer.File(writer.Directory((256, 3, 4), (257, 3, 4), (262, 3, Rgb), (271, 2, writer.Text(make)), (330, 4, sensor)));
    }

    public static byte[] Picture(string make)
    {
        var writer = new Writer(littleEndian: true, padding: 0);
        return writer.File(writer.Directory((256, 3, 4), (257, 3, 4), (262, 3, Rgb), (271, 2, writer.Text(make))));
    }

    /// <summary>Only what tells the type.</summary>
    public static byte[] DigitalNegative(bool littleEndian)
    {
        var writer = new Writer(littleEndian, padding: 0);
        return writer.File(writer.Directory((256, 3, 4), (257, 3, 4), (262, 3, ColorFilterArray), (50706, 1, 0x0401)));
    }

    private sealed class Writer(bool littleEndian, int padding)
    {
        private readonly List<byte> _bytes = [.. new byte[8 + padding]];

        public int Text(string text)
        {
            var at = _bytes.Count;
            _bytes.AddRange(Encoding.ASCII.GetBytes(text));
            _bytes.Add(0);
            return at;
        }

        /// <summary>Where the directory begins. Each entry has one value, or the place of one.</summary>
        public int Directory(params (int Tag, int Type, int Value)[] entries)
        {
            var at = _bytes.Count;
            Short(entries.Length);
            foreach (var (tag, type, value) in entries)
            {
                Short(tag);
                Short(type);
                Long(type == 2 ? 32 : 1);
                if (type == 3)
                {
                    Short(value);
                    Short(0);
                }
                else
                {
                    Long(value);
                }
            }

            Long(0);
            return at;
        }

        public byte[] File(int firstDirectory)
        {
            byte[] file = [.. _bytes, .. new byte[64]];
            (littleEndian ? "II*\0"u8 : "MM\0*"u8).CopyTo(file);
            if (littleEndian)
            {
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), firstDirectory);
            }
            else
            {
                BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4), firstDirectory);
            }

            return file;
        }

        private void Short(int value) => Number(value, 2);

        private void Long(int value) => Number(value, 4);

        private void Number(int value, int length)
        {
            for (var i = 0; i < length; i++)
            {
                _bytes.Add((byte)(value >> (8 * (littleEndian ? i : length - 1 - i))));
            }
        }
    }
}
