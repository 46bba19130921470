using Dam.Domain.Imaging;

namespace Dam.Tests.Infrastructure.Imaging;

public sealed class QualityTests(ImagingFixture imaging)
{
    /// <summary>The nearly grey lamp is smooth, the brushes are full of detail that hides what is left out.</summary>
    [Theory]
    [InlineData(ImageFormat.Webp)]
    [InlineData(ImageFormat.Avif)]
    public async Task Render_Should_ChooseTheQualityByThePicture_When_NoneIsAsked(ImageFormat format)
    {
        var smooth = await QualityOfAsync(Samples.Lamp, format);
        var detailed = await QualityOfAsync(Samples.WideGamut, format);

        Assert.True(format == ImageFormat.Webp ? smooth > detailed + 5 : smooth < detailed, $"{smooth} for the lamp, {detailed} for the brushes");
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
