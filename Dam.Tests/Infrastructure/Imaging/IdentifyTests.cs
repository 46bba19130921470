using Dam.Domain.Imaging;

namespace Dam.Tests.Infrastructure.Imaging;

public sealed class IdentifyTests(ImagingFixture imaging)
{
    public static TheoryData<string, ImageHeader> Headers => new()
    {
        { Samples.Meadow, new(MediaTypes.Jpeg, new(5312, 2988), 1, 1, HasAlpha: false, ImageColorSpace.Rgb, HasIccProfile: false) },
        { Samples.Bowl, new(MediaTypes.Jpeg, new(2572, 1740), 1, 1, HasAlpha: false, ImageColorSpace.Rgb, HasIccProfile: false) },
        { Samples.CutOut, new(MediaTypes.Png, new(1000, 677), 1, 1, HasAlpha: true, ImageColorSpace.Rgb, HasIccProfile: false) },
        { Samples.WideGamut, new(MediaTypes.Jpeg, new(1365, 1074), 1, 1, HasAlpha: false, ImageColorSpace.Rgb, HasIccProfile: true) },
        { Samples.Cmyk, new(MediaTypes.Jpeg, new(2880, 2160), 1, 1, HasAlpha: false, ImageColorSpace.Cmyk, HasIccProfile: true) },
        { Samples.Lamp, new(MediaTypes.Jpeg, new(2880, 2160), 1, 1, HasAlpha: false, ImageColorSpace.Rgb, HasIccProfile: false) },
        { Samples.Portrait, new(MediaTypes.Jpeg, new(2560, 3837), 6, 1, HasAlpha: false, ImageColorSpace.Rgb, HasIccProfile: true) },
        { Samples.Animation, new(MediaTypes.Gif, new(400, 225), 1, 10, HasAlpha: true, ImageColorSpace.Rgb, HasIccProfile: false) },
    };

    [Theory]
    [MemberData(nameof(Headers), DisableDiscoveryEnumeration = true)]
    public async Task Identify_Should_ReadTheHeader_When_GivenASample(string name, ImageHeader expected)
    {
        await using var source = Samples.Open(name);

        Assert.Equal(expected, await imaging.Engine.IdentifyAsync(source, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Identify_Should_StartFromTheBeginning_When_TheStreamHasBeenRead()
    {
        await using var source = Samples.Open(Samples.Lamp);
        source.Seek(0, SeekOrigin.End);

        Assert.Equal(2880, (await imaging.Engine.IdentifyAsync(source, TestContext.Current.CancellationToken)).Size.Width);
        Assert.True(source.CanRead);
    }
}
