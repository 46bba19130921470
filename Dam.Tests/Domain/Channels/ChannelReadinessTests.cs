using Dam.Domain.Assets;
using Dam.Domain.Channels;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Tests.Domain.Delivery;

namespace Dam.Tests.Domain.Channels;

/// <summary>What a channel asks of pictures: each broken rule with what was measured, and a rendition that keeps them all wherever there can be one.</summary>
public sealed class ChannelReadinessTests
{
    private static readonly DeliveryVerdict Allowed = new([], ChangesAt: null);

    private static readonly PictureBorder White = new(RgbColor.White, 1);

    /// <summary>A square on white, as marketplaces ask for.</summary>
    private static readonly ChannelSlot Square = new()
    {
        MinWidth = 1000,
        MinHeight = 1000,
        MaxWidth = 2000,
        MaxHeight = 2000,
        AspectRatio = new AspectRatio(1, 1),
        Formats = new FormatList([ImageFormat.Jpeg, ImageFormat.Png]),
        Background = RgbColor.White,
        ColorProfile = ColorProfile.Srgb,
        MaxBytes = 500_000,
    };

    [Fact]
    public void Of_Should_FindNothing_When_TheFileIsWhatIsAsked()
    {
        var readiness = Judge(Square, Picture(2000, 2000, "image/jpeg", White, ColorProfile.Srgb, bytes: 500_000));

        Assert.Empty(readiness.Problems);
        Assert.Empty(readiness.Obstacles);
        Assert.Equal("w2000-h2000-fill-jpeg-q80-max500000-g2", readiness.Fitting?.ToString());
    }

    [Fact]
    public void Of_Should_NameEachRuleWithItsMeasure_When_TheFileBreaksAll()
    {
        var readiness = Judge(Square, Picture(900, 2001, "image/tiff", new PictureBorder(new RgbColor(244, 244, 242), 0.991), ColorProfile.Cmyk, bytes: 500_001));

        Assert.Equal(
            [
                "MinWidth 900 1000", "MaxHeight 2001 2000", "AspectRatio 900:2001 1:1", "Format image/tiff image/jpeg image/png", "Background #F4F4F2 0.991 #FFFFFF", "ColorProfile CMYK SRGB",
                "MaxBytes 500001 500000",
            ],
            readiness.Problems.Select(Text));
        Assert.All(readiness.Problems, problem => Assert.EndsWith(".", problem.Message, StringComparison.Ordinal));

        // It is put into a square and made sRGB and small; the ground stays what it is.
        Assert.Equal(["Background #F4F4F2 0.991 #FFFFFF"], readiness.Obstacles.Select(Text));
        Assert.Null(readiness.Fitting);
    }

    [Theory]
    [InlineData(1200, 900, "w1200-h1200-pad-bgffffff-jpeg-q80-max500000-g2")]
    [InlineData(900, 1200, "w1200-h1200-pad-bgffffff-jpeg-q80-max500000-g2")]
    [InlineData(6000, 4000, "w2000-h2000-pad-bgffffff-jpeg-q80-max500000-g2")]
    [InlineData(4000, 4010, "w1995-h2000-fill-jpeg-q80-max500000-g2")]
    public void Of_Should_PutThePictureInAFrame_When_ItsProportionsAreOthers(int width, int height, string fitting) =>
        Assert.Equal(fitting, Judge(Square, Picture(width, height, "image/jpeg", White)).Fitting?.ToString());

    [Theory]
    [InlineData(1200, 900, 4, 5, "w720-h900-cover-fp0.5_0.5-auto-g2")]
    [InlineData(1200, 900, 16, 9, "w1200-h675-cover-fp0.5_0.5-auto-g2")]
    [InlineData(9000, 9000, 2, 1, "w8192-h4096-cover-fp0.5_0.5-auto-g2")]
    public void Of_Should_CutThePicture_When_TheChannelIsFilled(int width, int height, int wide, int high, string fitting) =>
        Assert.Equal(fitting, Judge(new ChannelSlot { AspectRatio = new AspectRatio(wide, high), Fit = Fit.Cover }, Picture(width, height)).Fitting?.ToString());

    /// <summary>A frame around a small picture would have enough pixels, and show nothing.</summary>
    [Fact]
    public void Of_Should_NameTheRuleThatNothingMends_When_ThereAreTooFewPixels()
    {
        var readiness = Judge(Square, Picture(999, 500, "image/jpeg", White));

        Assert.Equal(["MinWidth 999 1000", "MinHeight 500 1000", "AspectRatio 999:500 1:1"], readiness.Problems.Select(Text));
        Assert.Equal(["MinWidth 999 1000", "MinHeight 999 1000"], readiness.Obstacles.Select(Text));
        Assert.Null(readiness.Fitting);
    }

    [Fact]
    public void Of_Should_NameTheRuleThatSmallerBreaks_When_NoSizeIsBetween()
    {
        var readiness = Judge(new ChannelSlot { MinWidth = 500, MaxHeight = 1000 }, Picture(600, 3000));

        Assert.Equal(["MaxHeight 3000 1000"], readiness.Problems.Select(Text));
        Assert.Equal(["MinWidth 200 500"], readiness.Obstacles.Select(Text));
    }

    [Fact]
    public void Of_Should_LayTheGroundBehindIt_When_TheBorderIsTransparent()
    {
        var readiness = Judge(Square, Picture(1500, 1500, "image/png", new PictureBorder(Color: null, 1), hasAlpha: true));

        Assert.Equal(["Background transparent 1 #FFFFFF"], readiness.Problems.Select(Text));
        Assert.Equal("w1500-h1500-fill-bgffffff-jpeg-q80-max500000-g2", readiness.Fitting?.ToString());
    }

    [Theory]
    [InlineData("#FAFAFA", 0.95, true)]
    [InlineData("#F9FFFF", 0.95, false)]
    [InlineData("#FFFFFF", 0.949, false)]
    public void Of_Should_LetABorderPass_When_NearlyAllOfItIsNear(string color, double share, bool passes)
    {
        Assert.True(RgbColor.TryParse(color, out var border));

        Assert.Equal(passes, Judge(Square, Picture(1500, 1500, "image/jpeg", new PictureBorder(border, share))).Problems.Count == 0);
    }

    /// <summary>Files that were processed before anything was measured.</summary>
    [Fact]
    public void Of_Should_SayThatNothingIsKnown_When_ItWasNotMeasured()
    {
        var readiness = Judge(Square, Picture(1500, 1500, "image/jpeg", border: null, profile: null));

        Assert.Equal(["Background  #FFFFFF", "ColorProfile  SRGB"], readiness.Problems.Select(Text));
        Assert.Equal(["Background  #FFFFFF"], readiness.Obstacles.Select(Text));
        Assert.Empty(Judge(Square with { Background = null }, Picture(1500, 1500, "image/jpeg", border: null, profile: null)).Obstacles);
    }

    [Fact]
    public void Of_Should_NameTheRefusals_When_TheVerdictIsNo()
    {
        var refused = new DeliveryVerdict([new(RefusalCode.Embargoed, "Not yet."), new(RefusalCode.ChannelBlocked, "Not there.")], ChangesAt: null);

        var readiness = ChannelReadiness.Of(Picture(1500, 1500, "image/jpeg", White), Square, refused, new NoMarks());

        Assert.Equal(["Delivery EMBARGOED CHANNEL_BLOCKED ALLOWED"], readiness.Problems.Select(Text));
        Assert.Equal(readiness.Problems, readiness.Obstacles);
        Assert.Equal("Not yet. Not there.", readiness.Problems[0].Message);
    }

    [Theory]
    [InlineData(ProcessingState.Pending, "PENDING")]
    [InlineData(ProcessingState.Failed, "FAILED")]
    [InlineData(ProcessingState.Ready, "application/zip")]
    public void Of_Should_MissThePicture_When_ThereIsNone(ProcessingState state, string measured)
    {
        var version = Given.Version(processing: state) with { MediaType = "application/zip" };

        var readiness = ChannelReadiness.Of(Given.Asset(version), Square, Allowed, new NoMarks());

        Assert.Equal([$"Picture {measured} READY"], readiness.Obstacles.Select(Text));
    }

    /// <summary>AVIF has at most four megapixels.</summary>
    [Fact]
    public void Of_Should_TakeTheNextFormat_When_TheFirstCannotHoldIt()
    {
        var large = Picture(3000, 3000);

        Assert.Equal("w3000-h3000-fill-webp-g2", Judge(new ChannelSlot { Formats = new FormatList([ImageFormat.Avif, ImageFormat.Webp]) }, large).Fitting?.ToString());
        var readiness = Judge(new ChannelSlot { Formats = new FormatList([ImageFormat.Avif]) }, large);
        Assert.Equal(["Format  image/avif"], readiness.Obstacles.Select(Text));
        Assert.Null(readiness.Fitting);
    }

    [Fact]
    public void Of_Should_AskNothing_When_TheChannelHasNoSlot()
    {
        var readiness = ChannelReadiness.Of(Picture(3, 5), slot: null, Allowed, new NoMarks());

        Assert.Empty(readiness.Problems);
        Assert.Equal("w3-h5-fill-auto-g2", readiness.Fitting?.ToString());
    }

    /// <summary>Whatever the picture and the slot: what fits keeps the rules, and what does not is explained.</summary>
    [Fact]
    public void Of_Should_KeepEveryRule_When_ARenditionFits()
    {
        var random = new Random(20261122);
        var fitted = 0;
        for (var i = 0; i < 3000; i++)
        {
            var slot = RandomSlot(random);
            var asset = Picture(random.Next(1, 5000), random.Next(1, 5000), "image/png", White);

            var readiness = Judge(slot, asset);

            Assert.Equal(readiness.Fitting is null, readiness.Obstacles.Count > 0);
            if (readiness.Fitting is not { Size: var size } fitting)
            {
                continue;
            }

            fitted++;
            Assert.True(size.Width >= (slot.MinWidth ?? 1) && size.Height >= (slot.MinHeight ?? 1) && size.Width <= (slot.MaxWidth ?? 8192) && size.Height <= (slot.MaxHeight ?? 8192), $"{slot}: {fitting}");
            Assert.True(slot.Formats.Formats.Count == 0 || slot.Formats.Formats.Contains(fitting.Format));
            var (width, height) = (slot.AspectRatio?.Width ?? size.Width, slot.AspectRatio?.Height ?? size.Height);
            Assert.InRange(Math.Abs(((double)size.Width / width * height) - size.Height), 0, Math.Max(1.0 * height / width, slot.AspectTolerance * size.Height) + 1e-6);
            var picture = asset.CurrentVersion.Image!;
            Assert.True(fitting.LayoutFor(new PixelSize(picture.Width, picture.Height)).Scaled is var scaled && scaled.Width <= picture.Width && scaled.Height <= picture.Height, "It was enlarged.");
        }

        Assert.InRange(fitted, 300, 2900);
    }

    [Fact]
    public void CountProblems_Should_CountBySlot_When_RolesHaveNone()
    {
        ChannelSlot[] slots = [new() { Role = SkuRole.Primary, MinImages = 1, MaxImages = 1 }, new() { MinImages = 3, MaxImages = 4 }];

        Assert.Empty(ChannelReadiness.CountProblems(slots, [SkuRole.Primary, SkuRole.Gallery, SkuRole.Detail, SkuRole.Gallery]));
        var few = ChannelReadiness.CountProblems(slots, [SkuRole.Gallery, SkuRole.Detail]).ToList();
        Assert.Equal([SkuRole.Primary, null], few.Select(found => found.Role));
        Assert.Equal(["MinImages 0 1", "MinImages 2 3"], few.Select(found => Text(found.Problem)));
        Assert.Equal(["MaxImages 2 1", "MaxImages 5 4"], ChannelReadiness.CountProblems(slots, [SkuRole.Primary, SkuRole.Primary, .. Enumerable.Repeat(SkuRole.Other, 5)]).Select(found => Text(found.Problem)));
    }

    private static ChannelReadiness Judge(ChannelSlot slot, AssetDetails asset) => ChannelReadiness.Of(asset, slot, Allowed, new NoMarks());

    private static string Text(ReadinessProblem problem) => $"{problem.Rule} {problem.Measured} {problem.Required}";

    private static AssetDetails Picture(
        int width, int height, string mediaType = "image/jpeg", PictureBorder? border = null, ColorProfile? profile = ColorProfile.Srgb, long bytes = 1000, bool hasAlpha = false) =>
        Given.Asset(Given.Version() with
        {
            MediaType = mediaType,
            Size = bytes,
            Image = new VersionImage(width, height, hasAlpha, Pages: 1, [], "", default, MezzanineWidth: null, MezzanineHeight: null) { Border = border, Profile = profile },
        });

    private static ChannelSlot RandomSlot(Random random)
    {
        int? least = random.Next(2) == 0 ? random.Next(1, 2000) : null;
        return new ChannelSlot
        {
            MinWidth = least,
            MinHeight = random.Next(2) == 0 ? random.Next(1, 2000) : null,
            MaxWidth = random.Next(2) == 0 ? random.Next(least ?? 1, 4000) : null,
            MaxHeight = random.Next(2) == 0 ? random.Next(2000, 4000) : null,
            AspectRatio = random.Next(2) == 0 ? new AspectRatio(random.Next(1, 20), random.Next(1, 20)) : null,
            AspectTolerance = random.Next(3) * 0.02,
            Fit = random.Next(2) == 0 ? Fit.Pad : Fit.Cover,
            Formats = random.Next(2) == 0 ? FormatList.Any : new FormatList([(ImageFormat)random.Next(1, 4)]),
        };
    }

    private sealed class NoMarks : IWatermarks
    {
        public IReadOnlyCollection<string> Names => [];

        public Watermark? Named(string name) => null;

        public Watermark? WithDigest(string digest) => null;
    }
}
