using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Tests.Infrastructure.Imaging;

public sealed class AnimationTests(ImagingFixture imaging)
{
    private static readonly Transform Moving = new() { Width = 200, Format = ImageFormat.Webp };

    [Fact]
    public async Task Render_Should_KeepEveryFrame_When_AGifBecomesAWebP()
    {
        var source = Samples.Read(Samples.Animation);

        var webp = await imaging.RenderAsync(source, Moving);

        var (frames, delays, loop) = Timing(webp);
        Assert.Equal(Timing(source), (frames, delays, loop), new SameTiming());
        Assert.Equal(10, frames);
        for (var page = 1; page <= frames; page++)
        {
            var still = new Transform { Width = 200, Page = page, Format = ImageFormat.Png };
            var expected = ImagingFixture.Decode(await imaging.RenderAsync(source, still));
            var found = ImagingFixture.Decode(await imaging.RenderAsync(webp, still));
            Assert.InRange(found.MeanDifference(expected), 0, 4);
        }
    }

    /// <summary>Each frame by itself: where frames met in one strip, rows of one would show at the edge of the next.</summary>
    [Fact]
    public async Task Render_Should_CropTurnAndFrameEachFrame_When_StepsAreAsked()
    {
        var source = Samples.Read(Samples.Animation);
        var steps = new Transform { Width = 120, Height = 150, Fit = Fit.Cover, Rotate = 90, Padding = 5, Background = new RgbColor(255, 0, 0), Format = ImageFormat.Webp, Quality = 90 };

        var webp = await imaging.RenderAsync(source, steps);

        foreach (var page in (int[])[1, 5, 10])
        {
            var expected = ImagingFixture.Decode(await imaging.RenderAsync(source, steps with { Page = page, Format = ImageFormat.Png }));
            var found = ImagingFixture.Decode(await imaging.RenderAsync(webp, new Transform { Page = page, Format = ImageFormat.Png }));
            Assert.InRange(found.MeanDifference(expected), 0, 6);
            var (r, g, b, _) = found.At(60, 1);
            Assert.True(r > 240 && g < 20 && b < 20, $"{r} {g} {b}");
        }
    }

    /// <summary>The picture is panned: each frame alone has what matters elsewhere.</summary>
    [Fact]
    public async Task Render_Should_KeepTheWindow_When_CroppingToInterest()
    {
        var source = Samples.Read(Samples.Animation);
        var steps = new Transform { Width = 100, Height = 225, Fit = Fit.Cover, Gravity = Gravity.Attention, Format = ImageFormat.Webp, Quality = 95 };

        var webp = await imaging.RenderAsync(source, steps);

        var first = ImagingFixture.Decode(await imaging.RenderAsync(webp, new Transform { Page = 1, Format = ImageFormat.Png }));
        var last = ImagingFixture.Decode(await imaging.RenderAsync(webp, new Transform { Page = 10, Format = ImageFormat.Png }));
        var strip = new Transform { Width = 400, Format = ImageFormat.Png };
        var left = LeftOf(first, ImagingFixture.Decode(await imaging.RenderAsync(source, strip with { Page = 1 })));
        Assert.Equal(left, LeftOf(last, ImagingFixture.Decode(await imaging.RenderAsync(source, strip with { Page = 10 }))));
    }

    [Fact]
    public async Task Render_Should_ResizeAnAnimatedWebP_When_TheSourceIsOne()
    {
        var webp = await imaging.RenderAsync(Samples.Read(Samples.Animation), Moving);

        var smaller = await imaging.RenderAsync(webp, Moving with { Width = 100 });

        Assert.Equal(Timing(webp), Timing(smaller), new SameTiming());
        var header = await imaging.Engine.IdentifyAsync(new MemoryStream(smaller), TestContext.Current.CancellationToken);
        Assert.Equal((new PixelSize(100, 57), 10), (header.Size, header.PageCount));
    }

    [Fact]
    public async Task Render_Should_Refuse_When_AllFramesTogetherAreTooMany()
    {
        using var engine = new VipsImageEngine(new ImagingOptions { MaxPixelsInMemory = 500_000 }, TimeProvider.System);
        var source = Samples.Read(Samples.Animation);
        var header = await engine.IdentifyAsync(new MemoryStream(source), TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<ImageException>(() => engine.RenderAsync(
            new MemoryStream(source), ImagingFixture.Resolve(Moving, header), ImageFormat.Webp, Stream.Null, TestContext.Current.CancellationToken));

        Assert.Equal(ImageProblem.TooManyPixels, refusal.Problem);
    }

    private static (int Frames, int[] Delays, int Loop) Timing(byte[] file)
    {
        using var stream = new MemoryStream(file);
        using var picture = SourcePicture.Open(stream, new VipsStream(stream, CancellationToken.None), new ImagingOptions());
        using var frames = picture.DecodeFrames();
        return (picture.Header.PageCount, frames.Delays, frames.Loop);
    }

    /// <summary>Where in the whole frame a window of it lies.</summary>
    private static int LeftOf(Pixels window, Pixels whole) => Enumerable.Range(0, whole.Width - window.Width + 1)
        .MinBy(left => Enumerable.Range(0, window.Width).Sum(x => Lab.Difference(window.At(x, 100), whole.At(left + x, 100))));

    private sealed class SameTiming : IEqualityComparer<(int Frames, int[] Delays, int Loop)>
    {
        public bool Equals((int Frames, int[] Delays, int Loop) x, (int Frames, int[] Delays, int Loop) y) =>
            x.Frames == y.Frames && x.Loop == y.Loop && x.Delays.AsSpan().SequenceEqual(y.Delays);

        public int GetHashCode((int Frames, int[] Delays, int Loop) obj) => obj.Frames;
    }
}
