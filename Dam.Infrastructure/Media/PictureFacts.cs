using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Dam.Domain.Imaging;
using Dam.Domain.Media;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Iptc;
using MetadataExtractor.IO;
using Directory = MetadataExtractor.Directory;

namespace Dam.Infrastructure.Media;

/// <summary>What pictures say about themselves in EXIF (CIPA DC-008), IPTC (IIM 4.2), XMP (ISO 16684-1) and their ICC profile.</summary>
internal static class PictureFacts
{
    private const int MostKeywords = 200;

    private static readonly (int Tag, string Name)[] Texts =
    [
        (ExifDirectoryBase.TagMake, "make"), (ExifDirectoryBase.TagModel, "model"), (ExifDirectoryBase.TagSoftware, "software"), (ExifDirectoryBase.TagImageDescription, "imageDescription"),
        (ExifDirectoryBase.TagArtist, "artist"), (ExifDirectoryBase.TagCopyright, "copyright"), (ExifDirectoryBase.TagDateTime, "dateTime"),
        (ExifDirectoryBase.TagDateTimeOriginal, "dateTimeOriginal"), (ExifDirectoryBase.TagDateTimeDigitized, "dateTimeDigitized"), (0x9011, "offsetTimeOriginal"),
        (ExifDirectoryBase.TagLensMake, "lensMake"), (ExifDirectoryBase.TagLensModel, "lensModel"), (ExifDirectoryBase.TagBodySerialNumber, "bodySerialNumber"),
    ];

    private static readonly (int Tag, string Name)[] Numbers =
    [
        (ExifDirectoryBase.TagOrientation, "orientation"), (ExifDirectoryBase.TagXResolution, "xResolution"), (ExifDirectoryBase.TagYResolution, "yResolution"),
        (ExifDirectoryBase.TagResolutionUnit, "resolutionUnit"), (ExifDirectoryBase.TagExposureTime, "exposureTime"), (ExifDirectoryBase.TagFNumber, "fNumber"),
        (ExifDirectoryBase.TagIsoEquivalent, "iso"), (ExifDirectoryBase.TagExposureBias, "exposureBias"), (ExifDirectoryBase.TagExposureProgram, "exposureProgram"),
        (ExifDirectoryBase.TagMeteringMode, "meteringMode"), (ExifDirectoryBase.TagFlash, "flash"), (ExifDirectoryBase.TagFocalLength, "focalLength"),
        (ExifDirectoryBase.Tag35MMFilmEquivFocalLength, "focalLengthIn35mm"), (ExifDirectoryBase.TagWhiteBalanceMode, "whiteBalance"), (ExifDirectoryBase.TagColorSpace, "colorSpace"),
    ];

    private static readonly (int Tag, string Name)[] IptcTexts =
    [
        (IptcDirectory.TagObjectName, "objectName"), (IptcDirectory.TagHeadline, "headline"), (IptcDirectory.TagCaption, "caption"), (IptcDirectory.TagByLine, "byline"),
        (IptcDirectory.TagCredit, "credit"), (IptcDirectory.TagCopyrightNotice, "copyrightNotice"), (IptcDirectory.TagSource, "source"), (IptcDirectory.TagCity, "city"),
        (IptcDirectory.TagProvinceOrState, "state"), (IptcDirectory.TagCountryOrPrimaryLocationName, "country"), (IptcDirectory.TagDateCreated, "dateCreated"),
        (IptcDirectory.TagSpecialInstructions, "instructions"), (IptcDirectory.TagCategory, "category"),
    ];

    /// <param name="found">What was read of the file besides these blocks.</param>
    public static MediaFacts Of(EmbeddedBlocks blocks, MediaFacts found)
    {
        var exif = WithoutMark(blocks.Exif, "Exif\0\0"u8);
        var facts = Of(exif.IsEmpty ? [] : BoundedTiff.Read(exif), IptcOf(blocks.Iptc), blocks.Xmp);
        var technical = found.Technical.DeepClone().AsObject();
        foreach (var (name, value) in facts.Technical)
        {
            technical[name] = value!.DeepClone();
        }

        if (IccProfile.Describe(blocks.IccProfile.Span) is { } profile)
        {
            technical["icc"] = profile;
        }

        return facts with { Technical = technical, Location = facts.Location ?? found.Location, Record = facts.Record.Or(found.Record) };
    }

    public static MediaFacts Of(IReadOnlyList<Directory> directories, ReadOnlyMemory<byte> iptcRecords, ReadOnlyMemory<byte> xmpPacket)
    {
        var exif = ExifOf(directories);
        var iptc = ReadIptc(iptcRecords);
        var xmp = XmpPacket.Read(xmpPacket);
        var technical = new JsonObject();
        Add(technical, "exif", exif);
        Add(technical, "iptc", IptcOf(iptc));
        Add(technical, "xmp", xmp.ToJson());
        technical = Members.Given([("capturedAt", CapturedAt(exif)), ("camera", Camera(exif)), ("lens", exif["lensModel"]?.DeepClone()), .. technical.Select(member => (member.Key, member.Value?.DeepClone()))]);
        return new MediaFacts
        {
            Technical = technical,
            Location = LocationOf(directories.OfType<GpsDirectory>().FirstOrDefault()),
            Record = RecordOf(exif, iptc, xmp),
        };
    }

    /// <summary>The records of IPTC in Photoshop's resources; they themselves where they stand alone.</summary>
    public static ReadOnlyMemory<byte> IptcOf(ReadOnlyMemory<byte> block) => block.Span.StartsWith("Photoshop 3.0\0"u8)
        ? PhotoshopFile.Resource(block["Photoshop 3.0\0".Length..], PhotoshopFile.IptcResource)
        : block;

    public static EmbeddedRecord Or(this EmbeddedRecord record, EmbeddedRecord other) => new()
    {
        Title = record.Title ?? other.Title,
        Caption = record.Caption ?? other.Caption,
        Keywords = record.Keywords.Count > 0 ? record.Keywords : other.Keywords,
        Creator = record.Creator ?? other.Creator,
        Credit = record.Credit ?? other.Credit,
        CopyrightNotice = record.CopyrightNotice ?? other.CopyrightNotice,
    };

    /// <summary>XMP first, since it is younger and knows all scripts, then IPTC, then EXIF.</summary>
    private static EmbeddedRecord RecordOf(JsonObject exif, IptcDirectory? iptc, XmpPacket xmp)
    {
        var keywords = xmp.All("dc:subject") is { Count: > 0 } subjects ? subjects : (IReadOnlyList<string>)(iptc?.GetStringArray(IptcDirectory.TagKeywords) ?? []);
        return new EmbeddedRecord
        {
            Title = EmbeddedText.Line(xmp.First("dc:title") ?? iptc?.GetString(IptcDirectory.TagObjectName) ?? xmp.First("photoshop:Headline") ?? iptc?.GetString(IptcDirectory.TagHeadline), EmbeddedText.LongestLine),
            Caption = EmbeddedText.Prose(xmp.First("dc:description") ?? iptc?.GetString(IptcDirectory.TagCaption)),
            Keywords = [.. keywords.Select(keyword => EmbeddedText.Line(keyword, Domain.Assets.DescriptionPatch.LongestTag)).OfType<string>().Take(MostKeywords)],
            Creator = EmbeddedText.Line(xmp.First("dc:creator") ?? iptc?.GetString(IptcDirectory.TagByLine) ?? exif["artist"]?.GetValue<string>(), EmbeddedText.LongestLine),
            Credit = EmbeddedText.Line(xmp.First("photoshop:Credit") ?? iptc?.GetString(IptcDirectory.TagCredit), EmbeddedText.LongestLine),
            CopyrightNotice = EmbeddedText.Prose(xmp.First("dc:rights") ?? iptc?.GetString(IptcDirectory.TagCopyrightNotice) ?? exif["copyright"]?.GetValue<string>()),
        };
    }

    private static JsonObject ExifOf(IReadOnlyList<Directory> directories)
    {
        var exif = new JsonObject();
        foreach (var directory in directories.OfType<ExifDirectoryBase>())
        {
            foreach (var (tag, name) in Texts)
            {
                if (!exif.ContainsKey(name) && EmbeddedText.Prose(directory.GetString(tag)) is { } text)
                {
                    exif[name] = text;
                }
            }

            foreach (var (tag, name) in Numbers)
            {
                if (!exif.ContainsKey(name) && directory.TryGetDouble(tag, out var number) && double.IsFinite(number))
                {
                    exif[name] = Math.Round(number, 6);
                }
            }
        }

        return exif;
    }

    private static IptcDirectory? ReadIptc(ReadOnlyMemory<byte> records)
    {
        if (records.IsEmpty)
        {
            return null;
        }

        try
        {
            return new IptcReader().Extract(new SequentialByteArrayReader(records.ToArray()), records.Length);
        }
        catch (IOException)
        {
            // Cut off in the middle.
            return null;
        }
    }

    private static JsonObject IptcOf(IptcDirectory? iptc)
    {
        if (iptc is null)
        {
            return [];
        }

        var members = Members.Given([.. IptcTexts.Select(text => (text.Name, (JsonNode?)EmbeddedText.Prose(iptc.GetString(text.Tag))))]);
        if (iptc.GetStringArray(IptcDirectory.TagKeywords) is { Length: > 0 } keywords)
        {
            members["keywords"] = new JsonArray([.. keywords.Select(keyword => EmbeddedText.Line(keyword, EmbeddedText.LongestLine)).OfType<string>().Take(MostKeywords).Select(keyword => (JsonNode)keyword)]);
        }

        return members;
    }

    /// <summary>ISO 8601; without an offset where the camera did not say where it was.</summary>
    private static JsonNode? CapturedAt(JsonObject exif)
    {
        var taken = (exif["dateTimeOriginal"] ?? exif["dateTimeDigitized"])?.GetValue<string>();
        if (!DateTime.TryParseExact(taken, "yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            return null;
        }

        var offset = exif["offsetTimeOriginal"]?.GetValue<string>();
        var isOffset = offset is ['+' or '-', _, _, ':', _, _] && TimeSpan.TryParseExact(offset[1..], @"hh\:mm", CultureInfo.InvariantCulture, out _);
        return at.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + (isOffset ? offset : "");
    }

    /// <summary>Many models begin with their maker's name.</summary>
    private static JsonNode? Camera(JsonObject exif) => (exif["make"]?.GetValue<string>(), exif["model"]?.GetValue<string>()) switch
    {
        (null, var model) => model,
        (var make, null) => make,
        var (make, model) => model.StartsWith(make.Split(' ')[0], StringComparison.OrdinalIgnoreCase) ? model : $"{make} {model}",
    };

    private static JsonObject? LocationOf(GpsDirectory? gps)
    {
        if (gps?.GetGeoLocation() is not { IsZero: false } place || !double.IsFinite(place.Latitude) || !double.IsFinite(place.Longitude) || Math.Abs(place.Latitude) > 90 || Math.Abs(place.Longitude) > 180)
        {
            return null;
        }

        var isBelow = gps.TryGetInt32(GpsDirectory.TagAltitudeRef, out var reference) && reference == 1;
        JsonNode? altitude = gps.TryGetDouble(GpsDirectory.TagAltitude, out var metres) && double.IsFinite(metres) ? Math.Round(isBelow ? -metres : metres, 1) : null;
        return Members.Given(("latitude", Math.Round(place.Latitude, 6)), ("longitude", Math.Round(place.Longitude, 6)), ("altitude", altitude));
    }

    private static void Add(JsonObject technical, string name, JsonObject members)
    {
        if (members.Count > 0)
        {
            technical[name] = members;
        }
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> block, ReadOnlySpan<byte> mark) => block.Span.StartsWith(mark) ? block[mark.Length..] : block;
}
