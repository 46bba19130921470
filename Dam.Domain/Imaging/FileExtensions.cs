using System.Collections.Frozen;

namespace Dam.Domain.Imaging;

/// <summary>What file names and senders claim a file to be. A claim decides nothing; one that does not hold is worth telling.</summary>
public static class FileExtensions
{
    private static readonly FrozenDictionary<string, string[]> Types = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["jpg"] = [MediaTypes.Jpeg],
        ["jpeg"] = [MediaTypes.Jpeg],
        ["jpe"] = [MediaTypes.Jpeg],
        ["jfif"] = [MediaTypes.Jpeg],
        ["png"] = [MediaTypes.Png],
        ["gif"] = [MediaTypes.Gif],
        ["webp"] = [MediaTypes.WebP],
        ["avif"] = [MediaTypes.Avif],
        ["tif"] = [MediaTypes.Tiff],
        ["tiff"] = [MediaTypes.Tiff],
        ["svg"] = [MediaTypes.Svg],
        ["psd"] = [MediaTypes.Photoshop],
        ["psb"] = [MediaTypes.Photoshop],
        ["heic"] = [MediaTypes.Heic, MediaTypes.Heif],
        ["heif"] = [MediaTypes.Heic, MediaTypes.Heif],
        ["bmp"] = [MediaTypes.Bmp],
        ["jp2"] = [MediaTypes.Jpeg2000],
        ["jxl"] = [MediaTypes.JpegXl],
        ["cr2"] = [MediaTypes.CanonCr2],
        ["cr3"] = [MediaTypes.CanonCr3],
        ["nef"] = [MediaTypes.NikonNef],
        ["nrw"] = [MediaTypes.NikonNef],
        ["arw"] = [MediaTypes.SonyArw],
        ["dng"] = [MediaTypes.DigitalNegative],
        ["raf"] = [MediaTypes.FujiRaf],
        ["orf"] = [MediaTypes.OlympusOrf],
        ["rw2"] = [MediaTypes.PanasonicRw2],
        ["pef"] = [MediaTypes.PentaxPef],
        ["srw"] = [MediaTypes.SamsungSrw],
        ["pdf"] = [MediaTypes.Pdf],

        // Illustrator writes PDF under its own name, or PostScript as it once did.
        ["ai"] = [MediaTypes.Pdf, MediaTypes.PostScript],
        ["eps"] = [MediaTypes.PostScript],
        ["docx"] = [MediaTypes.Docx],
        ["xlsx"] = [MediaTypes.Xlsx],
        ["pptx"] = [MediaTypes.Pptx],
        ["doc"] = [MediaTypes.Word],
        ["xls"] = [MediaTypes.Excel],
        ["ppt"] = [MediaTypes.PowerPoint],
        ["zip"] = [MediaTypes.Zip],
        ["glb"] = [MediaTypes.Glb],
        ["mp4"] = [MediaTypes.Mp4],
        ["m4v"] = [MediaTypes.Mp4],
        ["mov"] = [MediaTypes.QuickTime],
        ["webm"] = [MediaTypes.WebM],
        ["mkv"] = [MediaTypes.Matroska],
        ["avi"] = [MediaTypes.Avi],
        ["mp3"] = [MediaTypes.Mp3],
        ["wav"] = [MediaTypes.Wav],
        ["flac"] = [MediaTypes.Flac],
        ["m4a"] = [MediaTypes.Mp4Audio],
        ["ogg"] = [MediaTypes.OggAudio, MediaTypes.OggVideo],
        ["aac"] = [MediaTypes.Aac],
        ["aif"] = [MediaTypes.Aiff],
        ["aiff"] = [MediaTypes.Aiff],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Known = Types.Values.SelectMany(types => types).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a file's name, by its extension, or its sender says that it is something else. What is not known claims nothing.</summary>
    /// <param name="mediaType">What the file is.</param>
    /// <param name="declared">As its sender says; null when nothing is said.</param>
    public static bool Contradict(string mediaType, string filename, string? declared)
    {
        var extension = Path.GetExtension(filename);
        return (extension.Length > 1 && Types.TryGetValue(extension[1..], out var types) && !types.Contains(mediaType, StringComparer.Ordinal))
            || (declared is not null && Known.Contains(declared) && !declared.Equals(mediaType, StringComparison.OrdinalIgnoreCase));
    }
}
