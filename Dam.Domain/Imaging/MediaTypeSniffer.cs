using System.Buffers.Binary;
using System.Text;

namespace Dam.Domain.Imaging;

/// <summary>
/// Tells what a file is from its first bytes; names and declared types are not asked. Containers that hold several kinds of files are told apart by
/// <see cref="MediaTypeReader"/>, which looks inside.
/// </summary>
public static class MediaTypeSniffer
{
    /// <summary>Bytes that are enough for nearly every answer; fewer are only needed when the file is shorter.</summary>
    public const int PrefixLength = 4096;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The media type, or <see cref="MediaTypes.Unknown"/>.</summary>
    public static string Sniff(ReadOnlySpan<byte> prefix) => SniffSignature(prefix) ?? SniffText(prefix) ?? MediaTypes.Unknown;

    private static string? SniffSignature(ReadOnlySpan<byte> prefix) => prefix switch
    {
        [0xFF, 0xD8, 0xFF, ..] => MediaTypes.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => MediaTypes.Png,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => MediaTypes.Gif,
        [(byte)'I', (byte)'I', 0x2A, 0x00, _, _, _, _, (byte)'C', (byte)'R', 0x02, ..] => MediaTypes.CanonCr2,
        [(byte)'I', (byte)'I', (byte)'R', (byte)'O' or (byte)'S', ..] or [(byte)'M', (byte)'M', (byte)'O', (byte)'R', ..] => MediaTypes.OlympusOrf,
        [(byte)'I', (byte)'I', 0x55, 0x00, ..] => MediaTypes.PanasonicRw2,
        [(byte)'F', (byte)'O', (byte)'V', (byte)'b', ..] => MediaTypes.SigmaX3f,
        [0x00, (byte)'M', (byte)'R', (byte)'M', ..] => MediaTypes.MinoltaMrw,
        [(byte)'I', (byte)'I', 0x2A or 0x2B, 0x00, ..] or [(byte)'M', (byte)'M', 0x00, 0x2A or 0x2B, ..] => MediaTypes.Tiff,
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', 0x00, 0x01 or 0x02, ..] => MediaTypes.Photoshop,
        [0x00, 0x00, 0x00, 0x0C, (byte)'j', (byte)'P', (byte)' ', (byte)' ', 0x0D, 0x0A, 0x87, 0x0A, ..] => MediaTypes.Jpeg2000,
        [0x00, 0x00, 0x00, 0x0C, (byte)'J', (byte)'X', (byte)'L', (byte)' ', 0x0D, 0x0A, 0x87, 0x0A, ..] or [0xFF, 0x0A, ..] => MediaTypes.JpegXl,
        [(byte)'B', (byte)'M', _, _, _, _, 0x00, 0x00, 0x00, 0x00, ..] => MediaTypes.Bmp,
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => MediaTypes.Pdf,
        [(byte)'%', (byte)'!', (byte)'P', (byte)'S', ..] or [0xC5, 0xD0, 0xD3, 0xC6, ..] => MediaTypes.PostScript,
        [(byte)'{', (byte)'\\', (byte)'r', (byte)'t', (byte)'f', ..] => MediaTypes.RichText,
        [(byte)'g', (byte)'l', (byte)'T', (byte)'F', 0x02, 0x00, 0x00, 0x00, ..] => MediaTypes.Glb,
        [(byte)'P', (byte)'K', 0x03, 0x04, ..] => SniffZip(prefix),
        [(byte)'P', (byte)'K', 0x05, 0x06, ..] => MediaTypes.Zip,
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => MediaTypes.LegacyOffice,
        [0x1A, 0x45, 0xDF, 0xA3, ..] => prefix[..Math.Min(prefix.Length, 64)].IndexOf("webm"u8) >= 0 ? MediaTypes.WebM : MediaTypes.Matroska,
        [(byte)'f', (byte)'L', (byte)'a', (byte)'C', ..] => MediaTypes.Flac,
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => prefix[..Math.Min(prefix.Length, 256)].IndexOf("theora"u8) >= 0 ? MediaTypes.OggVideo : MediaTypes.OggAudio,
        [(byte)'I', (byte)'D', (byte)'3', ..] => MediaTypes.Mp3,
        [(byte)'F', (byte)'O', (byte)'R', (byte)'M', _, _, _, _, (byte)'A', (byte)'I', (byte)'F', (byte)'F' or (byte)'C', ..] => MediaTypes.Aiff,
        [0x00, 0x00, 0x01, 0xBA or 0xB3, ..] => MediaTypes.MpegStream,
        [0xFF, var sync, ..] when (sync & 0xF6) == 0xF0 => MediaTypes.Aac,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, .. var form] => SniffRiff(form),
        _ when prefix.StartsWith("FUJIFILMCCD-RAW "u8) => MediaTypes.FujiRaf,
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => SniffBrands(prefix),
        [_, _, _, _, (byte)'m' or (byte)'w' or (byte)'f', ..] when IsOldQuickTime(prefix) => MediaTypes.QuickTime,
        [0xFF, var layer, var rates, ..] when IsMpegAudioFrame(layer, rates) => MediaTypes.Mp3,
        _ => null,
    };

    private static string? SniffRiff(ReadOnlySpan<byte> form) =>
        form.StartsWith("WEBP"u8) ? MediaTypes.WebP : form.StartsWith("WAVE"u8) ? MediaTypes.Wav : form.StartsWith("AVI "u8) ? MediaTypes.Avi : null;

    /// <summary>ISO base media: the major brand first, then the compatible ones (ISO/IEC 14496-12, section 4.3).</summary>
    private static string SniffBrands(ReadOnlySpan<byte> prefix)
    {
        var isPicture = false;
        var end = (int)Math.Min((uint)prefix.Length, BinaryPrimitives.ReadUInt32BigEndian(prefix));
        for (var at = 8; at + 4 <= end; at += at == 8 ? 8 : 4)
        {
            if (MediaTypeOfBrand(prefix.Slice(at, 4)) is { } mediaType)
            {
                return mediaType;
            }

            isPicture |= prefix.Slice(at, 4).SequenceEqual("mif1"u8);
        }

        return isPicture ? MediaTypes.Heif : MediaTypes.Mp4;
    }

    private static string? MediaTypeOfBrand(ReadOnlySpan<byte> brand) => Encoding.ASCII.GetString(brand) switch
    {
        "avif" or "avis" => MediaTypes.Avif,
        "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" => MediaTypes.Heic,
        "crx " => MediaTypes.CanonCr3,
        "qt  " => MediaTypes.QuickTime,
        "M4A " or "M4B " => MediaTypes.Mp4Audio,
        ['3', 'g', 'p' or '2', ..] => MediaTypes.ThreeGpp,
        _ => null,
    };

    private static bool IsOldQuickTime(ReadOnlySpan<byte> prefix) =>
        prefix[4..].StartsWith("moov"u8) || prefix[4..].StartsWith("mdat"u8) || prefix[4..].StartsWith("wide"u8) || prefix[4..].StartsWith("free"u8);

    /// <summary>Layer III with a bit rate and a sampling rate that exist (ISO/IEC 11172-3, section 2.4.2.3).</summary>
    private static bool IsMpegAudioFrame(byte layer, byte rates) =>
        (layer & 0xE6) == 0xE2 && (layer & 0x18) != 0x08 && (rates & 0xF0) is not (0x00 or 0xF0) && (rates & 0x0C) != 0x0C;

    /// <summary>OpenDocument and EPUB store their media type as the first entry, uncompressed (ODF 1.3 part 2, section 3.3).</summary>
    private static string SniffZip(ReadOnlySpan<byte> prefix)
    {
        var firstEntry = prefix.Length > 38 ? prefix[30..] : default;
        if (!firstEntry.StartsWith("mimetypeapplication/"u8))
        {
            return MediaTypes.Zip;
        }

        var name = firstEntry["mimetype".Length..];
        var end = name.IndexOf("PK"u8);
        return end is > 0 and < 100 && name[..end].IndexOfAnyExceptInRange((byte)'+', (byte)'z') < 0 ? Encoding.ASCII.GetString(name[..end]) : MediaTypes.Zip;
    }

    private static string? SniffText(ReadOnlySpan<byte> prefix)
    {
        if (prefix.IsEmpty)
        {
            return null;
        }

        var text = prefix.StartsWith("\uFEFF"u8) ? prefix[3..] : prefix;
        if (!IsText(text, isWhole: prefix.Length < PrefixLength))
        {
            return null;
        }

        var markup = SkipProlog(text);
        if (markup.StartsWith("<svg"u8) || markup.StartsWith("<svg:svg"u8))
        {
            return MediaTypes.Svg;
        }

        return text.TrimStart(" \t\r\n"u8).StartsWith("<?xml"u8) ? MediaTypes.Xml : MediaTypes.Text;
    }

    private static bool IsText(ReadOnlySpan<byte> text, bool isWhole)
    {
        foreach (var value in text)
        {
            if (value is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or 0x1B) or 0x7F)
            {
                return false;
            }
        }

        // A prefix may end inside a character: leave off the bytes of its last one.
        if (!isWhole)
        {
            var cut = text.Length;
            while (cut > 0 && text.Length - cut < 4 && (text[cut - 1] & 0xC0) == 0x80)
            {
                cut--;
            }

            text = cut > 0 && text[cut - 1] >= 0xC0 ? text[..(cut - 1)] : text;
        }

        try
        {
            StrictUtf8.GetCharCount(text);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>Skips white space, the XML declaration, comments and the document type.</summary>
    private static ReadOnlySpan<byte> SkipProlog(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            text = text.TrimStart(" \t\r\n"u8);
            var closing = text.StartsWith("<!--"u8) ? "-->"u8 : text.StartsWith("<?"u8) ? "?>"u8 : text.StartsWith("<!DOCTYPE"u8) ? ">"u8 : default;
            var end = closing.IsEmpty ? -1 : text.IndexOf(closing);
            if (end < 0)
            {
                return text;
            }

            // An internal subset holds '>' of its own.
            var subset = closing.Length == 1 ? text[..end].IndexOf((byte)'[') : -1;
            if (subset >= 0)
            {
                end = text.IndexOf("]"u8) is >= 0 and var bracket && text[bracket..].IndexOf((byte)'>') is >= 0 and var after ? bracket + after : -1;
                if (end < 0)
                {
                    return text;
                }
            }

            text = text[(end + closing.Length)..];
        }
    }
}
