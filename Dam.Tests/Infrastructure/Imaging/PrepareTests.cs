using Dam.Domain.Imaging;

namespace Dam.Tests.Infrastructure.Imaging;

public sealed class PrepareTests(ImagingFixture imaging)
{
    public static TheoryData<string> Pictures => [.. Samples.Pictures];

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task Prepare_Should_MakeAMezzanine_When_GivenASample(string name)
    {
        var (facts, mezzanine) = await PrepareAsync(Samples.Read(name));

        var header = await imaging.Engine.IdentifyAsync(new MemoryStream(mezzanine), TestContext.Current.CancellationToken);
        Assert.Equal(facts.MezzanineMediaType, header.MediaType);
        Assert.Equal(facts.MezzanineSize, header.Size);
        Assert.Equal(facts.Header.Size.Within(2560), header.Size);
        Assert.Equal(string.Equals(name, Samples.CutOut, StringComparison.Ordinal), facts.Header.HasAlpha);
        Assert.Equal(facts.Header.HasAlpha, header.HasAlpha);
        Assert.Equal(1, header.Orientation);
        Assert.Equal(facts.Header.HasIccProfile && facts.Header.ColorSpace == ImageColorSpace.Rgb, header.HasIccProfile);
        Assert.Equal(facts.DominantColor, facts.Colors[0]);
        Assert.InRange(facts.Colors.Count, 1, 5);
        Assert.True(mezzanine.AsSpan().IndexOf("http://ns.adobe.com/exif"u8) < 0);
        Assert.Equal(name == Samples.Portrait, mezzanine.AsSpan().IndexOf("Jakub Mede"u8) >= 0);
    }

    [Theory]
    [InlineData(Samples.Bowl, "#A4A5A7", 40)]
    [InlineData(Samples.CutOut, "#C03010", 60)]
    public async Task Prepare_Should_NameTheColourThatPrevails_When_ThePictureHasOne(string name, string expected, int tolerance)
    {
        var (facts, _) = await PrepareAsync(Samples.Read(name));

        Assert.True(RgbColor.TryParse(expected, out var color));
        var found = facts.DominantColor;
        Assert.True(
            Math.Abs(found.R - color.R) + Math.Abs(found.G - color.G) + Math.Abs(found.B - color.B) <= tolerance * 3,
            $"{found} is not near {color}.");
    }

    /// <summary>The first three bytes hold the mean brightness, the mean of two colour differences, and whether there is transparency.</summary>
    [Fact]
    public async Task Prepare_Should_HoldTheMeanColour_When_TheThumbHashIsDecoded()
    {
        foreach (var name in Samples.Pictures)
        {
            var (facts, mezzanine) = await PrepareAsync(Samples.Read(name));
            var hash = Convert.FromBase64String(facts.ThumbHash);
            var pixels = ImagingFixture.Decode(mezzanine);

            var (l, p, q) = (hash[0] & 63, ((hash[0] >> 6) | (hash[1] << 2)) & 63, ((hash[1] >> 4) | (hash[2] << 4)) & 63);
            var (brightness, yellowBlue, redGreen) = Mean(pixels);
            Assert.InRange(l / 63.0, brightness - 0.03, brightness + 0.03);
            Assert.InRange((p / 31.5) - 1, yellowBlue - 0.05, yellowBlue + 0.05);
            Assert.InRange((q / 31.5) - 1, redGreen - 0.05, redGreen + 0.05);
            Assert.Equal(facts.Header.HasAlpha, (hash[2] & 0x80) != 0);
            Assert.Equal(facts.Header.Size.Width > facts.Header.Size.Height, (hash[4] & 0x80) != 0);
            Assert.InRange(hash.Length, 15, 30);
        }
    }

    [Fact]
    public async Task Prepare_Should_LookTheSame_When_ARenditionStartsFromTheMezzanine()
    {
        var transform = new Transform { Width = 800, Format = ImageFormat.Png };
        var (facts, mezzanine) = await PrepareAsync(imaging.Large);
        Assert.True(ImagingFixture.Resolve(transform, facts.Header).CanStartFrom(facts.MezzanineSize));

        var fromOriginal = ImagingFixture.Decode(await imaging.RenderAsync(imaging.Large, transform));
        var fromMezzanine = ImagingFixture.Decode(await imaging.RenderAsync(mezzanine, transform));

        Assert.InRange(fromMezzanine.MeanDifference(fromOriginal), 0, 1.0);
        Assert.InRange(StructuralSimilarity.Of(fromOriginal.Rgba, fromMezzanine.Rgba, fromOriginal.Width, fromOriginal.Height), 0.99, 1);
    }

    [Fact]
    public async Task Prepare_Should_StayInTheWideGamut_When_TheSourceCarriesAProfile()
    {
        var (_, mezzanine) = await PrepareAsync(Samples.Read(Samples.WideGamut));

        var expected = ImagingFixture.Decode(Samples.Read(Samples.WideGamut));
        Assert.InRange(ImagingFixture.Decode(mezzanine).MeanDifference(expected), 0, 1.5);
    }

    private async Task<(ImageFacts Facts, byte[] Mezzanine)> PrepareAsync(byte[] source)
    {
        using var mezzanine = new MemoryStream();
        var facts = await imaging.Engine.PrepareAsync(new MemoryStream(source), mezzanine, TestContext.Current.CancellationToken);
        return (facts, mezzanine.ToArray());
    }

    private static (double Brightness, double YellowBlue, double RedGreen) Mean(Pixels pixels)
    {
        double r = 0, g = 0, b = 0, weight = 0;
        for (var i = 0; i < pixels.Rgba.Length; i += 4)
        {
            var alpha = pixels.Rgba[i + 3] / 255.0;
            r += alpha * pixels.Rgba[i] / 255;
            g += alpha * pixels.Rgba[i + 1] / 255;
            b += alpha * pixels.Rgba[i + 2] / 255;
            weight += alpha;
        }

        (r, g, b) = (r / weight, g / weight, b / weight);
        return ((r + g + b) / 3, ((r + g) / 2) - b, r - g);
    }
}
