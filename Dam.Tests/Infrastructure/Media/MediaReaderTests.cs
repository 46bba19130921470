using System.Text;
using Dam.Domain.Imaging;
using Dam.Domain.Media;
using Dam.Infrastructure;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Vips;
using Dam.Infrastructure.Media;

namespace Dam.Tests.Infrastructure.Media;

public sealed class MediaReaderTests(MediaFiles files) : IClassFixture<MediaFiles>, IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("dam-reader-").FullName;
    private readonly VipsImageEngine _images = new(new ImagingOptions(), TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _images.Dispose();

        // Nothing that worked on a file is left.
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_data, "work")));
        Directory.Delete(_data, recursive: true);
    }

    [Theory]
    [InlineData("a.mp4", MediaTypes.Mp4, "h264", "aac")]
    [InlineData("a.mov", MediaTypes.QuickTime, "h264", "aac")]
    [InlineData("a.mkv", MediaTypes.Matroska, "h264", "aac")]
    [InlineData("a.webm", MediaTypes.WebM, "vp8", "vorbis", "-c:v", "libvpx", "-c:a", "libvorbis")]
    [InlineData("a.avi", MediaTypes.Avi, "mpeg4", "mp3", "-c:v", "mpeg4", "-c:a", "libmp3lame")]
    [InlineData("a.ogv", MediaTypes.OggVideo, "theora", "vorbis", "-c:v", "libtheora", "-c:a", "libvorbis")]
    [InlineData("a.mpg", MediaTypes.MpegStream, "mpeg1video", "mp2", "-c:v", "mpeg1video", "-c:a", "mp2")]
    public async Task ReadFacts_Should_MeasureFilms_When_OfAnyContainer(string name, string mediaType, string videoCodec, string audioCodec, params string[] options)
    {
        var film = await files.FilmAsync(name, options);
        Assert.Equal(mediaType, await SniffAsync(film));

        var facts = await FactsAsync(film, mediaType);

        Assert.Equal(new PixelSize(320, 180), facts.Size);
        Assert.InRange(facts.Duration!.Value.TotalSeconds, 2.8, 3.2);
        Assert.Equal(videoCodec, facts.Technical["video"]!["codec"]!.GetValue<string>());
        Assert.Equal(25, facts.Technical["video"]!["frameRate"]!.GetValue<double>());
        Assert.Equal(audioCodec, facts.Technical["audio"]!["codec"]!.GetValue<string>());
        Assert.Equal(new PixelSize(320, 180), await DrawnSizeAsync(film, mediaType));
    }

    [Theory]
    [InlineData("a.mp3", MediaTypes.Mp3, "mp3")]
    [InlineData("a.wav", MediaTypes.Wav, "pcm_s16le")]
    [InlineData("a.flac", MediaTypes.Flac, "flac")]
    [InlineData("a.ogg", MediaTypes.OggAudio, "vorbis", "-c:a", "libvorbis")]
    [InlineData("a.m4a", MediaTypes.Mp4Audio, "aac")]
    [InlineData("a.aiff", MediaTypes.Aiff, "pcm_s16be")]
    [InlineData("a.aac", MediaTypes.Aac, "aac")]
    public async Task ReadFacts_Should_MeasureSound_When_OfAnyContainer(string name, string mediaType, string codec, params string[] options)
    {
        var sound = await files.SoundAsync(name, options);
        Assert.Equal(mediaType, await SniffAsync(sound));

        var facts = await FactsAsync(sound, mediaType);

        Assert.InRange(facts.Duration!.Value.TotalSeconds, 1.8, 2.2);
        Assert.Equal(codec, facts.Technical["audio"]!["codec"]!.GetValue<string>());
        Assert.Equal((null, false), (facts.Size, Reader.Draws(mediaType)));
    }

    [Fact]
    public async Task ReadFacts_Should_TurnFilmsUpright_When_TheyWereFilmedUpright()
    {
        var film = await files.FilmAsync("turned.mov", "-metadata", "title=On the shore", "-metadata", "location=+48.8577+002.2950/", "-metadata", "creation_time=2024-05-06T07:08:09Z");
        var turned = await files.UprightFilmAsync();

        var facts = await FactsAsync(film, MediaTypes.QuickTime);

        Assert.Equal("On the shore", facts.Record.Title);
        Assert.Equal("2024-05-06T07:08:09Z", facts.Technical["capturedAt"]!.GetValue<string>());
        Assert.Equal((48.8577, 2.295), (facts.Location!["latitude"]!.GetValue<double>(), facts.Location["longitude"]!.GetValue<double>()));
        Assert.DoesNotContain("48.85", facts.Technical.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(new PixelSize(180, 320), (await FactsAsync(turned, MediaTypes.Mp4)).Size);
        Assert.Equal(new PixelSize(180, 320), await DrawnSizeAsync(turned, MediaTypes.Mp4));
    }

    [Fact]
    public async Task ReadFacts_Should_CountPages_When_ItIsAPdf()
    {
        var facts = await FactsAsync(Samples.Read(Samples.Document), MediaTypes.Pdf);

        Assert.Equal((2, "Wall clock: data sheet"), (facts.PageCount, facts.Record.Title));
        Assert.Equal("1.7", facts.Technical["pdf"]!["version"]!.GetValue<string>());
        Assert.False(facts.Technical["pdf"]!["encrypted"]!.GetValue<bool>());
        Assert.Contains("Helvetica", facts.Technical["pdf"]!["fonts"]!.AsArray().Select(font => font!.GetValue<string>()));
    }

    [Fact]
    public async Task Draw_Should_ShowTheFirstPage_When_ItIsAPdf() => Assert.Equal(2560, (await DrawnSizeAsync(Samples.Read(Samples.Document), MediaTypes.Pdf)).Height);

    [Theory]
    [InlineData("a.bmp", MediaTypes.Bmp)]
    [InlineData("a.jp2", MediaTypes.Jpeg2000)]
    [InlineData("a.jxl", MediaTypes.JpegXl)]
    public async Task Draw_Should_ShowThePicture_When_TheImageEngineDoesNotReadIt(string name, string mediaType)
    {
        var picture = await files.StillAsync(name);
        Assert.Equal(mediaType, await SniffAsync(picture));

        Assert.Equal(new PixelSize(400, 300), await DrawnSizeAsync(picture, mediaType));
    }

    [Fact]
    public async Task Draw_Should_ShowThePhotograph_When_ItIsHeic()
    {
        var picture = await files.HeicAsync();
        Assert.Equal(MediaTypes.Heic, await SniffAsync(picture));

        Assert.Equal(new PixelSize(2572, 1740), await DrawnSizeAsync(picture, MediaTypes.Heic));
    }

    [Fact]
    public async Task Draw_Should_DevelopTheSensorsData_When_TheCamerasFileHasNoPreview()
    {
        var negative = TestRaw.DigitalNegative();
        Assert.Equal(MediaTypes.DigitalNegative, await SniffAsync(negative));

        Assert.Equal(new PixelSize(240, 320), await DrawnSizeAsync(negative, MediaTypes.DigitalNegative));
        var facts = await FactsAsync(negative, MediaTypes.DigitalNegative);
        Assert.Equal("TestCam Model 1", facts.Technical["camera"]!.GetValue<string>());
    }

    [Fact]
    public async Task Draw_Should_OpenNothingElse_When_AnSvgNamesOtherFiles()
    {
        var secret = Path.Combine(_data, "secret.png");
        await File.WriteAllBytesAsync(secret, await files.StillAsync("secret.png"), Ct);
        var plain = Svg("""<rect width="100" height="50" fill="white"/>""");
        var curious = Svg($"""<rect width="100" height="50" fill="white"/><image xlink:href="file://{secret}" width="100" height="50"/><image xlink:href="{secret}" width="100" height="50"/><image xlink:href="http://127.0.0.1:1/a.png" width="9" height="9"/>""");

        Assert.Equal(new PixelSize(2560, 1280), await DrawnSizeAsync(plain, MediaTypes.Svg));
        Assert.Equal(await DrawAsync(plain, MediaTypes.Svg), await DrawAsync(curious, MediaTypes.Svg));
    }

    [Theory]
    [InlineData(MediaTypes.Mp4)]
    [InlineData(MediaTypes.Pdf)]
    [InlineData(MediaTypes.Heic)]
    [InlineData(MediaTypes.NikonNef)]
    [InlineData(MediaTypes.Svg)]
    [InlineData(MediaTypes.Photoshop)]
    public async Task Draw_Should_SayDamaged_When_TheFileIsNothing(string mediaType)
    {
        var noise = new byte[100_000];
        new Random(1).NextBytes(noise);

        var failure = await Assert.ThrowsAsync<MediaException>(() => DrawAsync(noise, mediaType));

        Assert.Equal("DAMAGED", failure.Code);
    }

    [Fact]
    public async Task ReadFacts_Should_KeepPlacesAside_When_APhotographTellsThem()
    {
        var facts = await FactsAsync(TestMetadata.Jpeg(), MediaTypes.Jpeg);

        Assert.Equal("2024-05-06T07:08:09+02:00", facts.Technical["capturedAt"]!.GetValue<string>());
        Assert.Equal("Canon EOS R5", facts.Technical["camera"]!.GetValue<string>());
        Assert.Equal("RF50mm F1.2 L USM", facts.Technical["lens"]!.GetValue<string>());
        Assert.Equal((0.004, 1.8, 400), (Exif(facts, "exposureTime"), Exif(facts, "fNumber"), Exif(facts, "iso")));
        Assert.Equal((48.8577, 2.295, 35.2), (facts.Location!["latitude"]!.GetValue<double>(), facts.Location["longitude"]!.GetValue<double>(), facts.Location["altitude"]!.GetValue<double>()));
        Assert.DoesNotContain("48.8", facts.Technical.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadFacts_Should_TakeXmpBeforeIptc_When_BothSpeak()
    {
        var facts = await FactsAsync(TestMetadata.Jpeg(), MediaTypes.Jpeg);

        Assert.Equal("Die rote Schüssel", facts.Record.Title);
        Assert.Equal("A bowl\nseen from above", facts.Record.Caption);
        Assert.Equal(["bowl", "red", "Übersicht"], facts.Record.Keywords);
        Assert.Equal(("Zoë Müller", "Example Press", "© 2024 Example"), (facts.Record.Creator, facts.Record.Credit, facts.Record.CopyrightNotice));
        Assert.Equal("Düsseldorf", facts.Technical["iptc"]!["city"]!.GetValue<string>());
    }

    [Fact]
    public async Task ReadText_Should_GiveWhatIsWritten_When_ItIsADocumentOrAPictureOfOne()
    {
        var document = Samples.Read(Samples.Document);
        using var source = new MemoryStream(document);
        using var page = new MemoryStream(await DrawAsync(document, MediaTypes.Pdf));
        var reader = new MediaReader(new DataFolder(_data), new Toolbox(new MediaOptions { Ocr = "eng" }), _images, new MediaOptions(), TimeProvider.System);

        Assert.Contains("Wall clock", await reader.ReadTextAsync(source, MediaTypes.Pdf, Ct), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("clock", await reader.ReadTextAsync(page, MediaTypes.Png, Ct), StringComparison.OrdinalIgnoreCase);
        Assert.Equal((true, true, false), (reader.ReadsText(MediaTypes.Pdf), reader.ReadsText(MediaTypes.Png), Reader.ReadsText(MediaTypes.Png)));
    }

    /// <summary>Read as English the accents are lost.</summary>
    [Fact]
    public async Task ReadText_Should_KeepAccents_When_TheLanguageIsSet()
    {
        const string line = "Déjà l’été près du château, où naît la forêt";
        using var page = new MemoryStream(await DrawAsync(
            Encoding.UTF8.GetBytes($"""<svg xmlns="http://www.w3.org/2000/svg" width="1500" height="160"><rect width="1500" height="160" fill="#fff"/><text x="40" y="100" font-family="DejaVu Sans" font-size="52">{line}</text></svg>"""),
            MediaTypes.Svg));
        var reader = new MediaReader(new DataFolder(_data), new Toolbox(new MediaOptions { Ocr = "fra" }), _images, new MediaOptions(), TimeProvider.System);

        Assert.Equal(line, (await reader.ReadTextAsync(page, MediaTypes.Png, Ct))?.Trim().Replace('\'', '’'));
    }

    /// <summary>tesseract sets spaces between some of the characters.</summary>
    [Fact]
    public async Task ReadText_Should_ReadChinese_When_TheLanguageIsSet()
    {
        const string line = "去年春节的红色海报";
        using var page = new MemoryStream(await DrawAsync(
            Encoding.UTF8.GetBytes($"""<svg xmlns="http://www.w3.org/2000/svg" width="2400" height="200"><rect width="2400" height="200" fill="#fff"/><text x="60" y="130" font-family="WenQuanYi Micro Hei" font-size="48">{line}</text></svg>"""),
            MediaTypes.Svg));
        var reader = new MediaReader(new DataFolder(_data), new Toolbox(new MediaOptions { Ocr = "chi_sim" }), _images, new MediaOptions(), TimeProvider.System);

        Assert.Equal(line, (await reader.ReadTextAsync(page, MediaTypes.Png, Ct))?.Replace(" ", "", StringComparison.Ordinal).Trim());
    }

    [Fact]
    public async Task ReadFacts_Should_NameTheProfile_When_ThePictureHasOne()
    {
        var facts = await FactsAsync(Samples.Read(Samples.Cmyk), MediaTypes.Jpeg);

        Assert.Equal("CMYK", facts.Technical["icc"]!["colorSpace"]!.GetValue<string>());
        Assert.False(string.IsNullOrEmpty(facts.Technical["icc"]!["description"]!.GetValue<string>()));
    }

    private MediaReader Reader => field ??= new MediaReader(new DataFolder(_data), new Toolbox(new MediaOptions()), _images, new MediaOptions(), TimeProvider.System);

    private static double Exif(MediaFacts facts, string name) => facts.Technical["exif"]![name]!.GetValue<double>();

    private static byte[] Svg(string content) =>
        Encoding.UTF8.GetBytes($"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 50">{content}</svg>""");

    private static Task<string> SniffAsync(byte[] file) => MediaTypeReader.ReadAsync(
        file.AsMemory(0, Math.Min(file.Length, MediaTypeSniffer.PrefixLength)), () => Task.FromResult<Stream>(new MemoryStream(file)), Ct);

    private async Task<MediaFacts> FactsAsync(byte[] file, string mediaType)
    {
        using var source = new MemoryStream(file);
        return await Reader.ReadFactsAsync(source, mediaType, Ct);
    }

    private async Task<byte[]> DrawAsync(byte[] file, string mediaType)
    {
        using var source = new MemoryStream(file);
        await using var picture = await Reader.DrawAsync(source, mediaType, Ct);
        using var copy = new MemoryStream();
        picture.Position = 0;
        await picture.CopyToAsync(copy, Ct);
        return copy.ToArray();
    }

    private async Task<PixelSize> DrawnSizeAsync(byte[] file, string mediaType)
    {
        using var picture = new MemoryStream(await DrawAsync(file, mediaType));
        return (await _images.IdentifyAsync(picture, Ct)).Size;
    }
}
