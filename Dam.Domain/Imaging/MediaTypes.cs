namespace Dam.Domain.Imaging;

/// <summary>Media types that the code names; what a file is comes from <see cref="MediaTypeSniffer"/>.</summary>
public static class MediaTypes
{
    public const string Avif = "image/avif";
    public const string Gif = "image/gif";
    public const string Heic = "image/heic";
    public const string Jpeg = "image/jpeg";
    public const string Photoshop = "image/vnd.adobe.photoshop";
    public const string Png = "image/png";
    public const string Svg = "image/svg+xml";
    public const string Tiff = "image/tiff";
    public const string WebP = "image/webp";
    public const string Pdf = "application/pdf";
    public const string Text = "text/plain";
    public const string Xml = "application/xml";
    public const string Zip = "application/zip";
    public const string Unknown = "application/octet-stream";
    public const string Mp4 = "video/mp4";
    public const string QuickTime = "video/quicktime";
    public const string WebM = "video/webm";
    public const string Matroska = "video/matroska";
    public const string Mp4Audio = "audio/mp4";
    public const string Mp3 = "audio/mpeg";
    public const string Wav = "audio/wav";
    public const string Flac = "audio/flac";
    public const string Ogg = "application/ogg";
    public const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const string Pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    public const string LegacyOffice = "application/x-ole-storage";
}
