using Dam.Domain.Imaging;
using Dam.Tests.Api;

namespace Dam.Tests.Infrastructure.Imaging;

/// <summary>What is measured of a picture for channels that ask: the colour at its edges, and what its numbers mean.</summary>
public sealed class BorderTests(ImagingFixture imaging)
{
    [Theory]
    [InlineData(255, "#FFFFFF 1")]
    [InlineData(240, "#F0F0F0 1")]
    [InlineData(0, "#000000 1")]
    public async Task Prepare_Should_NameTheBordersColour_When_ItIsPlain(byte shade, string expected) =>
        Assert.Equal(expected, (await PrepareAsync(TestPng.Framed(1, 300, 200, frame: 12, shade))).Border.ToString());

    [Fact]
    public async Task Prepare_Should_SayHowMuchIsNot_When_TheSubjectReachesAnEdge()
    {
        var half = await imaging.RenderAsync(TestPng.Noise(1, 100, 50), new Transform { Width = 100, Height = 100, Fit = Fit.Pad, Format = ImageFormat.Png });

        var border = (await PrepareAsync(half)).Border;

        Assert.Equal(RgbColor.White, border.Color);
        Assert.InRange(border.Share, 0.70, 0.80);
    }

    [Fact]
    public async Task Prepare_Should_SeeThatItIsTransparent_When_TheSubjectIsCutOut()
    {
        var border = (await PrepareAsync(Samples.Read(Samples.CutOut))).Border;

        Assert.Null(border.Color);
        Assert.InRange(border.Share, 0.95, 1);
    }

    [Theory]
    [InlineData(Samples.Lamp, ColorProfile.Srgb)]
    [InlineData(Samples.WideGamut, ColorProfile.OtherRgb)]
    [InlineData(Samples.Cmyk, ColorProfile.Cmyk)]
    [InlineData(Samples.CutOut, ColorProfile.Srgb)]
    public async Task Prepare_Should_NameTheProfile_When_GivenASample(string name, ColorProfile expected) => Assert.Equal(expected, (await PrepareAsync(Samples.Read(name))).Profile);

    [Theory]
    [InlineData("#FFFFFF 0.98", true)]
    [InlineData("transparent 1", true)]
    [InlineData("white 1", false)]
    [InlineData("#FFFFFF", false)]
    [InlineData("#FFFFFF -1", false)]
    public void TryParse_Should_ReadWhatIsWritten_AndNothingElse(string text, bool isOne)
    {
        Assert.Equal(isOne, PictureBorder.TryParse(text, out var border));
        Assert.Equal(isOne, border.ToString() == text);
    }

    private Task<ImageFacts> PrepareAsync(byte[] source) => imaging.Engine.PrepareAsync(new MemoryStream(source), Stream.Null, TestContext.Current.CancellationToken);
}
