using System.Globalization;
using Dam.Domain.Assets;
using Dam.Domain.Imaging;
using Dam.Domain.Media;
using Dam.Infrastructure.Imaging;

namespace Dam.Infrastructure.Media;

/// <summary>Sends each type of file to who can read it.</summary>
internal sealed class MediaReader : IMediaReader, IDisposable
{
    /// <summary>Pixels of the longer side of what is drawn from shapes: as large as a mezzanine gets.</summary>
    private const int DrawnSide = ImageFacts.MaxMezzanineSide;

    /// <summary>A preview in a camera's file that is smaller than this on its longer side is for the camera's own display; the sensor's data are developed then.</summary>
    private const int SmallestPreview = 1000;

    /// <summary>A film says that it lasts until its last frame has been shown: at its very end there is none.</summary>
    private const double BeforeTheEnd = 0.2;

    private const double LongBeforeTheEnd = 1.5;

    /// <summary>A second in, since many films begin in black; the first frame of a shorter one.</summary>
    private static readonly double[] PosterSeconds = [1, 0];

    private readonly DataFolder _data;
    private readonly Toolbox _tools;
    private readonly IImageEngine _images;

    private readonly Seats _seats;

    public MediaReader(DataFolder data, Toolbox tools, IImageEngine images, MediaOptions options, TimeProvider time)
    {
        WorkFolder.SweepAbandoned(data, time.GetUtcNow());
        (_data, _tools, _images, _seats) = (data, tools, images, new Seats(options.MaxConcurrency, options.MaxWaiting));
    }

    public void Dispose() => _seats.Dispose();

    public Task<MediaFacts> ReadFactsAsync(Stream source, string mediaType, CancellationToken ct) => mediaType switch
    {
        MediaTypes.Pdf => ReadAsync(source, new PdfFacts(_tools).ReadAsync, ct),
        MediaTypes.Photoshop => PhotoshopFile.ReadAsync(source, ct),
        _ when FilmFacts.DemuxerOf(mediaType) is { } demuxer => ReadAsync(source, (folder, token) => new FilmFacts(_tools).ReadAsync(folder, demuxer, token), ct),
        _ when MediaTypes.IsDecoded(mediaType) => ReadPictureAsync(source, mediaType, ct),
        _ when MediaTypes.IsRaw(mediaType) => Task.FromResult(BoundedTiff.Read(source)),
        _ => Task.FromResult(MediaFacts.Nothing),
    };

    public bool Draws(string mediaType) => mediaType is MediaTypes.Pdf or MediaTypes.Heic or MediaTypes.Heif
        || MediaTypes.IsRaw(mediaType) || StillDemuxerOf(mediaType) is not null || mediaType.StartsWith("video/", StringComparison.Ordinal);

    public async Task<Stream> DrawAsync(Stream source, string mediaType, CancellationToken ct)
    {
        await using var folder = await WorkFolder.OpenAsync(_data, source, ct);
        var picture = mediaType switch
        {
            MediaTypes.Pdf => await DrawPageAsync(folder, page: 1, DrawnSide, ct),
            MediaTypes.Heic or MediaTypes.Heif => await DrawHeifAsync(folder, ct),
            _ when MediaTypes.IsRaw(mediaType) => await DrawRawAsync(folder, ct),
            _ when StillDemuxerOf(mediaType) is { } demuxer => await DrawStillAsync(folder, demuxer, ct),
            _ => await DrawFrameAsync(folder, mediaType, PosterSeconds, ct),
        };
        return picture ?? throw MediaException.Damaged("There is no picture in the file that could be drawn.");
    }

    public async Task<Stream> DrawPartAsync(Stream source, string mediaType, PicturePart part, CancellationToken ct)
    {
        using var seat = await _seats.TakeAsync(ct);
        await using var folder = await WorkFolder.OpenAsync(_data, source, ct);
        var picture = mediaType is MediaTypes.Pdf
            ? await DrawPageAsync(folder, part.Page, Math.Min(part.Side, DrawnSide), ct)
            : await DrawFrameAsync(folder, mediaType, [part.Time, Math.Max(0, part.Time - BeforeTheEnd), Math.Max(0, part.Time - LongBeforeTheEnd)], ct);
        return picture ?? throw MediaException.Damaged("There is no picture at that place of the file that could be drawn.");
    }

    public bool ReadsText(string mediaType) => mediaType is MediaTypes.Pdf || (MediaTypes.IsDecoded(mediaType) && _tools.Ocr is not null);

    public async Task<string?> ReadTextAsync(Stream source, string mediaType, CancellationToken ct)
    {
        await using var folder = await WorkFolder.OpenAsync(_data, source, ct);
        await (mediaType is MediaTypes.Pdf
            ? _tools.RunAsync("pdftotext", ["-enc", "UTF-8", "-nopgbrk", WorkFolder.InputName, "text.txt"], folder.Path, ct)
            : _tools.RunAsync("tesseract", [WorkFolder.InputName, "text", "-l", _tools.Ocr ?? "eng"], folder.Path, ct));
        await using var result = folder.OpenResult("text.txt");
        if (result is null)
        {
            return null;
        }

        using var reader = new StreamReader(result);
        var text = new char[VersionFacts.LongestText];
        var length = await reader.ReadBlockAsync(text, ct);
        return EmbeddedText.Prose(new string(text, 0, length), VersionFacts.LongestText);
    }

    private async Task<MediaFacts> ReadAsync(Stream source, Func<WorkFolder, CancellationToken, Task<MediaFacts>> read, CancellationToken ct)
    {
        await using var folder = await WorkFolder.OpenAsync(_data, source, ct);
        return await read(folder, ct);
    }

    private async Task<MediaFacts> ReadPictureAsync(Stream source, string mediaType, CancellationToken ct)
    {
        var blocks = await _images.ReadBlocksAsync(source, ct);
        return PictureFacts.Of(blocks, mediaType is MediaTypes.Tiff ? BoundedTiff.Read(source) : MediaFacts.Nothing);
    }

    private async Task<FileStream?> DrawPageAsync(WorkFolder folder, int page, int side, CancellationToken ct)
    {
        await _tools.RunAsync("pdftoppm", ["-f", $"{page}", "-l", $"{page}", "-singlefile", "-png", "-scale-to", $"{side}", WorkFolder.InputName, "poster"], folder.Path, ct);
        return folder.OpenResult("poster.png");
    }

    private async Task<FileStream?> DrawHeifAsync(WorkFolder folder, CancellationToken ct)
    {
        await _tools.RunAsync("heif-convert", ["-q", "95", WorkFolder.InputName, "poster.jpg"], folder.Path, ct);
        return folder.OpenResult("poster.jpg", "poster-1.jpg");
    }

    /// <summary>The picture that the camera made itself, where it is large enough: quick, and as its maker meant it.</summary>
    private async Task<FileStream?> DrawRawAsync(WorkFolder folder, CancellationToken ct)
    {
        await _tools.RunAsync("simple_dcraw", ["-e", WorkFolder.InputName], folder.Path, ct);
        if (folder.OpenResult($"{WorkFolder.InputName}.thumb.jpg") is { } preview)
        {
            var size = (await _images.IdentifyAsync(preview, ct)).Size;
            if (Math.Max(size.Width, size.Height) >= SmallestPreview)
            {
                return preview;
            }

            await preview.DisposeAsync();
        }

        await _tools.RunAsync("dcraw_emu", ["-h", "-w", "-T", WorkFolder.InputName], folder.Path, ct);
        return folder.OpenResult($"{WorkFolder.InputName}.tiff");
    }

    private async Task<FileStream?> DrawStillAsync(WorkFolder folder, string demuxer, CancellationToken ct)
    {
        string[] size = demuxer is "svg_pipe" ? ["-width", $"{DrawnSide}", "-height", $"{DrawnSide}", "-keep_ar", "1"] : [];
        await _tools.RunAsync("ffmpeg", [.. FilmFacts.Cautious, "-f", demuxer, .. size, "-i", WorkFolder.InputName, "-frames:v", "1", "-y", "poster.png"], folder.Path, ct);
        return folder.OpenResult("poster.png");
    }

    /// <param name="seconds">The first at which there is a frame.</param>
    private async Task<FileStream?> DrawFrameAsync(WorkFolder folder, string mediaType, IEnumerable<double> seconds, CancellationToken ct)
    {
        var demuxer = FilmFacts.DemuxerOf(mediaType) ?? throw new ArgumentException($"Nobody draws {mediaType}.", nameof(mediaType));
        foreach (var second in seconds)
        {
            string[] arguments =
            [
                .. FilmFacts.Cautious, "-f", demuxer, "-ss", second.ToString("0.###", CultureInfo.InvariantCulture), "-i", WorkFolder.InputName, "-map", "0:v:0", "-frames:v", "1", "-vf", "scale=trunc(iw*sar/2)*2:ih", "-q:v", "2", "-y", "poster.jpg",
            ];
            await _tools.RunAsync("ffmpeg", arguments, folder.Path, ct);
            if (folder.OpenResult("poster.jpg") is { } frame)
            {
                return frame;
            }
        }

        return null;
    }

    /// <summary>ffmpeg's name for the reader of a picture that libvips does not read here. SVG goes through librsvg without a base address: it opens no other file.</summary>
    private static string? StillDemuxerOf(string mediaType) => mediaType switch
    {
        MediaTypes.Svg => "svg_pipe",
        MediaTypes.Photoshop => "psd_pipe",
        MediaTypes.Bmp => "bmp_pipe",
        MediaTypes.Jpeg2000 => "j2k_pipe",
        MediaTypes.JpegXl => "jpegxl_pipe",
        _ => null,
    };
}
