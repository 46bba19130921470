using Dam.Domain.Imaging;

namespace Dam.Tests.Infrastructure.Imaging;

/// <summary>What each word of a transform does to the pixels.</summary>
public sealed class StepTests(ImagingFixture imaging)
{
    private static readonly Transform Small = new() { Width = 96, Height = 64, Fit = Fit.Fill, Format = ImageFormat.Png };

    /// <summary>Turned by quarters first, then flipped.</summary>
    [Theory]
    [InlineData(90, false, false)]
    [InlineData(180, false, false)]
    [InlineData(-90, false, false)]
    [InlineData(0, true, false)]
    [InlineData(0, false, true)]
    [InlineData(90, true, false)]
    [InlineData(90, false, true)]
    [InlineData(270, true, true)]
    public async Task Render_Should_TurnThenFlip_When_Asked(int rotate, bool flip, bool flop)
    {
        var plain = await RenderAsync(Samples.WideGamut, Small);
        var isSwapped = rotate % 180 != 0;

        var turned = await RenderAsync(Samples.WideGamut, Small with
        {
            Width = isSwapped ? 64 : 96,
            Height = isSwapped ? 96 : 64,
            Rotate = rotate,
            Flip = flip,
            Flop = flop,
        });

        for (var y = 0; y < turned.Height; y++)
        {
            for (var x = 0; x < turned.Width; x++)
            {
                var (column, row) = (flop ? turned.Width - 1 - x : x, flip ? turned.Height - 1 - y : y);
                var expected = ((rotate + 360) % 360) switch
                {
                    90 => plain.At(row, plain.Height - 1 - column),
                    180 => plain.At(plain.Width - 1 - column, plain.Height - 1 - row),
                    270 => plain.At(plain.Width - 1 - row, column),
                    _ => plain.At(column, row),
                };
                Assert.Equal(expected, turned.At(x, y));
            }
        }
    }

    [Fact]
    public async Task Render_Should_StandUprightAndThenTurn_When_TheCameraLay()
    {
        var upright = await RenderAsync(Samples.Portrait, Small with { Width = 64, Height = 96 });

        var turned = await RenderAsync(Samples.Portrait, Small with { Rotate = 90 });

        Assert.Equal(upright.At(10, 80), turned.At(15, 10));
        Assert.Equal(upright.At(50, 5), turned.At(90, 50));
    }

    [Fact]
    public async Task Render_Should_LeaveTheFrameFree_When_PaddingIsAsked()
    {
        var padded = await RenderAsync(Samples.WideGamut, Small with { Width = 116, Height = 84, Padding = 10, Background = new RgbColor(1, 2, 3) });
        var plain = await RenderAsync(Samples.WideGamut, Small);

        Assert.Equal((116, 84), (padded.Width, padded.Height));
        Assert.Equal((1, 2, 3, 255), padded.At(9, 40));
        Assert.Equal((1, 2, 3, 255), padded.At(60, 74));
        Assert.Equal(plain.At(0, 0), padded.At(10, 10));
        Assert.Equal(plain.At(95, 63), padded.At(105, 73));
    }

    [Fact]
    public async Task Render_Should_RoundTheCorners_When_ARadiusIsAsked()
    {
        var plain = await RenderAsync(Samples.WideGamut, Small);

        var round = await RenderAsync(Samples.WideGamut, Small with { Radius = 20 });
        var onRed = await RenderAsync(Samples.WideGamut, Small with { Radius = 20, Background = new RgbColor(255, 0, 0) });

        foreach (var (x, y) in new[] { (0, 0), (95, 0), (0, 63), (95, 63), (4, 4), (91, 59) })
        {
            Assert.Equal(0, round.At(x, y).A);
            Assert.Equal((255, 0, 0, 255), onRed.At(x, y));
        }

        // Twenty pixels from two sides is the middle of the circle, and the middles of sides are straight.
        Assert.Equal(plain.At(20, 20), round.At(20, 20));
        Assert.Equal(plain.At(48, 0), round.At(48, 0));
        Assert.Equal(plain.At(0, 32), round.At(0, 32));
        Assert.Contains(Enumerable.Range(0, 20), x => round.At(x, 3).A is > 0 and < 255);

        var already = await RenderAsync(Samples.CutOut, Small with { Radius = 20 });
        Assert.Equal(0, already.At(95, 63).A);
        Assert.True(already.At(48, 32).A > 250);
    }

    [Fact]
    public async Task Render_Should_TakeColourOut_When_GrayscaleIsAsked()
    {
        var gray = await RenderAsync(Samples.WideGamut, Small with { Width = 116, Height = 84, Padding = 10, Grayscale = true, Background = new RgbColor(200, 0, 0) });

        Assert.Equal((200, 0, 0, 255), gray.At(2, 2));
        for (var x = 10; x < 106; x++)
        {
            var (r, g, b, _) = gray.At(x, 40);
            Assert.True(r == g && g == b);
        }
    }

    [Fact]
    public async Task Render_Should_SoftenOrAccentuateEdges_When_Asked()
    {
        var plain = Roughness(await RenderAsync(Samples.Lamp, Small with { Width = 300, Height = 225 }));

        var soft = Roughness(await RenderAsync(Samples.Lamp, Small with { Width = 300, Height = 225, Blur = 3 }));
        var sharp = Roughness(await RenderAsync(Samples.Lamp, Small with { Width = 300, Height = 225, Sharpen = 1 }));
        var sharper = Roughness(await RenderAsync(Samples.Lamp, Small with { Width = 300, Height = 225, Sharpen = 4 }));

        Assert.True(soft < plain * 0.5, $"{soft} is not much less than {plain}");
        Assert.InRange(sharp, plain * 1.03, plain * 1.5);
        Assert.True(sharper > sharp * 1.1, $"{sharper} is not more than {sharp}");
    }

    /// <summary>A blur that took the colour of what is transparent would have dark edges.</summary>
    [Fact]
    public async Task Render_Should_NotDarkenEdges_When_WhatIsTransparentIsBlurred()
    {
        var plain = await RenderAsync(Samples.CutOut, Small with { Width = 300, Height = 203 });

        var soft = await RenderAsync(Samples.CutOut, Small with { Width = 300, Height = 203, Blur = 2 });

        var edges = soft.Each().Where(pixel => pixel.A is > 100 and < 200).Average(pixel => pixel.R);
        var inside = plain.Each().Where(pixel => pixel.A == 255).Average(pixel => pixel.R);
        Assert.InRange(edges, inside - 45, 255);
    }

    [Fact]
    public async Task Render_Should_CutOffTheGround_When_TrimmingIsAsked()
    {
        // A dark picture of 120 × 80 in the lower right of white paper of 400 × 400.
        var picture = await imaging.RenderAsync(Samples.Read(Samples.Meadow), new Transform { Width = 120, Height = 80, Fit = Fit.Fill, Grayscale = true, Format = ImageFormat.Png });
        var paper = await imaging.RenderAsync(picture, new Transform { Width = 400, Height = 400, Fit = Fit.Pad, Format = ImageFormat.Jpeg, Quality = 90 });

        var trimmed = ImagingFixture.Decode(await imaging.RenderAsync(paper, new Transform
        {
            Width = 140,
            Height = 100,
            Padding = 10,
            Fit = Fit.Pad,
            Trim = true,
            Background = new RgbColor(0, 0, 255),
            Format = ImageFormat.Png,
        }));

        Assert.Equal((140, 100), (trimmed.Width, trimmed.Height));
        Assert.Equal((0, 0, 255, 255), trimmed.At(5, 50));
        Assert.Equal((0, 0, 255, 255), trimmed.At(70, 95));
        var expected = ImagingFixture.Decode(picture);
        Assert.InRange(Lab.Difference(expected.At(60, 40), trimmed.At(70, 50)), 0, 20);
        foreach (var (x, y) in new[] { (14, 14), (125, 85), (14, 85), (125, 14) })
        {
            Assert.NotEqual((0, 0, 255, 255), trimmed.At(x, y));
        }
    }

    [Fact]
    public async Task Render_Should_CutOffWhatIsTransparent_When_TrimmingIsAsked()
    {
        var paper = await imaging.RenderAsync(Samples.Read(Samples.CutOut), new Transform { Width = 300, Height = 300, Fit = Fit.Pad, Padding = 50, Format = ImageFormat.Png });

        var trimmed = ImagingFixture.Decode(await imaging.RenderAsync(paper, new Transform { Width = 200, Height = 120, Fit = Fit.Fill, Trim = true, Format = ImageFormat.Png }));

        // Something visible touches each side.
        Assert.Contains(Enumerable.Range(0, 200), x => trimmed.At(x, 1).A > 0);
        Assert.Contains(Enumerable.Range(0, 200), x => trimmed.At(x, 118).A > 0);
        Assert.Contains(Enumerable.Range(0, 120), y => trimmed.At(1, y).A > 0);
        Assert.Contains(Enumerable.Range(0, 120), y => trimmed.At(198, y).A > 0);
    }

    [Fact]
    public async Task Render_Should_StayWhole_When_ThereIsNothingToTrimTo()
    {
        var blank = await imaging.RenderAsync(Samples.Read(Samples.CutOut), new Transform { Width = 20, Height = 20, Fit = Fit.Pad, Padding = 9, Background = new RgbColor(9, 9, 9), Blur = 20, Format = ImageFormat.Png });
        var white = await imaging.RenderAsync(blank, new Transform { Width = 50, Height = 50, Fit = Fit.Pad, Trim = true, Background = new RgbColor(9, 9, 9), Format = ImageFormat.Png });

        Assert.Equal(new PixelSize(50, 50), (await imaging.Engine.IdentifyAsync(new MemoryStream(white), TestContext.Current.CancellationToken)).Size);
    }

    private async Task<Pixels> RenderAsync(string name, Transform transform)
    {
        var source = Samples.Read(name);
        var canonical = ImagingFixture.Resolve(transform, await imaging.PrepareAsync(source));
        return ImagingFixture.Decode(await imaging.RenderAsync(source, canonical));
    }

    /// <summary>How different neighbours are.</summary>
    private static double Roughness(Pixels pixels)
    {
        var sum = 0.0;
        for (var y = 0; y < pixels.Height; y++)
        {
            for (var x = 1; x < pixels.Width; x++)
            {
                sum += Math.Abs(pixels.At(x, y).G - pixels.At(x - 1, y).G);
            }
        }

        return sum / (pixels.Width * pixels.Height);
    }
}
