using System.Collections.Frozen;

namespace Dam.Domain.Imaging;

/// <summary>Media types that the code names; what a file is comes from <see cref="MediaTypeReader"/>.</summary>
public static class MediaTypes
{
    public const string Avif = "image/avif";
    public const string Bmp = "image/bmp";
    public const string Gif = "image/gif";
    public const string Heic = "image/heic";
    public const string Heif = "image/heif";
    public const string Jpeg = "image/jpeg";
    public const string Jpeg2000 = "image/jp2";
    public const string JpegXl = "image/jxl";
    public const string Photoshop = "image/vnd.adobe.photoshop";
    public const string Png = "image/png";
    public const string Svg = "image/svg+xml";
    public const string Tiff = "image/tiff";
    public const string WebP = "image/webp";

    public const string CanonCr2 = "image/x-canon-cr2";
    public const string CanonCr3 = "image/x-canon-cr3";
    public const string DigitalNegative = "image/x-adobe-dng";
    public const string EpsonErf = "image/x-epson-erf";
    public const string FujiRaf = "image/x-fuji-raf";
    public const string Hasselblad3fr = "image/x-hasselblad-3fr";
    public const string KodakDcr = "image/x-kodak-dcr";
    public const string MinoltaMrw = "image/x-minolta-mrw";
    public const string NikonNef = "image/x-nikon-nef";
    public const string OlympusOrf = "image/x-olympus-orf";
    public const string PanasonicRw2 = "image/x-panasonic-rw2";
    public const string PentaxPef = "image/x-pentax-pef";
    public const string PhaseOneIiq = "image/x-phaseone-iiq";
    public const string SamsungSrw = "image/x-samsung-srw";
    public const string SigmaX3f = "image/x-sigma-x3f";
    public const string SonyArw = "image/x-sony-arw";

    /// <summary>A sensor's data from a camera whose family is not told.</summary>
    public const string OtherRaw = "image/x-dcraw";

    public const string Pdf = "application/pdf";
    public const string PostScript = "application/postscript";
    public const string RichText = "application/rtf";
    public const string Text = "text/plain";
    public const string Xml = "application/xml";
    public const string Zip = "application/zip";
    public const string Epub = "application/epub+zip";
    public const string Glb = "model/gltf-binary";
    public const string Unknown = "application/octet-stream";

    public const string Avi = "video/x-msvideo";
    public const string Matroska = "video/matroska";
    public const string Mp4 = "video/mp4";
    public const string MpegStream = "video/mpeg";
    public const string OggVideo = "video/ogg";
    public const string QuickTime = "video/quicktime";
    public const string ThreeGpp = "video/3gpp";
    public const string WebM = "video/webm";

    public const string Aac = "audio/aac";
    public const string Aiff = "audio/aiff";
    public const string Flac = "audio/flac";
    public const string Mp3 = "audio/mpeg";
    public const string Mp4Audio = "audio/mp4";
    public const string OggAudio = "audio/ogg";
    public const string Wav = "audio/wav";

    public const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const string Pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    public const string Excel = "application/vnd.ms-excel";
    public const string PowerPoint = "application/vnd.ms-powerpoint";
    public const string Word = "application/msword";

    /// <summary>A compound file of which it is not told what program wrote it.</summary>
    public const string LegacyOffice = "application/x-ole-storage";

    private static readonly FrozenSet<string> Raw = new[]
    {
        CanonCr2, CanonCr3, DigitalNegative, EpsonErf, FujiRaf, Hasselblad3fr, KodakDcr, MinoltaMrw, NikonNef, OlympusOrf, OtherRaw, PanasonicRw2, PentaxPef, PhaseOneIiq, SamsungSrw,
        SigmaX3f, SonyArw,
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Pictures that the image engine reads as they are.</summary>
    public static bool IsDecoded(string mediaType) => mediaType is Jpeg or Png or WebP or Avif or Gif or Tiff;

    /// <summary>What a camera's sensor saw, not yet a picture.</summary>
    public static bool IsRaw(string mediaType) => Raw.Contains(mediaType);
}
