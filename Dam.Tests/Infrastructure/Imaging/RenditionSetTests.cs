using Dam.Domain.Imaging;

namespace Dam.Tests.Infrastructure.Imaging;

public sealed class RenditionSetTests(ImagingFixture imaging)
{
    public static TheoryData<string> Pictures => [.. Samples.Pictures];

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task RenderSet_Should_GiveWhatEachAloneGives_When_DecodedOnce(string name)
    {
        var source = Samples.Read(name);
        var header = await imaging.PrepareAsync(source);
        var asked = new Transform { Format = ImageFormat.Png };
        List<CanonicalTransform> set =
        [
            .. new[]
            {
                asked with { Width = 40 }, asked with { Width = 120, Rotate = 90 }, asked with { Width = 390 }, asked with { Width = 200, Height = 200, Fit = Fit.Cover, Gravity = Gravity.East },
                asked with { Width = 300, Height = 100, Fit = Fit.Pad, Padding = 10 }, asked with { Width = 160, Height = 160, Fit = Fit.Pad, Trim = true },
            }.Select(transform => ImagingFixture.Resolve(transform, header)),
        ];

        var files = await RenderSetAsync(source, set);

        foreach (var (transform, file) in set.Zip(files))
        {
            var alone = ImagingFixture.Decode(await imaging.RenderAsync(source, transform));
            var together = ImagingFixture.Decode(file);
            Assert.Equal(transform.Size, new PixelSize(together.Width, together.Height));
            Assert.InRange(together.MeanDifference(alone), 0, 4);
        }
    }

    [Fact]
    public async Task RenderSet_Should_MoveAndStandStill_When_BothAreAsked()
    {
        var source = Samples.Read(Samples.Animation);
        var header = await imaging.PrepareAsync(source);
        List<CanonicalTransform> set =
        [
            ImagingFixture.Resolve(new Transform { Width = 100, Format = ImageFormat.Webp }, header),
            ImagingFixture.Resolve(new Transform { Width = 100, Format = ImageFormat.Webp, Animated = false }, header),
            ImagingFixture.Resolve(new Transform { Width = 100, Format = ImageFormat.Webp, Page = 3 }, header),
        ];

        var files = await RenderSetAsync(source, set);

        var pages = new List<int>();
        foreach (var file in files)
        {
            pages.Add((await imaging.Engine.IdentifyAsync(new MemoryStream(file), TestContext.Current.CancellationToken)).PageCount);
        }

        Assert.Equal([10, 1, 1], pages);
    }

    [Fact]
    public async Task RenderSet_Should_Refuse_When_TheEndIsMissing()
    {
        var source = Samples.Read(Samples.Lamp);
        var transform = ImagingFixture.Resolve(new Transform { Width = 100, Format = ImageFormat.Webp }, await imaging.PrepareAsync(source));

        var refusal = await Assert.ThrowsAsync<ImageException>(() => RenderSetAsync(source[..(source.Length / 2)], [transform]));

        Assert.Equal(ImageProblem.Truncated, refusal.Problem);
    }

    [Fact]
    public async Task RenderSet_Should_PassOnTheFailure_When_ADestinationFails()
    {
        var source = Samples.Read(Samples.Lamp);
        var transform = ImagingFixture.Resolve(new Transform { Width = 100, Format = ImageFormat.Webp }, await imaging.PrepareAsync(source));
        await using var full = new MemoryStream(new byte[10]);

        await Assert.ThrowsAsync<NotSupportedException>(() => imaging.Engine.RenderSetAsync(
            new MemoryStream(source), [new RenditionTarget(transform, full)], TestContext.Current.CancellationToken));
    }

    private async Task<List<byte[]>> RenderSetAsync(byte[] source, IReadOnlyList<CanonicalTransform> set)
    {
        var targets = set.Select(transform => new RenditionTarget(transform, new MemoryStream())).ToList();
        await imaging.Engine.RenderSetAsync(new MemoryStream(source), targets, TestContext.Current.CancellationToken);
        return targets.ConvertAll(target => ((MemoryStream)target.Destination).ToArray());
    }
}
