using System.Buffers.Binary;
using Dam.Domain.Imaging;
using Dam.Domain.Media;

namespace Dam.Infrastructure.Media;

/// <summary>Photoshop's resources, in its own files and in JPEGs (Adobe Photoshop File Formats Specification, "Image Resource Blocks").</summary>
internal static class PhotoshopFile
{
    public const int IptcResource = 0x0404;
    private const int ExifResource = 0x0422;
    private const int XmpResource = 0x0424;
    private const int IccResource = 0x040F;

    private const int HeaderLength = 26;

    public static async Task<MediaFacts> ReadAsync(Stream source, CancellationToken ct)
    {
        var header = await ReadAsync(source, 0, HeaderLength + 4, ct);
        if (header.Length < HeaderLength + 4)
        {
            throw MediaException.Damaged("The file ends in its header.");
        }

        // After the header come the colours of the palette, then the resources, each with their length before them.
        var resourcesAt = HeaderLength + 4L + BinaryPrimitives.ReadUInt32BigEndian(header.Span[HeaderLength..]);
        var length = await ReadAsync(source, resourcesAt, 4, ct);
        var resources = length.Length < 4
            ? default
            : await ReadAsync(source, resourcesAt + 4, (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(length.Span), 4 * EmbeddedBlocks.LongestBlock), ct);
        var blocks = new EmbeddedBlocks(Resource(resources, ExifResource), Resource(resources, IptcResource), Resource(resources, XmpResource), Resource(resources, IccResource));
        var (height, width) = (BinaryPrimitives.ReadInt32BigEndian(header.Span[14..]), BinaryPrimitives.ReadInt32BigEndian(header.Span[18..]));
        return PictureFacts.Of(blocks, MediaFacts.Nothing) with { Size = width > 0 && height > 0 ? new PixelSize(width, height) : null };
    }

    /// <summary>The first resource of that number; empty where there is none.</summary>
    public static ReadOnlyMemory<byte> Resource(ReadOnlyMemory<byte> resources, int number)
    {
        while (resources.Length >= 12 && resources.Span.StartsWith("8BIM"u8))
        {
            // The name is a byte of length and so many more, filled up to an even count; so is the content.
            var id = BinaryPrimitives.ReadUInt16BigEndian(resources.Span[4..]);
            var name = (resources.Span[6] + 2) & ~1;
            if (resources.Length < 6 + name + 4)
            {
                return default;
            }

            var length = BinaryPrimitives.ReadUInt32BigEndian(resources.Span[(6 + name)..]);
            var content = resources[(6 + name + 4)..];
            if (length > content.Length)
            {
                return default;
            }

            if (id == number)
            {
                return content[..(int)length];
            }

            resources = content[(int)Math.Min(content.Length, (length + 1L) & ~1L)..];
        }

        return default;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream source, long offset, int count, CancellationToken ct)
    {
        if (offset >= source.Length)
        {
            return default;
        }

        source.Position = offset;
        var bytes = new byte[Math.Min(count, source.Length - offset)];
        return bytes.AsMemory(0, await source.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct));
    }
}
