using Dam.Domain.Imaging;

namespace Dam.Tests.Infrastructure.Imaging;

public sealed class QualityTests(ImagingFixture imaging)
{
    /// <summary>The nearly grey lamp is smooth, the brushes are full of detail that hides what is left out.</summary>
    [Theory]
    [InlineData(ImageFormat.Webp, 5)]
    [InlineData(ImageFormat.Avif, 1)]
    public async Task Render_Should_ChooseTheQualityByThePicture_When_NoneIsAsked(ImageFormat format, int difference)
    {
        var smooth = await QualityOfAsync(Samples.Lamp, format);
        var detailed = await QualityOfAsync(Samples.WideGamut, format);

        Assert.True(smooth > detailed + difference, $"{smooth} for the lamp, {detailed} for the brushes");
    }

    [Fact]
    public async Task Render_Should_TakeTheQualityAsked_When_ThereIsOne()
    {
        var source = Samples.Read(Samples.Lamp);
        var sizes = new List<int>();
        foreach (var quality in (int?[])[20, 60, 95])
        {
            sizes.Add((await imaging.RenderAsync(source, new Transform { Width = 200, Format = ImageFormat.Webp, Quality = quality })).Length);
        }

        Assert.Equal(sizes.Order(), sizes);
        Assert.True(sizes[2] > 3 * sizes[0]);
    }

    /// <summary>What the benchmark states of a page of pictures, kept to on its cards: at least as good as JPEG by both measures, in much fewer bytes.</summary>
    [Theory]
    [InlineData(ImageFormat.Webp, 0.85)]
    [InlineData(ImageFormat.Avif, 0.65)]
    public async Task Render_Should_LookAsGoodAsJpegInFewerBytes_When_NoQualityIsAsked(ImageFormat format, double ofJpeg)
    {
        var (jpeg, chosen) = (new Page(), new Page());
        foreach (var name in (string[])[Samples.Bowl, Samples.WideGamut, Samples.Lamp, Samples.Portrait])
        {
            var source = Samples.Read(name);
            var card = new Transform { Width = 300, Height = 300, Fit = Fit.Cover };
            var plain = await imaging.RenderAsync(source, card with { Format = ImageFormat.Png });
            jpeg.Add(plain, await imaging.RenderAsync(source, card with { Format = ImageFormat.Jpeg, Quality = 80 }));
            chosen.Add(plain, await imaging.RenderAsync(source, card with { Format = format }));
        }

        Assert.InRange(chosen.Bytes, 1, ofJpeg * jpeg.Bytes);
        Assert.InRange(chosen.Similarity, jpeg.Similarity - 0.002, 4);
        Assert.InRange(chosen.Score, jpeg.Score - 2, 400);
    }

    [Fact]
    public async Task Ssimulacra_Should_Fall_When_APictureGetsWorse()
    {
        var picture = ImagingFixture.Decode(await imaging.RenderAsync(Samples.Read(Samples.Portrait), new Transform { Width = 200, Format = ImageFormat.Png }));
        var size = new PixelSize(picture.Width, picture.Height);
        byte[] Spoilt(int by) => [.. picture.Rgba.Select((value, i) => i % 4 == 3 ? value : (byte)Math.Clamp(value + ((i * 7919 % ((2 * by) + 1)) - by), 0, 255))];

        var scores = new[] { 0, 2, 10, 40 }.Select(by => Ssimulacra2.Of(picture.Rgba, Spoilt(by), size)).ToList();

        Assert.Equal(100, scores[0]);
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.InRange(scores[1], 85, 99);
        Assert.InRange(scores[3], -200, 50);
    }

    /// <summary>Sums over its pictures.</summary>
    private sealed class Page
    {
        public double Bytes { get; private set; }

        public double Similarity { get; private set; }

        public double Score { get; private set; }

        public void Add(byte[] plain, byte[] file)
        {
            var (a, b) = (ImagingFixture.Decode(plain), ImagingFixture.Decode(file));
            Bytes += file.Length;
            Similarity += StructuralSimilarity.Of(a.Rgba, b.Rgba, a.Width, a.Height);
            Score += Ssimulacra2.Of(a.Rgba, b.Rgba, new PixelSize(a.Width, a.Height));
        }
    }

    /// <summary>The quality that gives the same bytes.</summary>
    private async Task<int> QualityOfAsync(string name, ImageFormat format)
    {
        var source = Samples.Read(name);
        var chosen = await imaging.RenderAsync(source, new Transform { Width = 200, Format = format });
        for (var quality = 50; quality <= 95; quality++)
        {
            var file = await imaging.RenderAsync(source, new Transform { Width = 200, Format = format, Quality = quality });
            if (file.AsSpan().SequenceEqual(chosen))
            {
                return quality;
            }
        }

        throw new InvalidOperationException("No quality gives these bytes.");
    }
}
