using Dam.Domain.Imaging;

namespace Dam.Tests.Domain.Imaging;

public sealed class FormatNegotiationTests
{
    [Theory]
    [InlineData("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", false, 480_000, ImageFormat.Avif)]
    [InlineData("image/webp,*/*", false, 480_000, ImageFormat.Webp)]
    [InlineData("IMAGE/WEBP ; q=0.5", true, 480_000, ImageFormat.Webp)]
    [InlineData("image/avif,image/webp", false, 4_000_000, ImageFormat.Avif)]
    [InlineData("image/avif,image/webp", false, 4_000_001, ImageFormat.Webp)]
    [InlineData("image/avif", false, 4_000_001, ImageFormat.Jpeg)]
    [InlineData("image/avif;q=0,image/webp", false, 480_000, ImageFormat.Webp)]
    [InlineData("image/avif;q=0.000, image/webp;q=0", true, 480_000, ImageFormat.Png)]
    [InlineData("image/avif;v=1;q=0", false, 480_000, ImageFormat.Jpeg)]
    [InlineData("image/avif;q=nonsense", false, 480_000, ImageFormat.Jpeg)]
    [InlineData("image/*,*/*", false, 480_000, ImageFormat.Jpeg)]
    [InlineData("*/*", true, 480_000, ImageFormat.Png)]
    [InlineData("", true, 480_000, ImageFormat.Png)]
    [InlineData(null, false, 480_000, ImageFormat.Jpeg)]
    [InlineData(",,;;,image/webpx", false, 480_000, ImageFormat.Jpeg)]
    public void Choose_Should_TakeTheBestThatIsNamed_When_Asked(string? accept, bool hasAlpha, long pixels, ImageFormat expected) =>
        Assert.Equal(expected, FormatNegotiation.Choose(accept, hasAlpha, pixels));

    [Fact]
    public void ChooseFormat_Should_NotNegotiate_When_TheFormatIsGiven()
    {
        Assert.True(CanonicalTransform.TryParse("w8-h6-fill-png-g1", out var png));
        Assert.True(CanonicalTransform.TryParse("w8-h6-fill-alpha-auto-q33-g1", out var auto));

        Assert.Equal(ImageFormat.Png, png.ChooseFormat("image/avif"));
        Assert.Equal(ImageFormat.Png, auto.ChooseFormat(null));
        Assert.Equal(33, auto.In(ImageFormat.Webp).Quality);
        Assert.Null(auto.In(ImageFormat.Png).Quality);
    }

    /// <summary>1000 × 1000 is as large as an AVIF may be that somebody waits for.</summary>
    [Theory]
    [InlineData("w1000-h1000-fill-auto-g1", "image/avif,image/webp", null)]
    [InlineData("w1000-h1001-fill-auto-g1", "image/avif,image/webp", ImageFormat.Webp)]
    [InlineData("w1000-h1001-fill-auto-g1", "image/avif", ImageFormat.Jpeg)]
    [InlineData("w1000-h1001-fill-alpha-auto-g1", "image/avif", ImageFormat.Png)]
    [InlineData("w1000-h1001-fill-auto-g1", "image/webp", null)]
    [InlineData("w2500-h2000-fill-auto-g1", "image/avif,image/webp", null)]
    [InlineData("w1000-h1001-fill-avif-q50-g1", "image/avif,image/webp", null)]
    public void StandInFor_Should_NameAQuickFormat_When_ALargeAvifWasPicked(string text, string accept, ImageFormat? expected)
    {
        Assert.True(CanonicalTransform.TryParse(text, out var transform));

        Assert.Equal(expected is { } format ? transform.In(format) : null, transform.StandInFor(accept));
    }
}
