using Dam.Domain.Media;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Tiff;
using MetadataExtractor.IO;
using Directory = MetadataExtractor.Directory;

namespace Dam.Infrastructure.Media;

/// <summary>
/// Reads the directories of a TIFF (EXIF is one) with MetadataExtractor, such that a hostile one cannot take more than a little: entries that point at each other or claim gigabytes, chains
/// of directories without end, makers' notes with directories of their own. What is long is left out before it is read.
/// </summary>
internal sealed class BoundedTiff : ExifTiffHandler, ITiffHandler
{
    /// <summary>Bytes of one value, of the kind that we show.</summary>
    private const int LongestValue = 4096;

    /// <summary>Bytes of all values together, and what an entry costs at least.</summary>
    private const int MostBytes = 2 * 1024 * 1024;

    private const int EntryCost = 64;

    private const int MostDirectories = 24;

    private const int Xmp = 0x02BC;
    private const int Iptc = 0x83BB;
    private const int MakerNote = 0x927C;

    private int _bytes;
    private int _directories;

    private BoundedTiff(List<Directory> directories)
        : base(directories)
    {
    }

    private byte[] XmpBlock { get; set; } = [];

    private byte[] IptcBlock { get; set; } = [];

    /// <summary>Of a TIFF, or of a camera's file that is built like one; what it cannot be read for is left out.</summary>
    public static MediaFacts Read(Stream source)
    {
        source.Position = 0;

        // Pieces are read here and there, a few bytes at a time. Not disposed: that would close the source.
        var buffered = new BufferedStream(source, 64 * 1024);
        var (directories, blocks) = Read(new IndexedSeekingReader(buffered));
        return PictureFacts.Of(directories, blocks.IptcBlock, blocks.XmpBlock);
    }

    /// <summary>Of a block of EXIF.</summary>
    public static IReadOnlyList<Directory> Read(ReadOnlyMemory<byte> exif) => Read(new ByteArrayReader(exif.ToArray())).Directories;

    private static (List<Directory> Directories, BoundedTiff Blocks) Read(IndexedReader reader)
    {
        var directories = new List<Directory>();
        var handler = new BoundedTiff(directories);
        try
        {
            TiffReader.ProcessTiff(reader, handler);
        }
        catch (Exception damaged) when (damaged is TiffProcessingException or IOException or MetadataException or ArgumentException or OverflowException)
        {
            // Up to there it could be read.
        }

        return (directories, handler);
    }

    public override bool CustomProcessTag(int tagOffset, ICollection<int> processedIfdOffsets, IndexedReader reader, int tagId, int byteCount)
    {
        _bytes += Math.Clamp(byteCount, EntryCost, LongestValue);
        if (tagId is Xmp or Iptc && byteCount is > 0 and <= Domain.Imaging.EmbeddedBlocks.LongestBlock)
        {
            if (tagId is Xmp && XmpBlock.Length == 0)
            {
                XmpBlock = reader.GetBytes(tagOffset, byteCount);
            }
            else if (tagId is Iptc && IptcBlock.Length == 0)
            {
                IptcBlock = reader.GetBytes(tagOffset, byteCount);
            }

            return true;
        }

        // What is said to be processed is not read.
        return byteCount is < 0 or > LongestValue || _bytes > MostBytes || tagId is MakerNote || base.CustomProcessTag(tagOffset, processedIfdOffsets, reader, tagId, byteCount);
    }

    public override bool TryEnterSubIfd(int tagType) => _directories < MostDirectories && base.TryEnterSubIfd(tagType) && ++_directories > 0;

    public override bool HasFollowerIfd() => ++_directories < MostDirectories && base.HasFollowerIfd();

    /// <summary>Nobody reads these, and there may be millions.</summary>
    void ITiffHandler.Warn(string message)
    {
    }

    void ITiffHandler.Error(string message)
    {
    }
}
