using Dam.Infrastructure.Imaging.Steps;

namespace Dam.Tests.Infrastructure.Imaging;

public sealed class DominantColorsTests
{
    [Fact]
    public void Of_Should_OrderByArea_When_ThereAreSeveral()
    {
        var colors = DominantColors.Of([.. Area(0, 0, 255, 30), .. Area(255, 0, 0, 50), .. Area(250, 5, 5, 10), .. Area(0, 255, 0, 20)]);

        Assert.Equal("#FE0000 #0000FF #00FF00", string.Join(' ', colors));
    }

    [Fact]
    public void Of_Should_NameFive_When_ThereAreMore() =>
        Assert.Equal(5, DominantColors.Of([.. Enumerable.Range(0, 9).SelectMany(i => Area((byte)(i * 28), (byte)(255 - (i * 28)), (byte)(i % 2 * 255), 10))]).Count);

    [Fact]
    public void Of_Should_BeEmpty_When_NothingIsVisible() => Assert.Empty(DominantColors.Of(new byte[400]));

    private static IEnumerable<byte> Area(byte r, byte g, byte b, int pixels) => Enumerable.Repeat(new[] { r, g, b, byte.MaxValue }, pixels).SelectMany(pixel => pixel);
}
