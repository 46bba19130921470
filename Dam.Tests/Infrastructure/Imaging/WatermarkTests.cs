using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Vips;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dam.Tests.Infrastructure.Imaging;

public sealed class WatermarkTests : IDisposable
{
    private readonly string _red = Path.GetTempFileName();

    public WatermarkTests() => File.WriteAllBytes(_red, Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAQAAAACCAIAAADwyuo0AAAAEElEQVR4nGP4z8AARwzIHABvqgf5gNwAKAAAAABJRU5ErkJggg=="));

    public void Dispose() => File.Delete(_red);

    [Theory]
    [InlineData(WatermarkPosition.NorthWest, 8, 8)]
    [InlineData(WatermarkPosition.Center, 100, 75)]
    [InlineData(WatermarkPosition.SouthEast, 191, 141)]
    [InlineData(WatermarkPosition.South, 100, 141)]
    public async Task Render_Should_LayTheMarkThere_When_OneIsAsked(WatermarkPosition position, int x, int y)
    {
        var marks = new Watermarks(new Dictionary<string, WatermarkOptions>(StringComparer.Ordinal)
        {
            ["whole"] = new() { File = _red, Position = position, Opacity = 1, Scale = 0.2 },
            ["half"] = new() { File = _red, Position = position, Opacity = 0.5, Scale = 0.2 },
        });

        var plain = await RenderAsync(marks, null);
        var whole = await RenderAsync(marks, "whole");
        var half = await RenderAsync(marks, "half");

        Assert.Equal((255, 0, 0, 255), whole.At(x, y));
        var (r, g, b, _) = half.At(x, y);
        var (pr, pg, pb, _) = plain.At(x, y);
        Assert.InRange(r, ((pr + 255) / 2) - 3, ((pr + 255) / 2) + 3);
        Assert.InRange(g, (pg / 2) - 3, (pg / 2) + 3);
        Assert.InRange(b, (pb / 2) - 3, (pb / 2) + 3);

        // 40 × 20 pixels of 200 × 150, and nothing else.
        var changed = Enumerable.Range(0, 200 * 150).Count(i => Lab.Difference(plain.At(i % 200, i / 200), whole.At(i % 200, i / 200)) > 3);
        Assert.InRange(changed, 760, 860);
    }

    [Fact]
    public async Task Render_Should_CoverTheWholePicture_When_TheMarkIsTiled()
    {
        var marks = new Watermarks(new Dictionary<string, WatermarkOptions>(StringComparer.Ordinal) { ["all"] = new() { File = _red, Tile = true, Opacity = 1, Scale = 0.1 } });

        var tiled = await RenderAsync(marks, "all");

        for (var quarter = 0; quarter < 12; quarter++)
        {
            var (left, top) = (quarter % 4 * 50, quarter / 4 * 50);
            Assert.Contains(Enumerable.Range(0, 50 * 50), i => tiled.At(left + (i % 50), top + (i / 50)) == (255, 0, 0, 255));
        }
    }

    [Fact]
    public async Task Render_Should_WriteLetters_When_TheMarkIsText()
    {
        var marks = new Watermarks(new Dictionary<string, WatermarkOptions>(StringComparer.Ordinal)
        {
            ["draft"] = new() { Text = "Draft & <not> for print", Position = WatermarkPosition.Center, Scale = 0.8, Opacity = 1, Color = "#00FF00" },
        });

        var plain = await RenderAsync(marks, null);
        var lettered = await RenderAsync(marks, "draft");

        var green = Enumerable.Range(0, 200 * 150).Where(i => lettered.At(i % 200, i / 200) is { R: < 120, G: > 200, B: < 120 }).ToList();
        Assert.InRange(green.Count, 100, 3000);
        Assert.InRange(green.Max(i => i % 200) - green.Min(i => i % 200), 140, 162);
        Assert.Equal(plain.At(100, 20), lettered.At(100, 20));
    }

    [Fact]
    public void TryResolve_Should_NameTheMarkByItsDigest_When_ItIsKnown()
    {
        var marks = new Watermarks(new Dictionary<string, WatermarkOptions>(StringComparer.Ordinal)
        {
            ["a"] = new() { File = _red },
            ["b"] = new() { File = _red, Opacity = 0.4 },
            ["same"] = new() { File = _red },
        });

        Assert.Equal($"w200-h150-fill-wm{marks.Named("a")!.Digest}-png-g2", Resolve(marks, "a").ToString());
        Assert.Equal(Resolve(marks, "a"), Resolve(marks, "SAME"));
        Assert.NotEqual(Resolve(marks, "a"), Resolve(marks, "b"));
        Assert.True(CanonicalTransform.TryParse(Resolve(marks, "a").ToString(), out var parsed));
        Assert.Equal(Resolve(marks, "a"), parsed);
        Assert.False(CanonicalTransform.TryResolve(new Transform { Watermark = "c" }, Source, out _, out var problems, watermarks: marks));
        Assert.Equal(new TransformProblem("watermark", "There is no watermark of this name. There are: a, b, same."), Assert.Single(problems));
    }

    [Fact]
    public async Task Render_Should_SayThatItIsGone_When_TheMarkHasChanged()
    {
        var before = new Watermarks(new Dictionary<string, WatermarkOptions>(StringComparer.Ordinal) { ["a"] = new() { File = _red } });
        using var engine = new VipsImageEngine(new ImagingOptions(), TimeProvider.System, new Watermarks(new Dictionary<string, WatermarkOptions>(StringComparer.Ordinal)));

        var refusal = await Assert.ThrowsAsync<ImageException>(() => engine.RenderAsync(
            new MemoryStream(Samples.Read(Samples.Lamp)), Resolve(before, "a"), ImageFormat.Png, Stream.Null, TestContext.Current.CancellationToken));

        Assert.Equal("WATERMARK_MISSING", refusal.Code);
    }

    [Theory]
    [InlineData("Dam:Watermarks:a:Opacity", "1", "Dam:Watermarks:a needs either File or Text.")]
    [InlineData("Dam:Watermarks:a:File", "/nowhere.png", "Dam:Watermarks:a:File: there is no file /nowhere.png.")]
    [InlineData("Dam:Watermarks:a:Color", "red", "Dam:Watermarks:a:Color is not of the form #RRGGBB.")]
    [InlineData("Dam:Watermarks:a:Scale", "2", "Dam:Watermarks:a: Scale and Opacity are more than 0 and at most 1.")]
    public void AddImaging_Should_NameTheSetting_When_AMarkIsWrong(string setting, string value, string message)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { [setting] = value }).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddImaging(typeof(Program).Assembly.Location).BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IWatermarks>);

        Assert.Contains(message, refusal.Failures);
    }

    private static readonly SourceImage Source = new(new PixelSize(2880, 2160), HasAlpha: false, MediaTypes.Jpeg);

    private static CanonicalTransform Resolve(Watermarks marks, string? name)
    {
        var transform = new Transform { Width = 200, Format = ImageFormat.Png, Watermark = name };
        Assert.True(CanonicalTransform.TryResolve(transform, Source, out var canonical, out _, watermarks: marks));
        return canonical;
    }

    private static async Task<Pixels> RenderAsync(Watermarks marks, string? name)
    {
        using var engine = new VipsImageEngine(new ImagingOptions(), TimeProvider.System, marks);
        using var file = new MemoryStream();
        await engine.RenderAsync(new MemoryStream(Samples.Read(Samples.Lamp)), Resolve(marks, name), ImageFormat.Png, file, TestContext.Current.CancellationToken);
        return ImagingFixture.Decode(file.ToArray());
    }
}
