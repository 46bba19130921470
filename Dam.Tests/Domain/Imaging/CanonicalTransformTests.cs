using Dam.Domain.Imaging;

namespace Dam.Tests.Domain.Imaging;

public sealed class CanonicalTransformTests
{
    private static readonly SourceImage Photo = new(new PixelSize(4000, 3000), HasAlpha: false, MediaTypes.Jpeg);

    public static TheoryData<Transform, string> Texts => new()
    {
        { new Transform(), "w4000-h3000-fill-auto-g2" },
        { new Transform { Width = 800 }, "w800-h600-fill-auto-g2" },
        { new Transform { Width = 400, Dpr = 2 }, "w800-h600-fill-auto-g2" },
        { new Transform { Width = 9000, Dpr = 0.5 }, "" },
        { new Transform { Width = 8000 }, "w4000-h3000-fill-auto-g2" },
        { new Transform { Width = 800, Height = 600, Fit = Fit.Cover }, "w800-h600-fill-auto-g2" },
        { new Transform { Width = 600, Height = 600, Fit = Fit.Cover }, "w600-h600-cover-fp0.5_0.5-auto-g2" },
        { new Transform { Width = 600, Height = 600, Fit = Fit.Cover, Gravity = Gravity.North }, "w600-h600-cover-fp0.5_0.5-auto-g2" },
        { new Transform { Width = 600, Height = 600, Fit = Fit.Cover, Gravity = Gravity.East }, "w600-h600-cover-fp1_0.5-auto-g2" },
        { new Transform { Width = 800, Height = 200, Fit = Fit.Cover, Gravity = Gravity.North }, "w800-h200-cover-fp0.5_0-auto-g2" },
        { new Transform { Width = 600, Height = 600, Fit = Fit.Cover, Gravity = Gravity.Attention }, "w600-h600-cover-attention-auto-g2" },
        { new Transform { Width = 5000, Height = 5000, Fit = Fit.Cover }, "w3000-h3000-cover-fp0.5_0.5-auto-g2" },
        { new Transform { Width = 600, Height = 600, Fit = Fit.Pad }, "w600-h600-pad-bgffffff-auto-g2" },
        { new Transform { Width = 5000, Height = 5000, Fit = Fit.Pad, Background = new RgbColor(1, 2, 3) }, "w5000-h5000-pad-bg010203-auto-g2" },
        { new Transform { Width = 800, Height = 600, Fit = Fit.Pad, Background = new RgbColor(1, 2, 3) }, "w800-h600-fill-auto-g2" },
        { new Transform { Width = 5000, Height = 10, Fit = Fit.Fill }, "w5000-h10-fill-auto-g2" },
        { new Transform { Width = 800, Format = ImageFormat.Webp }, "w800-h600-fill-webp-g2" },
        { new Transform { Width = 800, Format = ImageFormat.Webp, Quality = 75 }, "w800-h600-fill-webp-q75-g2" },
        { new Transform { Width = 800, Format = ImageFormat.Jpeg }, "w800-h600-fill-jpeg-q80-g2" },
        { new Transform { Width = 800, Format = ImageFormat.Jpeg, Quality = 80 }, "w800-h600-fill-jpeg-q80-g2" },
        { new Transform { Width = 800, Format = ImageFormat.Png, Quality = 5 }, "w800-h600-fill-png-g2" },
        { new Transform { Width = 800, Quality = 60 }, "w800-h600-fill-auto-q60-g2" },
        { new Transform { Width = 800, Format = ImageFormat.Jpeg, MaxBytes = 50_000 }, "w800-h600-fill-jpeg-q80-max50000-g2" },
        { new Transform { Width = 800, MaxBytes = 999 }, "" },
        { new Transform { Width = 800, Hints = true }, "w800-h600-fill-hints-auto-g2" },
        { new Transform { Width = 800, MaxBytes = 100_000_001 }, "" },
        { new Transform { Width = 800, Time = 4, Background = RgbColor.White }, "w800-h600-fill-auto-g2" },
        { new Transform { Width = 600, Rotate = 90 }, "w600-h800-fill-r90-auto-g2" },
        { new Transform { Width = 600, Rotate = -270 }, "w600-h800-fill-r90-auto-g2" },
        { new Transform { Width = 800, Rotate = 360 }, "w800-h600-fill-auto-g2" },
        { new Transform { Width = 800, Flip = true, Flop = true }, "w800-h600-fill-r180-auto-g2" },
        { new Transform { Width = 800, Flip = true }, "w800-h600-fill-r180-flop-auto-g2" },
        { new Transform { Width = 600, Rotate = 270, Flip = true }, "w600-h800-fill-r90-flop-auto-g2" },
        { new Transform { Width = 800, Rotate = 180, Flip = true, Flop = true }, "w800-h600-fill-auto-g2" },
        { new Transform { Width = 800, Height = 800, Rotate = 45 }, "" },
        { new Transform { Width = 300, Height = 600, Rotate = 90, Fit = Fit.Cover, Gravity = Gravity.North }, "w300-h600-cover-fp0.5_0.5-r90-auto-g2" },
        { new Transform { Width = 840, Padding = 20 }, "w840-h640-fill-pd20-bgffffff-auto-g2" },
        { new Transform { Width = 420, Padding = 10, Dpr = 2 }, "w840-h640-fill-pd20-bgffffff-auto-g2" },
        { new Transform { Width = 400, Height = 400, Padding = 50, Fit = Fit.Cover, Format = ImageFormat.Jpeg }, "w400-h400-cover-fp0.5_0.5-pd50-bgffffff-jpeg-q80-g2" },
        { new Transform { Width = 400, Padding = 200 }, "" },
        { new Transform { Width = 400, Padding = -1 }, "" },
        { new Transform { Width = 400, Radius = 12 }, "w400-h300-fill-rc12-alpha-auto-g2" },
        { new Transform { Width = 400, Radius = 8000 }, "w400-h300-fill-rc150-alpha-auto-g2" },
        { new Transform { Width = 400, Radius = 12, Format = ImageFormat.Jpeg }, "w400-h300-fill-rc12-bgffffff-jpeg-q80-g2" },
        { new Transform { Width = 400, Radius = 12, Background = new RgbColor(1, 2, 3) }, "w400-h300-fill-rc12-bg010203-auto-g2" },
        { new Transform { Width = 400, Radius = 0, Blur = 0, Sharpen = 0, Padding = 0, Trim = false, Flip = false, Rotate = 0, Grayscale = false }, "w400-h300-fill-auto-g2" },
        { new Transform { Width = 400, Blur = 1.234, Sharpen = 0.5, Grayscale = true, Dpr = 2 }, "w800-h600-fill-gray-blur2.47-sharp0.5-auto-g2" },
        { new Transform { Width = 400, Blur = double.NaN }, "" },
        { new Transform { Width = 400, Blur = 51 }, "" },
        { new Transform { Width = 400, Sharpen = 10.1 }, "" },
        { new Transform { Width = 400, Trim = true }, "" },
        { new Transform { Width = 800, Height = 600, Trim = true, Fit = Fit.Pad }, "w800-h600-pad-trim-bgffffff-auto-g2" },
        { new Transform { Width = 400, Animated = true }, "" },
        { new Transform { Width = 400, Animated = false }, "w400-h300-fill-auto-g2" },
    };

    /// <summary>Of a strip that is a pixel high between its margins there has to be something left.</summary>
    [Theory]
    [InlineData("w1600-h41-fill-pd20-bgffffff-hints-jpeg-q80-g2", 160, "w160-h4-fill-pd1-bgffffff-jpeg-q80-g2")]
    [InlineData("w1600-h41-fill-pd20-bgffffff-hints-jpeg-q80-g2", 320, "w320-h8-fill-pd3-bgffffff-jpeg-q80-g2")]
    [InlineData("w1600-h800-fill-pd20-bgffffff-hints-jpeg-q80-g2", 320, "w320-h160-fill-pd4-bgffffff-jpeg-q80-g2")]
    public void ForRoom_Should_KeepAPicture_When_ItsMarginsAreWide(string text, int room, string expected)
    {
        Assert.True(CanonicalTransform.TryParse(text, out var transform));

        var narrowed = transform.ForRoom(room, savesData: false).ToString();

        Assert.Equal(expected, narrowed);
        Assert.True(CanonicalTransform.TryParse(narrowed, out _));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void ToString_Should_BeTheSame_When_TheMeaningIs(Transform transform, string text)
    {
        var resolved = CanonicalTransform.TryResolve(transform, Photo, out var canonical, out var problems);

        Assert.Equal(text.Length > 0, resolved);
        Assert.Equal(text.Length > 0, problems.Count == 0);
        Assert.Equal(text, canonical?.ToString() ?? "");
    }

    [Fact]
    public void TryResolve_Should_UseTheSourcesFocalPoint_When_CroppingByIt()
    {
        var source = Photo with { FocalPoint = new FocalPoint(0.123456, 0.9) };

        Assert.Equal("w100-h100-cover-fp0.1235_0.5-auto-g2", Resolve(new Transform { Width = 100, Height = 100, Fit = Fit.Cover }, source).ToString());
    }

    [Theory]
    [InlineData(ImageFormat.Auto, null, "w100-h100-pad-alpha-auto-g2")]
    [InlineData(ImageFormat.Png, null, "w100-h100-pad-alpha-png-g2")]
    [InlineData(ImageFormat.Jpeg, null, "w100-h100-pad-bgffffff-jpeg-q80-g2")]
    [InlineData(ImageFormat.Auto, "#102030", "w100-h100-pad-bg102030-auto-g2")]
    public void TryResolve_Should_KeepTransparency_When_NothingFillsIt(ImageFormat format, string? background, string text)
    {
        RgbColor? color = RgbColor.TryParse(background, out var parsed) ? parsed : null;
        var transform = new Transform { Width = 100, Height = 100, Fit = Fit.Pad, Format = format, Background = color };

        Assert.Equal(text, Resolve(transform, Photo with { HasAlpha = true }).ToString());
    }

    [Fact]
    public void TryResolve_Should_Refuse_When_ThePageIsNotThere()
    {
        Assert.False(CanonicalTransform.TryResolve(new Transform { Page = 2 }, Photo, out _, out var problems));
        Assert.Equal("page", Assert.Single(problems).Path);
        Assert.Equal("w4000-h3000-fill-p2-auto-g2", Resolve(new Transform { Page = 2 }, Photo with { PageCount = 2 }).ToString());
    }

    [Fact]
    public void TryResolve_Should_Refuse_When_AnAvifWouldBeTooLarge()
    {
        Assert.False(CanonicalTransform.TryResolve(new Transform { Format = ImageFormat.Avif }, Photo, out _, out var problems));
        Assert.Equal("format", Assert.Single(problems).Path);
        Assert.True(CanonicalTransform.TryResolve(new Transform { Format = ImageFormat.Avif, Width = 2000 }, Photo, out _, out _));
    }

    [Fact]
    public void TryResolve_Should_KeepWithinTheLimits_When_NoBoxIsGiven()
    {
        var size = Resolve(new Transform(), Photo with { Size = new PixelSize(20_000, 10_000) }).Size;

        Assert.InRange(size.Pixels, 33_000_000, TransformLimits.Default.MaxPixels);
        Assert.Equal(8192, size.Width);
    }

    [Fact]
    public void TryResolve_Should_TakeTheInstant_When_TheSourceIsAVideo()
    {
        var video = Photo with { MediaType = MediaTypes.Mp4 };

        Assert.Equal("w800-h600-fill-t1.235-auto-g2", Resolve(new Transform { Width = 800, Time = 1.23456 }, video).ToString());
        Assert.Equal("w800-h600-fill-auto-g2", Resolve(new Transform { Width = 800 }, video).ToString());
        Assert.False(CanonicalTransform.TryResolve(new Transform { Time = 10.1 }, video with { Duration = 10 }, out _, out var problems));
        Assert.Equal("time", Assert.Single(problems).Path);
        Assert.True(CanonicalTransform.TryResolve(new Transform { Time = 10 }, video with { Duration = 10 }, out _, out _));
    }

    [Fact]
    public void TryResolve_Should_TurnTheFocalPoint_When_ThePictureIsTurned()
    {
        var source = Photo with { FocalPoint = new FocalPoint(0.2, 0.9) };
        var strip = new Transform { Width = 400, Height = 100, Fit = Fit.Cover };

        Assert.Equal("w400-h100-cover-fp0.5_0.9-auto-g2", Resolve(strip, source).ToString());
        Assert.Equal("w400-h100-cover-fp0.5_0.2-r90-auto-g2", Resolve(strip with { Rotate = 90 }, source).ToString());
        Assert.Equal("w400-h100-cover-fp0.5_0.1-r180-auto-g2", Resolve(strip with { Rotate = 180 }, source).ToString());
        Assert.Equal("w400-h100-cover-fp0.5_0.8-r270-auto-g2", Resolve(strip with { Rotate = 270 }, source).ToString());
        Assert.Equal("w400-h100-cover-fp0.5_0.9-flop-auto-g2", Resolve(strip with { Flop = true }, source).ToString());
        Assert.Equal("w400-h100-cover-fp0.5_0.1-r180-flop-auto-g2", Resolve(strip with { Flip = true }, source).ToString());
    }

    [Fact]
    public void TryResolve_Should_ForgetTheFocalPoint_When_AnotherPageIsAsked() =>
        Assert.Equal(
            "w100-h100-cover-fp0.5_0.5-p2-auto-g2",
            Resolve(new Transform { Width = 100, Height = 100, Fit = Fit.Cover, Page = 2 }, Photo with { PageCount = 2, FocalPoint = new FocalPoint(0.1, 0.1) }).ToString());

    /// <summary>Ten frames of 4000 × 3000 are too many, of 400 × 300 not.</summary>
    [Theory]
    [InlineData(400, ImageFormat.Auto, null, "w200-h150-fill-anim-auto-g2")]
    [InlineData(400, ImageFormat.Webp, true, "w200-h150-fill-anim-webp-g2")]
    [InlineData(400, ImageFormat.Auto, false, "w200-h150-fill-auto-g2")]
    [InlineData(400, ImageFormat.Png, null, "w200-h150-fill-png-g2")]
    [InlineData(400, ImageFormat.Avif, true, "")]
    [InlineData(4000, ImageFormat.Auto, null, "w200-h150-fill-auto-g2")]
    [InlineData(4000, ImageFormat.Auto, true, "")]
    public void TryResolve_Should_KeepMoving_When_TheFormatCanAndItIsNotTooLarge(int width, ImageFormat format, bool? animated, string expected)
    {
        var source = new SourceImage(new PixelSize(width, width * 3 / 4), HasAlpha: false, MediaTypes.Gif, PageCount: 10);

        var resolved = CanonicalTransform.TryResolve(new Transform { Width = 200, Format = format, Animated = animated }, source, out var canonical, out var problems);

        Assert.Equal(expected, canonical?.ToString() ?? "");
        Assert.Equal(resolved ? [] : ["animated"], problems.Select(problem => problem.Path));
    }

    [Fact]
    public void ChooseFormat_Should_PreferWhatMoves_When_TheSourceDoes()
    {
        Assert.True(CanonicalTransform.TryParse("w8-h6-fill-anim-auto-g2", out var moving));

        Assert.Equal("w8-h6-fill-anim-webp-g2", moving.In(moving.ChooseFormat("image/avif,image/webp")).ToString());
        Assert.Equal("w8-h6-fill-jpeg-q80-g2", moving.In(moving.ChooseFormat("image/avif")).ToString());
        Assert.Null(moving.StandInFor("image/avif,image/webp"));
    }

    [Fact]
    public void TryParse_Should_GiveTheSameBack_When_TheTextIsCanonical()
    {
        var random = new Random(20_261);
        for (var i = 0; i < 2000; i++)
        {
            var (transform, source) = RandomCases.Next(random);
            Assert.True(CanonicalTransform.TryResolve(transform, source, out var canonical, out var problems), string.Join(' ', problems));

            var text = canonical.ToString();
            Assert.DoesNotContain(text, character => !char.IsAsciiLetterOrDigit(character) && character is not ('-' or '.' or '_' or '~'));
            Assert.True(CanonicalTransform.TryParse(text, out var parsed), text);
            Assert.Equal(canonical, parsed);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("w800")]
    [InlineData("w800-h600-fill-auto")]
    [InlineData("w0800-h600-fill-auto-g2")]
    [InlineData("w800-h600-fill-auto-g2-")]
    [InlineData("w800-h600-fill-auto-g2-g1")]
    [InlineData("w800-h600-fill-auto-g0")]
    [InlineData("w800-h600-inside-auto-g2")]
    [InlineData("w800-h600-cover-auto-g2")]
    [InlineData("w800-h600-cover-fp0.5-auto-g2")]
    [InlineData("w800-h600-cover-fp0.50_0.5-auto-g2")]
    [InlineData("w800-h600-cover-fp1.5_0.5-auto-g2")]
    [InlineData("w800-h600-cover-fpNaN_0.5-auto-g2")]
    [InlineData("w800-h600-cover-fp-0.5_0.5-auto-g2")]
    [InlineData("w0-h600-fill-auto-g2")]
    [InlineData("w99999999999-h600-fill-auto-g2")]
    [InlineData("w800-h600-fill-p1-auto-g2")]
    [InlineData("w800-h600-fill-webp-q101-g2")]
    [InlineData("w800-h600-fill-alpha-jpeg-q80-g2")]
    [InlineData("w800-h600-fill-bgFFFFFF-auto-g2")]
    [InlineData("h600-w800-fill-auto-g2")]
    [InlineData("w800-h600-fill-gif-g2")]
    [InlineData("w800-h600-fill-png-q80-g2")]
    [InlineData("w800-h600-fill-wm0123-auto-g2")]
    [InlineData("w800-h600-fill-wm0123456789ABCDEF0123456789abcdef-auto-g2")]
    [InlineData("w800-h600-fill-r45-auto-g2")]
    [InlineData("w800-h600-fill-r0-auto-g2")]
    [InlineData("w800-h600-fill-r360-auto-g2")]
    [InlineData("w800-h600-fill-flop-r90-auto-g2")]
    [InlineData("w800-h600-fill-pd0-auto-g2")]
    [InlineData("w800-h600-fill-pd300-auto-g2")]
    [InlineData("w800-h600-fill-pd2000000000-auto-g2")]
    [InlineData("w800-h600-fill-blur0-auto-g2")]
    [InlineData("w800-h600-fill-blur1.234-auto-g2")]
    [InlineData("w800-h600-fill-grey-auto-g2")]
    [InlineData("w800-h600-fill-anim-jpeg-q80-g2")]
    public void TryParse_Should_Refuse_When_TheTextIsNotExactlyCanonical(string? text)
    {
        Assert.False(CanonicalTransform.TryParse(text, out var transform));
        Assert.Null(transform);
    }

    [Fact]
    public void LayoutFor_Should_StayWithinTheFrame_When_AnythingIsAsked()
    {
        var random = new Random(7);
        for (var i = 0; i < 5000; i++)
        {
            var (transform, source) = RandomCases.Next(random);
            var canonical = Resolve(transform, source);
            var turned = canonical.Rotation is 90 or 270 ? new PixelSize(source.Size.Height, source.Size.Width) : source.Size;
            var (scaled, left, top) = canonical.LayoutFor(turned);

            var inner = canonical.InnerSize;
            if (canonical.Fit == Fit.Pad)
            {
                Assert.InRange(left, 0, inner.Width - scaled.Width);
                Assert.InRange(top, 0, inner.Height - scaled.Height);
            }
            else
            {
                Assert.InRange(-left, 0, scaled.Width - inner.Width);
                Assert.InRange(-top, 0, scaled.Height - inner.Height);
            }

            if (transform.Fit != Fit.Fill)
            {
                Assert.True(scaled.Width <= turned.Width + 1 && scaled.Height <= turned.Height + 1, $"{source.Size} became {scaled} by {canonical}");
            }
        }
    }

    [Theory]
    [InlineData(1280, true)]
    [InlineData(1281, false)]
    public void CanStartFrom_Should_DemandHalf_When_TheMezzanineIsAsked(int width, bool expected) =>
        Assert.Equal(expected, Resolve(new Transform { Width = width }, Photo).CanStartFrom(Photo.Size.Within(2560)));

    [Fact]
    public void CanStartFrom_Should_LookAtTheWholePicture_When_MostOfItIsCropped() =>
        Assert.False(Resolve(new Transform { Width = 100, Height = 1000, Fit = Fit.Cover }, Photo).CanStartFrom(Photo.Size.Within(2560)));

    [Fact]
    public void CanStartFrom_Should_Refuse_When_AnotherPageIsAsked() =>
        Assert.False(Resolve(new Transform { Width = 100, Page = 2 }, Photo with { PageCount = 3 }).CanStartFrom(Photo.Size.Within(2560)));

    private static CanonicalTransform Resolve(Transform transform, SourceImage source)
    {
        Assert.True(CanonicalTransform.TryResolve(transform, source, out var canonical, out var problems), string.Join(' ', problems));
        return canonical;
    }
}
