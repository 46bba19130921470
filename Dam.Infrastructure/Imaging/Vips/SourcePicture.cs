using Dam.Domain.Imaging;

namespace Dam.Infrastructure.Imaging.Vips;

/// <summary>A file whose header has been read and found acceptable; its pixels are decoded by <see cref="Decode"/>.</summary>
internal sealed class SourcePicture : IDisposable
{
    private const string JpegLoader = "jpegload_source";

    /// <summary>Bytes of a file that is read into memory where that makes decoding faster.</summary>
    private const long LongestInMemory = 64 * 1024 * 1024;

    private readonly VipsSource _source;
    private readonly string _loader;
    private readonly bool _isReadWhole;
    private readonly VipsStream _input;
    private readonly ImagingOptions _options;

    private SourcePicture(VipsSource source, VipsStream input, string loader, bool isReadWhole, ImagingOptions options, ImageHeader header, EmbeddedBlocks blocks)
    {
        _input = input;
        _isReadWhole = isReadWhole;
        Blocks = blocks;
        _options = options;
        _source = source;
        _loader = loader;
        Header = header;
    }

    public ImageHeader Header { get; }

    public EmbeddedBlocks Blocks { get; }

    /// <summary>Reads the header, and refuses what is not an image, not decoded here, or larger than the options allow.</summary>
    public static SourcePicture Open(Stream stream, VipsStream input, ImagingOptions options)
    {
        stream.Position = 0;
        var prefix = new byte[MediaTypeSniffer.PrefixLength];
        var length = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        var mediaType = MediaTypeSniffer.Sniff(prefix.AsSpan(0, length));
        var loader = LoaderFor(mediaType);
        var source = input.AsSource();
        try
        {
            using var header = Load(source, loader, page: 1, pages: 1, shrink: 1);
            RefuseTooManyPixels(header, mediaType, options);

            // All scans of a progressive one are decoded in a single call, which only a source that is asked for each piece can stop.
            var isReadWhole = loader == JpegLoader && !header.IsInterlaced && stream.Length <= LongestInMemory;
            return new SourcePicture(source, input, loader, isReadWhole, options, Describe(header, mediaType), header.EmbeddedBlocks);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The picture as stored (orientation not yet applied), lazily and from top to bottom, and where the format can do it cheaply already smaller,
    /// but never smaller than <paramref name="wanted"/>: a JPEG decoded at a half costs a quarter of the arithmetic.
    /// </summary>
    public VipsImage Decode(PixelSize wanted, int page)
    {
        if (page > Header.PageCount)
        {
            throw new ImageException(ImageProblem.NotAnImage, $"The file has {Header.PageCount} page(s).");
        }

        var reduction = Math.Min((double)Header.Size.Width / wanted.Width, (double)Header.Size.Height / wanted.Height);
        var shrink = _loader == JpegLoader ? reduction switch { >= 8 => 8, >= 4 => 4, >= 2 => 2, _ => 1 } : 1;
        using var whole = _isReadWhole ? _input.AsWholeJpeg() : null;
        using var image = Load(whole ?? _source, _loader, page, pages: 1, shrink);

        // A private copy: the kill switch must not reach anything that is shared.
        return image.Copy();
    }

    /// <summary>All frames as stored, one above the other, lazily and from top to bottom.</summary>
    public VipsImage DecodeFrames()
    {
        var pixels = Header.Size.Pixels * Header.PageCount;
        if (pixels > _options.MaxPixelsInMemory)
        {
            throw new ImageException(
                ImageProblem.TooManyPixels, $"The animation has {pixels} pixels in all its frames; at most {_options.MaxPixelsInMemory / 1_000_000} million are allowed here.");
        }

        using var image = Load(_source, _loader, page: 1, pages: Header.PageCount, shrink: 1);
        return image.Copy();
    }

    public void Dispose() => _source.Dispose();

    /// <summary>The decoders that are let near a stranger's file. SVG, PDF and camera formats are not among them.</summary>
    private static string LoaderFor(string mediaType) => mediaType switch
    {
        MediaTypes.Jpeg => JpegLoader,
        MediaTypes.Png => "pngload_source",
        MediaTypes.WebP => "webpload_source",
        MediaTypes.Avif => "heifload_source",
        MediaTypes.Gif => "gifload_source",
        MediaTypes.Tiff => "tiffload_source",
        _ when mediaType.StartsWith("image/", StringComparison.Ordinal) =>
            throw new ImageException(ImageProblem.UnsupportedFormat, $"Pictures of type {mediaType} are not decoded."),
        _ => throw new ImageException(ImageProblem.NotAnImage, $"The file is not an image; it looks like {mediaType}."),
    };

    private static VipsImage Load(VipsSource source, string loader, int page, int pages, int shrink)
    {
        using var load = new VipsOperation(loader);
        load.Set("source", source).Set("access", "sequential").Set("fail_on", "error");
        if (page > 1)
        {
            load.Set("page", page - 1);
        }

        if (pages > 1)
        {
            load.Set("n", pages);
        }

        if (shrink > 1)
        {
            load.Set("shrink", shrink);
        }

        return load.RunToImage();
    }

    /// <summary>A few bytes can announce a picture that takes gigabytes, so the header is asked before anything is decoded.</summary>
    private static void RefuseTooManyPixels(VipsImage header, string mediaType, ImagingOptions options)
    {
        var streams = !header.IsInterlaced && mediaType is MediaTypes.Jpeg or MediaTypes.Png or MediaTypes.Tiff;
        var limit = streams ? options.MaxPixels : options.MaxPixelsInMemory;
        var pixels = (long)header.Width * header.Height;
        if (pixels > limit)
        {
            throw new ImageException(
                ImageProblem.TooManyPixels, $"The picture has {header.Width} × {header.Height} pixels; at most {limit / 1_000_000} million are allowed here.");
        }
    }

    private static ImageHeader Describe(VipsImage header, string mediaType) => new(
        mediaType,
        header.UprightSize,
        header.Orientation,
        header.PageCount,
        header.HasAlpha,
        header.Interpretation switch
        {
            VipsInterpretation.Srgb or VipsInterpretation.Rgb16 or VipsInterpretation.ScRgb => ImageColorSpace.Rgb,
            VipsInterpretation.Gray or VipsInterpretation.Gray16 => ImageColorSpace.Gray,
            VipsInterpretation.Cmyk => ImageColorSpace.Cmyk,
            _ => ImageColorSpace.Other,
        },
        header.HasIccProfile);
}
