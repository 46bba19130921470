using Dam.Domain.Imaging;

namespace Dam.Tests.Infrastructure.Imaging;

/// <summary>Files that have to be small: the quality gives way, the size in pixels does not.</summary>
public sealed class LargestFileTests(ImagingFixture imaging)
{
    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Webp)]
    [InlineData(ImageFormat.Avif)]
    public async Task Render_Should_UseWhatIsAllowed_When_TheUsualFileIsLarger(ImageFormat format)
    {
        var asked = new Transform { Width = 400, Format = format };
        var usual = await RenderAsync(asked);
        var most = usual.Length * 6 / 10;

        var small = await RenderAsync(asked with { MaxBytes = most });

        Assert.InRange(small.Length, most * 7 / 10, most);
        Assert.Equal(ImagingFixture.Decode(usual).Width, ImagingFixture.Decode(small).Width);
        Assert.InRange(ImagingFixture.Decode(usual).MeanDifference(ImagingFixture.Decode(small)), 0, 12);
        Assert.Equal(small, await RenderAsync(asked with { MaxBytes = most }));
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png)]
    public async Task Render_Should_MakeTheUsualFile_When_ItIsSmallEnough(ImageFormat format)
    {
        var usual = await RenderAsync(new Transform { Width = 300, Format = format });

        Assert.Equal(usual, await RenderAsync(new Transform { Width = 300, Format = format, MaxBytes = usual.Length }));
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg, "TOO_MANY_BYTES")]
    [InlineData(ImageFormat.Png, "TOO_MANY_BYTES")]
    public async Task Render_Should_SaySo_When_NoQualityIsLowEnough(ImageFormat format, string code)
    {
        var problem = await Assert.ThrowsAsync<ImageException>(() => RenderAsync(new Transform { Width = 800, Format = format, MaxBytes = 2_000 }));

        Assert.Equal(code, problem.Code);
        Assert.Contains("2000 bytes", problem.Message, StringComparison.Ordinal);
    }

    private Task<byte[]> RenderAsync(Transform transform) => imaging.RenderAsync(Samples.Read(Samples.Lamp), transform);
}
