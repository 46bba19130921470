using System.Text.Json.Nodes;
using System.Xml;

namespace Dam.Infrastructure.Media;

/// <summary>
/// The properties of an XMP packet (ISO 16684-1) of the namespaces that say something about a picture: plain values, lists, and of alternatives in several languages the default one. Read as a stream, without
/// document types and to a bounded depth and count, so that no packet costs more than its length.
/// </summary>
internal sealed class XmpPacket
{
    private const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    /// <summary>Where it was taken may also stand within a location of IPTC's. It is private, and read from EXIF alone.</summary>
    private const string Exif = "http://ns.adobe.com/exif/1.0/";

    private const int Deepest = 16;

    private const int MostValues = 1000;

    private static readonly Dictionary<string, string> Prefixes = new(StringComparer.Ordinal)
    {
        ["http://purl.org/dc/elements/1.1/"] = "dc",
        ["http://ns.adobe.com/photoshop/1.0/"] = "photoshop",
        ["http://ns.adobe.com/xap/1.0/"] = "xmp",
        ["http://ns.adobe.com/xap/1.0/rights/"] = "xmpRights",
        ["http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"] = "Iptc4xmpCore",
        ["http://iptc.org/std/Iptc4xmpExt/2008-02-29/"] = "Iptc4xmpExt",
        ["http://ns.useplus.org/ldf/xmp/1.0/"] = "plus",
    };

    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);
    private int _count;

    public static XmpPacket Read(ReadOnlyMemory<byte> bytes)
    {
        var packet = new XmpPacket();
        if (bytes.IsEmpty)
        {
            return packet;
        }

        // Some writers fill up with zeroes behind the end.
        var end = bytes.Span.TrimEnd((byte)0).Length;
        using var stream = new MemoryStream(bytes[..end].ToArray());
        using var reader = XmlReader.Create(stream, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
        });
        try
        {
            packet.Read(reader);
        }
        catch (XmlException)
        {
            // Up to there it could be read.
        }

        return packet;
    }

    /// <param name="name">With its usual prefix: <c>dc:title</c>.</param>
    public string? First(string name) => _values.GetValueOrDefault(name)?[0];

    public IReadOnlyList<string> All(string name) => _values.GetValueOrDefault(name) ?? [];

    public JsonObject ToJson()
    {
        var members = new JsonObject();
        foreach (var (name, values) in _values)
        {
            members[name] = values.Count == 1 ? values[0] : new JsonArray([.. values.Select(value => (JsonNode)value)]);
        }

        return members;
    }

    private void Read(XmlReader reader)
    {
        // Properties are the children of rdf:Description; what lies in them belongs to them.
        string? property = null;
        var (propertyDepth, isDefault) = (0, true);
        int? hiddenDepth = null;
        while (reader.Read() && _count < MostValues && reader.Depth < Deepest)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when property is null && reader is { NamespaceURI: Rdf, LocalName: "Description" }:
                    ReadAttributes(reader);
                    break;
                case XmlNodeType.Element when property is null && NameOf(reader) is { } name:
                    (property, propertyDepth, isDefault) = (reader.IsEmptyElement ? null : name, reader.Depth, true);
                    break;
                case XmlNodeType.Element when property is not null && reader is { NamespaceURI: Rdf, LocalName: "li" }:
                    var language = reader.GetAttribute("lang", "http://www.w3.org/XML/1998/namespace");
                    isDefault = language is null or "x-default" || !_values.ContainsKey(property);
                    if (language is "x-default")
                    {
                        _values.Remove(property);
                    }

                    break;
                case XmlNodeType.Element when property is not null && hiddenDepth is null && reader is { NamespaceURI: Exif, IsEmptyElement: false }:
                    hiddenDepth = reader.Depth;
                    break;
                case XmlNodeType.EndElement when reader.Depth == hiddenDepth:
                    hiddenDepth = null;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when property is not null && isDefault && hiddenDepth is null:
                    Add(property, reader.Value);
                    break;
                case XmlNodeType.EndElement when property is not null && reader.Depth == propertyDepth:
                    property = null;
                    break;
            }
        }
    }

    /// <summary>Plain properties may be written as attributes (clause 7.9.2.2).</summary>
    private void ReadAttributes(XmlReader reader)
    {
        while (_count < MostValues && reader.MoveToNextAttribute())
        {
            if (NameOf(reader) is { } name)
            {
                Add(name, reader.Value);
            }
        }

        reader.MoveToElement();
    }

    private static string? NameOf(XmlReader reader) => Prefixes.TryGetValue(reader.NamespaceURI, out var prefix) ? $"{prefix}:{reader.LocalName}" : null;

    private void Add(string name, string value)
    {
        if (EmbeddedText.Prose(value) is { } text && name.Length <= 100)
        {
            _count++;
            if (_values.TryGetValue(name, out var values))
            {
                values.Add(text);
            }
            else
            {
                _values[name] = [text];
            }
        }
    }
}
