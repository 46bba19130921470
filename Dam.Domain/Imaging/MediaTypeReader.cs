using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Dam.Domain.Imaging;

/// <summary>
/// Tells what a file is from its content. Where its first bytes name a container of many kinds (TIFF, ZIP, compound files, XML) it looks inside, at bounded cost: a few
/// directories of the file, never its data.
/// </summary>
public static class MediaTypeReader
{
    /// <summary>Bytes in which the root element of an XML file begins, behind its prolog.</summary>
    private const int LongestProlog = 64 * 1024;

    /// <summary>Bytes of an Office package's list of parts, as far as it is read.</summary>
    private const int LongestPartList = 256 * 1024;

    /// <param name="head">The first bytes, <see cref="MediaTypeSniffer.PrefixLength"/> of them unless the file is shorter.</param>
    /// <param name="open">Opens the file, seekable; asked only where the first bytes do not suffice.</param>
    public static async Task<string> ReadAsync(ReadOnlyMemory<byte> head, Func<Task<Stream>> open, CancellationToken ct)
    {
        var sniffed = MediaTypeSniffer.Sniff(head.Span);
        if (sniffed is not (MediaTypes.Tiff or MediaTypes.Zip or MediaTypes.LegacyOffice or MediaTypes.Xml or MediaTypes.Text)
            || (sniffed is MediaTypes.Xml or MediaTypes.Text && head.Length < MediaTypeSniffer.PrefixLength))
        {
            return sniffed;
        }

        await using var content = await open();
        var window = new FileWindow(content);
        return sniffed switch
        {
            MediaTypes.Tiff => await TiffFamily.ReadAsync(window, ct),
            MediaTypes.Zip => await OfficePackageAsync(window, ct) ?? MediaTypes.Zip,
            MediaTypes.LegacyOffice => await CompoundFileAsync(window, ct),
            _ => MediaTypeSniffer.Sniff((await window.ReadAsync(0, LongestProlog, ct)).Span),
        };
    }

    /// <summary>Null when the archive is no Office package. Its list of parts names the main part's type, macros included (ECMA-376 part 2, section 7.2.3).</summary>
    private static async Task<string?> OfficePackageAsync(FileWindow file, CancellationToken ct)
    {
        if (await ZipEntry.FindAsync(file, "[Content_Types].xml"u8.ToArray(), ct) is not { } entry)
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(await entry.InflateAsync(file, LongestPartList, ct));
        const string main = ".main+xml\"";
        for (var end = parts.IndexOf(main, StringComparison.Ordinal); end >= 0; end = parts.IndexOf(main, end + 1, StringComparison.Ordinal))
        {
            var type = parts[(parts.LastIndexOf('"', end) + 1)..end];
            if (type.StartsWith("application/vnd.", StringComparison.Ordinal) && type.Length < 120)
            {
                // As registered, macro-enabled types end in the version of their first program.
                return type.EndsWith("macroEnabled", StringComparison.Ordinal) ? $"{type}.12" : type;
            }
        }

        return parts.Contains("application/vnd.ms-excel.sheet.binary.macroEnabled.main", StringComparison.Ordinal) ? "application/vnd.ms-excel.sheet.binary.macroEnabled.12" : null;
    }

    /// <summary>The names in the first sector of a compound file's directory tell the program ([MS-CFB], section 2.6).</summary>
    private static async Task<string> CompoundFileAsync(FileWindow file, CancellationToken ct)
    {
        var header = await file.ReadAsync(0, 512, ct);
        if (header.Length < 512)
        {
            return MediaTypes.LegacyOffice;
        }

        var sectorSize = 1 << Math.Clamp(BinaryPrimitives.ReadUInt16LittleEndian(header.Span[30..]), (ushort)9, (ushort)12);
        var directory = await file.ReadAsync((BinaryPrimitives.ReadUInt32LittleEndian(header.Span[48..]) + 1L) * sectorSize, sectorSize, ct);
        for (var at = 0; at + 128 <= directory.Length; at += 128)
        {
            var length = Math.Clamp(BinaryPrimitives.ReadUInt16LittleEndian(directory.Span[(at + 64)..]) - 2, 0, 62);
            switch (Encoding.Unicode.GetString(directory.Span.Slice(at, length)))
            {
                case "WordDocument":
                    return MediaTypes.Word;
                case "Workbook" or "Book":
                    return MediaTypes.Excel;
                case "PowerPoint Document":
                    return MediaTypes.PowerPoint;
            }
        }

        return MediaTypes.LegacyOffice;
    }

    /// <summary>One file in an archive, as its central directory tells.</summary>
    private sealed record ZipEntry(ushort Method, long HeaderOffset, long CompressedSize)
    {
        private const int EndRecord = 22;

        private const int CentralHeader = 46;

        /// <summary>Looks through at most this many bytes of a central directory; writers of Office files put the list of parts first.</summary>
        private const int LongestDirectory = 256 * 1024;

        /// <summary>APPNOTE.TXT 6.3.10, sections 4.3.12 and 4.3.16.</summary>
        public static async Task<ZipEntry?> FindAsync(FileWindow file, byte[] name, CancellationToken ct)
        {
            var tail = await file.ReadAsync(Math.Max(0, file.Length - ushort.MaxValue - EndRecord), ushort.MaxValue + EndRecord, ct);
            var end = tail.Span.LastIndexOf("PK\u0005\u0006"u8);
            if (end < 0 || end + EndRecord > tail.Length)
            {
                return null;
            }

            var directory = await file.ReadAsync(BinaryPrimitives.ReadUInt32LittleEndian(tail.Span[(end + 16)..]), LongestDirectory, ct);
            for (var at = 0; at + CentralHeader <= directory.Length && directory.Span[at..].StartsWith("PK\u0001\u0002"u8);)
            {
                var header = directory.Span[at..];
                var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
                if (header.Length >= CentralHeader + nameLength && header.Slice(CentralHeader, nameLength).SequenceEqual(name))
                {
                    return new ZipEntry(BinaryPrimitives.ReadUInt16LittleEndian(header[10..]), BinaryPrimitives.ReadUInt32LittleEndian(header[42..]), BinaryPrimitives.ReadUInt32LittleEndian(header[20..]));
                }

                at += CentralHeader + nameLength + BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
            }

            return null;
        }

        /// <summary>At most <paramref name="limit"/> bytes of the entry, however many it says it holds; none when it is damaged.</summary>
        public async Task<byte[]> InflateAsync(FileWindow file, int limit, CancellationToken ct)
        {
            var local = await file.ReadAsync(HeaderOffset, 30, ct);
            if (local.Length < 30)
            {
                return [];
            }

            var start = HeaderOffset + 30 + BinaryPrimitives.ReadUInt16LittleEndian(local.Span[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local.Span[28..]);
            var packed = await file.ReadAsync(start, (int)Math.Min(CompressedSize, limit), ct);
            if (Method == 0)
            {
                return packed.ToArray();
            }

            using var inflate = new DeflateStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            var bytes = new byte[limit];
            try
            {
                var length = inflate.ReadAtLeast(bytes, limit, throwOnEndOfStream: false);
                return bytes[..length];
            }
            catch (InvalidDataException)
            {
                return [];
            }
        }
    }
}
