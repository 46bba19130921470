using System.Buffers.Binary;
using System.Text;

namespace Dam.Domain.Imaging;

/// <summary>
/// Tells cameras' files from pictures: most families of raw files are TIFFs, in which some directory describes the pattern of a sensor (TIFF/EP, ISO 12234-2; DNG 1.7).
/// </summary>
internal static class TiffFamily
{
    private const ushort Compression = 259;
    private const ushort Photometric = 262;
    private const ushort Make = 271;
    private const ushort SubDirectories = 330;
    private const ushort DngVersion = 50706;

    private const int ColorFilterArray = 32803;
    private const int LinearRaw = 34892;
    private const int NikonPacked = 34713;

    /// <summary>Directories that are looked at, and entries of each: far more than any camera writes.</summary>
    private const int MostDirectories = 16;

    private const int MostEntries = 256;

    public static async Task<string> ReadAsync(FileWindow file, CancellationToken ct)
    {
        var header = await file.ReadAsync(0, 16, ct);
        if (header.Length < 8)
        {
            return MediaTypes.Tiff;
        }

        var order = new ByteOrder(IsLittleEndian: header.Span[0] == (byte)'I');
        if (order.Short(header.Span[2..]) != 42)
        {
            // BigTIFF, which no camera writes.
            return MediaTypes.Tiff;
        }

        if (header.Length >= 12 && header.Span[8..12].SequenceEqual("IIII"u8))
        {
            return MediaTypes.PhaseOneIiq;
        }

        var pending = new Queue<long>([order.Long(header.Span[4..])]);
        var (make, isSensorData) = ("", false);
        for (var directories = 0; pending.Count > 0 && directories < MostDirectories; directories++)
        {
            var offset = pending.Dequeue();
            var count = await file.ReadAsync(offset, 2, ct);
            var entries = count.Length < 2 ? 0 : Math.Min((int)order.Short(count.Span), MostEntries);
            var table = await file.ReadAsync(offset + 2, (entries * 12) + 4, ct);
            for (var at = 0; at + 12 <= table.Length && at < entries * 12; at += 12)
            {
                var entry = table.Slice(at, 12);
                switch (order.Short(entry.Span))
                {
                    case DngVersion:
                        return MediaTypes.DigitalNegative;
                    case Photometric when order.Short(entry.Span[8..]) is ColorFilterArray or LinearRaw:
                    case Compression when order.Short(entry.Span[8..]) is NikonPacked:
                        isSensorData = true;
                        break;
                    case Make when make.Length == 0:
                        make = Encoding.ASCII.GetString((await file.ReadAsync(order.Long(entry.Span[8..]), 16, ct)).Span).ToUpperInvariant();
                        break;
                    case SubDirectories:
                        await AddSubDirectoriesAsync(file, order, entry, pending, ct);
                        break;
                }
            }

            if (table.Length >= (entries * 12) + 4 && order.Long(table.Span[(entries * 12)..]) is var next and not 0)
            {
                pending.Enqueue(next);
            }
        }

        return isSensorData ? FamilyOf(make) : MediaTypes.Tiff;
    }

    private static async Task AddSubDirectoriesAsync(FileWindow file, ByteOrder order, ReadOnlyMemory<byte> entry, Queue<long> pending, CancellationToken ct)
    {
        var count = (int)Math.Min(order.Long(entry.Span[4..]), MostDirectories);
        var offsets = count <= 1 ? entry[8..] : await file.ReadAsync(order.Long(entry.Span[8..]), count * 4, ct);
        for (var at = 0; at + 4 <= offsets.Length; at += 4)
        {
            pending.Enqueue(order.Long(offsets.Span[at..]));
        }
    }

    private static string FamilyOf(string make) => make switch
    {
        _ when make.StartsWith("NIKON", StringComparison.Ordinal) => MediaTypes.NikonNef,
        _ when make.StartsWith("SONY", StringComparison.Ordinal) => MediaTypes.SonyArw,
        _ when make.StartsWith("CANON", StringComparison.Ordinal) => MediaTypes.CanonCr2,
        _ when make.StartsWith("PENTAX", StringComparison.Ordinal) || make.StartsWith("RICOH", StringComparison.Ordinal) => MediaTypes.PentaxPef,
        _ when make.StartsWith("SAMSUNG", StringComparison.Ordinal) => MediaTypes.SamsungSrw,
        _ when make.StartsWith("HASSELBLAD", StringComparison.Ordinal) => MediaTypes.Hasselblad3fr,
        _ when make.StartsWith("SEIKO EPSON", StringComparison.Ordinal) => MediaTypes.EpsonErf,
        _ when make.StartsWith("EASTMAN KODAK", StringComparison.Ordinal) || make.StartsWith("KODAK", StringComparison.Ordinal) => MediaTypes.KodakDcr,
        _ => MediaTypes.OtherRaw,
    };

    private readonly record struct ByteOrder(bool IsLittleEndian)
    {
        public ushort Short(ReadOnlySpan<byte> bytes) => IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

        public uint Long(ReadOnlySpan<byte> bytes) => IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
