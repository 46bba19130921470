using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Steps;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Tests.Infrastructure.Imaging;

/// <summary>Kinds of files that the samples do not hold, made from them; each must look like the sample it was made from.</summary>
public sealed class OddSourceTests(ImagingFixture imaging)
{
    [Theory]
    [InlineData("rgb16", "pngsave_target", MediaTypes.Png, ImageColorSpace.Rgb)]
    [InlineData("srgb", "tiffsave", MediaTypes.Tiff, ImageColorSpace.Rgb)]
    [InlineData("rgb16", "tiffsave", MediaTypes.Tiff, ImageColorSpace.Rgb)]
    [InlineData("lab", "tiffsave", MediaTypes.Tiff, ImageColorSpace.Other)]
    [InlineData("cmyk", "tiffsave", MediaTypes.Tiff, ImageColorSpace.Cmyk)]
    [InlineData("srgb", "webpsave_target", MediaTypes.WebP, ImageColorSpace.Rgb)]
    [InlineData("srgb", "heifsave_target", MediaTypes.Avif, ImageColorSpace.Rgb)]
    public async Task Render_Should_LookTheSame_When_TheSourceIsStoredOtherwise(string space, string saver, string mediaType, ImageColorSpace expected)
    {
        var sample = Samples.Read(Samples.Bowl);
        var odd = Convert(sample, space, saver);
        var transform = new Transform { Width = 150, Height = 101, Fit = Fit.Fill, Format = ImageFormat.Png };

        var header = await imaging.Engine.IdentifyAsync(new MemoryStream(odd), TestContext.Current.CancellationToken);
        Assert.Equal((mediaType, expected), (header.MediaType, header.ColorSpace));
        using var mezzanine = new MemoryStream();
        var facts = await imaging.Engine.PrepareAsync(new MemoryStream(odd), mezzanine, TestContext.Current.CancellationToken);
        Assert.Equal(MediaTypes.Jpeg, facts.MezzanineMediaType);

        var wanted = ImagingFixture.Decode(await imaging.RenderAsync(sample, transform));
        var made = ImagingFixture.Decode(await imaging.RenderAsync(odd, transform));
        var fromMezzanine = ImagingFixture.Decode(await imaging.RenderAsync(mezzanine.ToArray(), transform));
        var tolerance = string.Equals(space, "cmyk", StringComparison.Ordinal) ? 12 : 3;
        Assert.InRange(made.MeanDifference(wanted), 0, tolerance);
        Assert.InRange(fromMezzanine.MeanDifference(wanted), 0, tolerance);
    }

    [Theory]
    [InlineData("b-w", "pngsave_target")]
    [InlineData("grey16", "pngsave_target")]
    [InlineData("b-w", "jpegsave_target")]
    public async Task Render_Should_BeGrey_When_TheSourceIs(string space, string saver)
    {
        var grey = Convert(Samples.Read(Samples.Bowl), space, saver);

        var header = await imaging.Engine.IdentifyAsync(new MemoryStream(grey), TestContext.Current.CancellationToken);
        var made = ImagingFixture.Decode(await imaging.RenderAsync(
            grey, new Transform { Width = 100, Height = 100, Fit = Fit.Pad, Background = new RgbColor(200, 0, 0), Format = ImageFormat.Png }));

        Assert.Equal(ImageColorSpace.Gray, header.ColorSpace);
        Assert.Equal((200, 0, 0, 255), made.At(50, 2));
        var middle = made.At(50, 50);
        Assert.True(middle.R == middle.G && middle.G == middle.B, $"{middle}");
    }

    [Theory]
    [InlineData(ImageFormat.Webp)]
    [InlineData(ImageFormat.Avif)]
    public async Task Render_Should_KeepTransparency_When_TheSourceIsModern(ImageFormat format)
    {
        var source = await imaging.RenderAsync(Samples.Read(Samples.CutOut), new Transform { Width = 300, Format = format });

        var made = ImagingFixture.Decode(await imaging.RenderAsync(source, new Transform { Width = 100, Format = ImageFormat.Png }));

        Assert.True((await imaging.PrepareAsync(source)).HasAlpha);
        Assert.InRange(made.At(1, 1).A, 0, 3);
        Assert.InRange(made.At(50, 34).A, 252, 255);
    }

    [Fact]
    public async Task Render_Should_KeepTransparency_When_TheSourceHasAPalette()
    {
        var palette = Convert(await imaging.RenderAsync(Samples.Read(Samples.CutOut), new Transform { Width = 300, Format = ImageFormat.Png }), "srgb", "pngsave_target", palette: true);
        Assert.Contains("PLTE"u8.ToArray(), palette);

        var made = ImagingFixture.Decode(await imaging.RenderAsync(palette, new Transform { Width = 100, Format = ImageFormat.Webp }));
        Assert.InRange(made.At(1, 1).A, 0, 3);
        Assert.InRange(made.At(50, 34).A, 250, 255);

        var onWhite = new Transform { Width = 100, Format = ImageFormat.Png, Background = RgbColor.White };
        var (laid, wanted) = (ImagingFixture.Decode(await imaging.RenderAsync(palette, onWhite)), ImagingFixture.Decode(await imaging.RenderAsync(Samples.Read(Samples.CutOut), onWhite)));
        Assert.InRange(laid.MeanDifference(wanted), 0, 3);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Webp)]
    [InlineData(ImageFormat.Avif)]
    public async Task Render_Should_GiveItsColour_When_TheSourceIsOnePixel(ImageFormat format)
    {
        var source = Of([200, 60, 20], new PixelSize(1, 1));

        foreach (var asked in (Transform[])[new() { Format = format }, new() { Width = 9, Height = 5, Fit = Fit.Fill, Format = format }])
        {
            var made = ImagingFixture.Decode(await imaging.RenderAsync(source, asked));
            var (r, g, b, _) = made.At(made.Width / 2, made.Height / 2);
            Assert.Equal((asked.Width ?? 1, asked.Height ?? 1), (made.Width, made.Height));
            Assert.True(Math.Abs(r - 200) <= 6 && Math.Abs(g - 60) <= 6 && Math.Abs(b - 20) <= 6, $"{r} {g} {b}");
        }

        Assert.Equal(new PixelSize(1, 1), (await imaging.PrepareAsync(source)).Size);
    }

    [Theory]
    [InlineData(6000, 1)]
    [InlineData(1, 6000)]
    [InlineData(5000, 3)]
    public async Task Render_Should_RunFromBlackToWhite_When_TheSourceIsAThread(int width, int height)
    {
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < rgb.Length; i++)
        {
            var at = width > height ? i / 3 % width : i / 3 / width;
            rgb[i] = (byte)(256L * at / Math.Max(width, height));
        }

        var source = Of(rgb, new PixelSize(width, height));
        foreach (var format in (ImageFormat[])[ImageFormat.Png, ImageFormat.Webp, ImageFormat.Avif])
        {
            var made = ImagingFixture.Decode(await imaging.RenderAsync(source, new Transform { Width = 300, Height = 300, Format = format }));

            Assert.Equal(width > height ? (300, 1) : (1, 300), (made.Width, made.Height));
            int At(int i) => width > height ? made.At(i, 0).G : made.At(0, i).G;
            Assert.InRange(At(3), 0, 12);
            Assert.InRange(At(150), 118, 138);
            Assert.InRange(At(296), 243, 255);
        }
    }

    [Fact]
    public async Task Render_Should_ShowTheFrameAsked_When_TheSourceIsAnimated()
    {
        var source = Samples.Read(Samples.Animation);

        var first = ImagingFixture.Decode(await imaging.RenderAsync(source, new Transform { Width = 200, Format = ImageFormat.Png }));
        var last = ImagingFixture.Decode(await imaging.RenderAsync(source, new Transform { Width = 200, Format = ImageFormat.Png, Page = 10 }));

        Assert.True(first.MeanDifference(last) > 10);
    }

    /// <summary>Three bytes a pixel.</summary>
    private static byte[] Of(byte[] rgb, PixelSize size)
    {
        using var image = VipsImage.Of(rgb, size);
        using var copy = new VipsOperation("copy");
        using var colors = copy.Set("in", image).Set("interpretation", "srgb").RunToImage();
        using var save = new VipsOperation("pngsave_target");
        return SaveToStream(save.Set("in", colors));
    }

    private static byte[] Convert(byte[] sample, string space, string saver, bool palette = false)
    {
        using var stream = new MemoryStream(sample);
        using var picture = SourcePicture.Open(stream, new VipsStream(stream, CancellationToken.None), new ImagingOptions());
        using var decoded = picture.Decode(new PixelSize(600, 406), page: 1);
        using var small = Scale.To(decoded, new PixelSize(600, 406), toSrgb: true);
        using var colourspace = new VipsOperation("colourspace");
        using var converted = colourspace.Set("in", small).Set("space", space).RunToImage();
        using var save = new VipsOperation(saver);
        save.Set("in", converted);
        if (saver is "heifsave_target")
        {
            save.Set("compression", "av1").Set("Q", 80).Set("effort", 0);
        }

        if (palette)
        {
            save.Set("palette", true);
        }

        return saver is "tiffsave" ? SaveToPath(save) : SaveToStream(save);
    }

    private static byte[] SaveToStream(VipsOperation save)
    {
        using var file = new MemoryStream();
        using var target = new VipsStream(file, CancellationToken.None).AsTarget();
        save.Set("target", target).Run();
        return file.ToArray();
    }

    /// <summary>TIFF is written back and forth, which the service never does and its targets cannot.</summary>
    private static byte[] SaveToPath(VipsOperation save)
    {
        var path = Path.GetTempFileName();
        try
        {
            save.SetText("filename", path).Run();
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
