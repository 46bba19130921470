using System.Security;
using System.Text;
using Dam.Domain.Imaging;
using Dam.Domain.Media;
using Dam.Infrastructure.Imaging.Vips;
using Dam.Infrastructure.Media;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>
/// Whose a picture is, as its file says: the one thing that is kept of a file's metadata. Artist and copyright are written as EXIF, which everything reads; the credit line, for which EXIF has no
/// tag, and texts that are no ASCII, which EXIF does not promise to hold, as XMP.
/// </summary>
internal static class Notice
{
    /// <param name="image">Whatever it says itself is taken away.</param>
    /// <param name="blocks">Of the source.</param>
    public static VipsImage Write(VipsImage image, EmbeddedBlocks blocks)
    {
        if (blocks is { Exif.Length: 0, Iptc.Length: 0, Xmp.Length: 0 })
        {
            return image.Saying([], []);
        }

        var record = PictureFacts.Of(blocks, MediaFacts.Nothing).Record;
        return image.Saying(Given(("Artist", record.Creator), ("Copyright", record.CopyrightNotice)), PacketOf(record));
    }

    /// <summary>ISO 16684-1; empty where EXIF says it all.</summary>
    private static byte[] PacketOf(EmbeddedRecord record)
    {
        var properties = string.Concat(Given(
            ("dc:creator><rdf:Seq><rdf:li>{0}</rdf:li></rdf:Seq></dc:creator>", BeyondAscii(record.Creator)),
            ("dc:rights><rdf:Alt><rdf:li xml:lang='x-default'>{0}</rdf:li></rdf:Alt></dc:rights>", BeyondAscii(record.CopyrightNotice)),
            ("photoshop:Credit>{0}</photoshop:Credit>", record.Credit))
            .Select(property => $"<{property.Name.Replace("{0}", SecurityElement.Escape(property.Text), StringComparison.Ordinal)}"));
        return properties.Length == 0 ? [] : Encoding.UTF8.GetBytes(
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' "
            + $"xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/'>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>");
    }

    private static string? BeyondAscii(string? text) => text is null || Ascii.IsValid(text) ? null : text;

    private static IEnumerable<(string Name, string Text)> Given(params IEnumerable<(string Name, string? Text)> texts) =>
        texts.Where(text => text.Text is not null).Select(text => (text.Name, text.Text!));
}
