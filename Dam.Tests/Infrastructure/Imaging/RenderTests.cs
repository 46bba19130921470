using Dam.Domain.Imaging;
using Dam.Tests.Domain.Imaging;

namespace Dam.Tests.Infrastructure.Imaging;

public sealed class RenderTests(ImagingFixture imaging)
{
    public static TheoryData<string, Fit, ImageFormat> Everything
    {
        get
        {
            var data = new TheoryData<string, Fit, ImageFormat>();
            foreach (var name in Samples.Pictures)
            {
                foreach (var fit in Enum.GetValues<Fit>())
                {
                    data.Add(name, fit, ImageFormat.Jpeg);
                    data.Add(name, fit, ImageFormat.Png);
                    data.Add(name, fit, ImageFormat.Webp);
                    data.Add(name, fit, ImageFormat.Avif);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Render_Should_GiveTheSizeAndFormatAnnounced_When_GivenASample(string name, Fit fit, ImageFormat format)
    {
        var source = Samples.Read(name);
        var header = await imaging.Engine.IdentifyAsync(new MemoryStream(source), TestContext.Current.CancellationToken);
        var isTransparent = string.Equals(name, Samples.CutOut, StringComparison.Ordinal);
        var transform = ImagingFixture.Resolve(
            new Transform { Width = 301, Height = 233, Fit = fit, Format = format }, header with { HasAlpha = isTransparent });

        var file = await imaging.RenderAsync(source, transform);

        var made = await imaging.Engine.IdentifyAsync(new MemoryStream(file), TestContext.Current.CancellationToken);
        Assert.Equal(transform.Size, made.Size);
        Assert.Equal(format.MediaType(), made.MediaType);
        Assert.Equal(transform.IsAnimated ? header.PageCount : 1, made.PageCount);

        // Frames of a WebP are always read with transparency.
        Assert.Equal(transform.IsAnimated || (isTransparent && format != ImageFormat.Jpeg), made.HasAlpha);
        Assert.Equal(ImageColorSpace.Rgb, made.ColorSpace);
        Assert.False(made.HasIccProfile);
        Assert.Equal(1, made.Orientation);
    }

    [Fact]
    public async Task Render_Should_GiveTheSizeAnnounced_When_TheTransformIsAnything()
    {
        var random = new Random(42);
        var names = new[] { Samples.CutOut, Samples.WideGamut, Samples.Animation };
        var sources = new List<byte[]>(names.Select(Samples.Read));

        // Thin strips and single pixels meet the rounding rules most often.
        foreach (var size in new[] { new PixelSize(1, 1), new PixelSize(1, 377), new PixelSize(401, 2), new PixelSize(13, 7), new PixelSize(97, 101) })
        {
            sources.Add(await imaging.RenderAsync(
                sources[0], new Transform { Width = size.Width, Height = size.Height, Fit = Fit.Fill, Format = ImageFormat.Png }));
        }

        var headers = await Task.WhenAll(sources.Select(imaging.PrepareAsync));
        for (var i = 0; i < 300; i++)
        {
            var source = sources[i % sources.Count];
            var header = headers[i % sources.Count];
            var transform = RandomCases.Next(random, maxSide: 260);
            if (transform.Format == ImageFormat.Avif)
            {
                transform = transform with { Format = ImageFormat.Png };
            }

            var canonical = ImagingFixture.Resolve(transform, header, new FocalPoint(random.NextDouble(), random.NextDouble()));
            var file = await imaging.RenderAsync(source, canonical);
            var made = await imaging.Engine.IdentifyAsync(new MemoryStream(file), TestContext.Current.CancellationToken);

            Assert.True(canonical.Size == made.Size, $"{canonical} of {header.Size} became {made.Size}.");
            Assert.True(canonical.HasAlpha || made.PageCount > 1 || !made.HasAlpha, $"{canonical} has become transparent.");
        }
    }

    [Fact]
    public async Task Render_Should_StandUpright_When_TheCameraLay()
    {
        var pixels = ImagingFixture.Decode(await imaging.RenderAsync(
            Samples.Read(Samples.Portrait), new Transform { Width = 256, Format = ImageFormat.Png }));

        // The bean bag is at the bottom of the picture, the glass bricks at the top right of the middle.
        Assert.Equal((256, 384), (pixels.Width, pixels.Height));
        var (bag, bricks) = (pixels.At(120, 330), pixels.At(170, 25));
        Assert.True(bag.R > bag.B + 30, $"the bag is {bag}");
        Assert.True(Math.Abs(bricks.R - bricks.B) < 60, $"the bricks are {bricks}");
    }

    /// <summary>Orientation says which side of the stored picture is up (EXIF 3.0, table 4): all eight, mirrored ones too.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Render_Should_TurnAndMirror_When_TheOrientationSaysSo(int orientation)
    {
        var stored = ImagingFixture.Decode(await imaging.RenderAsync(
            Oriented(Samples.Read(Samples.Portrait), 1), new Transform { Width = 96, Height = 64, Fit = Fit.Fill, Format = ImageFormat.Png }));
        var isTurned = orientation >= 5;

        var upright = ImagingFixture.Decode(await imaging.RenderAsync(
            Oriented(Samples.Read(Samples.Portrait), orientation),
            new Transform { Width = isTurned ? 64 : 96, Height = isTurned ? 96 : 64, Fit = Fit.Fill, Format = ImageFormat.Png }));

        var difference = 0.0;
        for (var y = 0; y < upright.Height; y++)
        {
            for (var x = 0; x < upright.Width; x++)
            {
                var (right, bottom) = (stored.Width - 1, stored.Height - 1);
                var from = orientation switch
                {
                    1 => stored.At(x, y),
                    2 => stored.At(right - x, y),
                    3 => stored.At(right - x, bottom - y),
                    4 => stored.At(x, bottom - y),
                    5 => stored.At(y, x),
                    6 => stored.At(y, bottom - x),
                    7 => stored.At(right - y, bottom - x),
                    _ => stored.At(right - y, x),
                };
                difference += Lab.Difference(from, upright.At(x, y)) / (upright.Width * upright.Height);
            }
        }

        Assert.InRange(difference, 0, 1);
    }

    [Fact]
    public async Task Render_Should_KeepSoftEdges_When_TheFormatHoldsTransparency()
    {
        var pixels = ImagingFixture.Decode(await imaging.RenderAsync(
            Samples.Read(Samples.CutOut), new Transform { Width = 400, Height = 400, Fit = Fit.Pad, Format = ImageFormat.Webp }));

        Assert.Equal(0, pixels.At(2, 2).A);
        Assert.Equal(0, pixels.At(200, 4).A);
        Assert.Equal(255, pixels.At(200, 200).A);
        Assert.Contains(Enumerable.Range(0, 400), x => pixels.At(x, 200).A is > 20 and < 235);
    }

    [Fact]
    public async Task Render_Should_FillWithTheBackground_When_OneIsGiven()
    {
        var background = new RgbColor(10, 200, 30);

        var pixels = ImagingFixture.Decode(await imaging.RenderAsync(
            Samples.Read(Samples.CutOut),
            new Transform { Width = 400, Height = 400, Fit = Fit.Pad, Format = ImageFormat.Png, Background = background }));

        Assert.Equal((10, 200, 30, 255), pixels.At(2, 2));
        Assert.Equal((10, 200, 30, 255), pixels.At(200, 50));
        Assert.NotEqual((10, 200, 30, 255), pixels.At(200, 200));
    }

    [Fact]
    public async Task Render_Should_BeWhiteBehind_When_JpegCannotHoldTransparency()
    {
        var pixels = ImagingFixture.Decode(await imaging.RenderAsync(
            Samples.Read(Samples.CutOut), new Transform { Width = 300, Format = ImageFormat.Jpeg }));

        var corner = pixels.At(3, 3);
        Assert.True(corner is { R: > 250, G: > 250, B: > 250 }, $"{corner}");
    }

    [Theory]
    [InlineData(Gravity.West, 0)]
    [InlineData(Gravity.Center, 50)]
    [InlineData(Gravity.East, 100)]
    public async Task Render_Should_CropWhereAsked_When_Covering(Gravity gravity, int left)
    {
        var strip = await imaging.RenderAsync(
            Samples.Read(Samples.WideGamut), new Transform { Width = 200, Height = 100, Fit = Fit.Fill, Format = ImageFormat.Png });
        var whole = ImagingFixture.Decode(strip);

        var cropped = ImagingFixture.Decode(await imaging.RenderAsync(
            strip, new Transform { Width = 100, Height = 100, Fit = Fit.Cover, Gravity = gravity, Format = ImageFormat.Png }));

        for (var x = 0; x < 100; x += 9)
        {
            Assert.Equal(whole.At(left + x, 50), cropped.At(x, 50));
        }
    }

    /// <summary>The fig and the bird are what is coloured in these pictures; their left edges are grey.</summary>
    [Theory]
    [InlineData(Samples.Bowl, Gravity.Attention)]
    [InlineData(Samples.Lamp, Gravity.Entropy)]
    public async Task Render_Should_FindWhatMatters_When_CroppingToInterest(string name, Gravity gravity)
    {
        var source = Samples.Read(name);
        var transform = new Transform { Width = 100, Height = 200, Fit = Fit.Cover, Format = ImageFormat.Png };

        var found = ImagingFixture.Decode(await imaging.RenderAsync(source, transform with { Gravity = gravity }));
        var edge = ImagingFixture.Decode(await imaging.RenderAsync(source, transform with { Gravity = Gravity.West }));

        Assert.True(Colourfulness(found) > 1.5 * Colourfulness(edge), $"{Colourfulness(found):0.0} is not more than {Colourfulness(edge):0.0}");
    }

    /// <summary>
    /// The reference was made of the sample by another colour engine (Argyll's cctiff, from the sample's profile to sRGB, perceptual) and scaled down.
    /// It does not stretch the print's weak black to the screen's, so its shadows are a little darker.
    /// </summary>
    [Fact]
    public async Task Render_Should_ShowInksAsPrinted_When_TheSourceIsCmyk()
    {
        var reference = ImagingFixture.Decode(await File.ReadAllBytesAsync(
            RepositoryRoot.File("Dam.Tests", "Infrastructure", "Imaging", "clock-wall-cmyk.reference.png"), TestContext.Current.CancellationToken));

        var rendered = ImagingFixture.Decode(await imaging.RenderAsync(
            Samples.Read(Samples.Cmyk), new Transform { Width = reference.Width, Format = ImageFormat.Png }));

        Assert.Equal((reference.Width, reference.Height), (rendered.Width, rendered.Height));
        var differences = reference.Each().Zip(rendered.Each(), Lab.Difference2000).Order().ToArray();
        Assert.InRange(differences.Average(), 0, 2.5);
        Assert.InRange(differences[differences.Length * 99 / 100], 0, 5);
    }

    [Fact]
    public async Task Render_Should_KeepColoursVivid_When_TheGamutIsWide()
    {
        var rendered = ImagingFixture.Decode(await imaging.RenderAsync(
            Samples.Read(Samples.WideGamut), new Transform { Width = 300, Format = ImageFormat.Png }));

        // The pink brush: taken for sRGB without its profile, it would be a third less saturated.
        var strongest = rendered.Each().Max(pixel => pixel.R - pixel.G);
        Assert.InRange(strongest, 215, 255);
    }

    /// <summary>Overwrites the value of the EXIF tag 0x0112, a short, which the sample holds in little-endian order.</summary>
    private static byte[] Oriented(byte[] jpeg, int orientation)
    {
        var at = jpeg.AsSpan().IndexOf(stackalloc byte[] { 0x12, 0x01, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00 });
        Assert.Equal(6, jpeg[at + 8]);
        jpeg[at + 8] = (byte)orientation;
        return jpeg;
    }

    private static double Colourfulness(Pixels pixels) => pixels.Each()
        .Average(pixel => Math.Max(pixel.R, Math.Max(pixel.G, pixel.B)) - Math.Min(pixel.R, Math.Min(pixel.G, pixel.B)));
}
