using System.Buffers.Binary;
using System.Text;

namespace Dam.Tests.Infrastructure.Media;

/// <summary>Photographs that say something about themselves: EXIF with a place, IPTC, and XMP with accents, written into a sample.</summary>
internal static class TestMetadata
{
    public const string Xmp =
        """
        <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
          <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Example Press">
            <dc:title><rdf:Alt><rdf:li xml:lang="en">The red bowl</rdf:li><rdf:li xml:lang="x-default">Die rote Schüssel</rdf:li></rdf:Alt></dc:title>
            <dc:description><rdf:Alt><rdf:li xml:lang="x-default">A bowl
        seen from above</rdf:li></rdf:Alt></dc:description>
            <dc:subject><rdf:Bag><rdf:li>bowl</rdf:li><rdf:li>red</rdf:li><rdf:li>Übersicht</rdf:li></rdf:Bag></dc:subject>
            <dc:creator><rdf:Seq><rdf:li>Zoë Müller</rdf:li></rdf:Seq></dc:creator>
          </rdf:Description>
        </rdf:RDF></x:xmpmeta>
        <?xpacket end="w"?>
        """;

    public static byte[] Jpeg() => WithSegments(
        Samples.Read(Samples.Bowl),
        (0xE1, [.. "Exif\0\0"u8, .. Exif()]),
        (0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.UTF8.GetBytes(Xmp)]),
        (0xED, [.. "Photoshop 3.0\0"u8, .. Resource(0x0404, Iptc(isUtf8: true))]));

    /// <summary>The JPEG with more segments behind its first mark.</summary>
    public static byte[] WithSegments(byte[] jpeg, params ReadOnlySpan<(byte Marker, byte[] Content)> segments)
    {
        List<byte> file = [0xFF, 0xD8];
        foreach (var (marker, content) in segments)
        {
            file.AddRange([0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content]);
        }

        return [.. file, .. jpeg[2..]];
    }

    public static byte[] Iptc(bool isUtf8)
    {
        var encoding = isUtf8 ? Encoding.UTF8 : Encoding.Latin1;
        List<byte> records = isUtf8 ? [0x1C, 1, 90, 0, 3, 0x1B, (byte)'%', (byte)'G'] : [];
        foreach (var (dataset, text) in new[] { (5, "An older title"), (25, "other"), (80, "Somebody else"), (90, "Düsseldorf"), (116, "© 2024 Example") })
        {
            var bytes = encoding.GetBytes(text);
            records.AddRange([0x1C, 2, (byte)dataset, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes]);
        }

        return [.. records];
    }

    public static byte[] Resource(int number, byte[] content) =>
        [.. "8BIM"u8, (byte)(number >> 8), (byte)number, 0, 0, (byte)(content.Length >> 24), (byte)(content.Length >> 16), (byte)(content.Length >> 8), (byte)content.Length, .. content, .. new byte[content.Length & 1]];

    public static byte[] Exif()
    {
        var tiff = new Block();
        var exif = tiff.Directory(
            (0x829A, 5, 1, tiff.Rationals((1, 250))), (0x829D, 5, 1, tiff.Rationals((18, 10))), (0x8827, 3, 1, 400), (0x9003, 2, 20, tiff.Text("2024:05:06 07:08:09")),
            (0x9011, 2, 7, tiff.Text("+02:00")), (0xA434, 2, 18, tiff.Text("RF50mm F1.2 L USM")));
        var gps = tiff.Directory(
            (1, 2, 2, 'N'), (2, 5, 3, tiff.Rationals((48, 1), (51, 1), (2772, 100))), (3, 2, 2, 'E'), (4, 5, 3, tiff.Rationals((2, 1), (17, 1), (42, 1))),
            (5, 1, 1, 0), (6, 5, 1, tiff.Rationals((352, 10))));
        return tiff.File(tiff.Directory((0x010F, 2, 6, tiff.Text("Canon")), (0x0110, 2, 13, tiff.Text("Canon EOS R5")), (0x8769, 4, 1, exif), (0x8825, 4, 1, gps)));
    }

    private sealed class Block
    {
        private readonly List<byte> _bytes = [.. "II*\0"u8, 0, 0, 0, 0];

        public int Text(string text) => Append([.. Encoding.ASCII.GetBytes(text), 0]);

        public int Rationals(params ReadOnlySpan<(int Over, int Under)> values)
        {
            var at = _bytes.Count;
            foreach (var (over, under) in values)
            {
                Append(Long(over));
                Append(Long(under));
            }

            return at;
        }

        public int Directory(params (int Tag, int Type, int Count, int Value)[] entries)
        {
            var at = Append([(byte)entries.Length, 0]);
            foreach (var (tag, type, count, value) in entries)
            {
                Append([(byte)tag, (byte)(tag >> 8), (byte)type, 0, .. Long(count), .. Long(value)]);
            }

            Append(Long(0));
            return at;
        }

        public byte[] File(int directory)
        {
            byte[] file = [.. _bytes];
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), directory);
            return file;
        }

        private int Append(byte[] bytes)
        {
            _bytes.AddRange(new byte[_bytes.Count & 1]);
            var at = _bytes.Count;
            _bytes.AddRange(bytes);
            return at;
        }

        private static byte[] Long(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];
    }
}
