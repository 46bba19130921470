using Dam.Domain.Imaging;

namespace Dam.Tests.Domain.Imaging;

public sealed class TransformTests
{
    public static TheoryData<Transform, string> Impossible => new()
    {
        { new Transform { Width = 0 }, "width" },
        { new Transform { Width = 1_000_000 }, "width" },
        { new Transform { Height = -1 }, "height" },
        { new Transform { Width = 5000, Dpr = 2 }, "width" },
        { new Transform { Width = 8000, Height = 8000 }, "width" },
        { new Transform { Dpr = 9 }, "dpr" },
        { new Transform { Dpr = 0.5 }, "dpr" },
        { new Transform { Dpr = double.NaN }, "dpr" },
        { new Transform { Quality = 0 }, "quality" },
        { new Transform { Quality = 101 }, "quality" },
        { new Transform { Fit = Fit.Pad, Width = 10 }, "height" },
        { new Transform { Fit = Fit.Cover, Height = 10 }, "width" },
        { new Transform { Fit = Fit.Fill }, "width" },
        { new Transform { Page = 0 }, "page" },
        { new Transform { Time = -1 }, "time" },
        { new Transform { Time = double.PositiveInfinity }, "time" },
        { new Transform { Fit = (Fit)9, Width = 1, Height = 1 }, "fit" },
        { new Transform { Format = (ImageFormat)77 }, "format" },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Validate_Should_NameTheField_When_ItIsImpossible(Transform transform, string path)
    {
        var problem = transform.Validate()[0];

        Assert.Equal(path, problem.Path);
        Assert.EndsWith(".", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_Should_NameEveryProblem_When_ThereAreSeveral()
    {
        var problems = new Transform { Width = 0, Dpr = 9, Quality = 0, Fit = Fit.Pad }.Validate();

        Assert.Equal("dpr width height quality", string.Join(' ', problems.Select(problem => problem.Path)));
    }

    [Fact]
    public void Validate_Should_BeContent_When_NothingIsAsked() => Assert.Empty(new Transform().Validate());

    [Fact]
    public void Over_Should_PreferTheCaller_When_BothSaySomething()
    {
        var preset = new Transform { Width = 100, Height = 50, Fit = Fit.Pad, Background = RgbColor.White };

        var merged = new Transform { Width = 200, Format = ImageFormat.Webp }.Over(preset);

        Assert.Equal(new Transform { Width = 200, Height = 50, Fit = Fit.Pad, Background = RgbColor.White, Format = ImageFormat.Webp }, merged);
    }

    [Theory]
    [InlineData("#FFA07A", true)]
    [InlineData("#ffa07a", true)]
    [InlineData("FFA07A", false)]
    [InlineData("#FFA07", false)]
    [InlineData("#FFA07AA", false)]
    [InlineData("#+FA07A", false)]
    [InlineData("#FFA0 7", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void RgbColor_Should_ReadOnlySixDigits_When_Parsed(string? text, bool valid)
    {
        Assert.Equal(valid, RgbColor.TryParse(text, out var color));
        Assert.Equal(valid ? "#FFA07A" : "#000000", color.ToString());
    }
}
