using Dam.Domain.Likenesses;

namespace Dam.Tests.Domain.Likenesses;

/// <summary>Pictures without a photograph: blank ones, logos and goods on white.</summary>
public sealed class LikenessValueTests
{
    private const int Side = Likeness.Side;

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void Of_Should_BeNull_When_ThePictureIsBlank(int level)
    {
        // With the noise of a compressed file.
        var blank = Draw((x, y) => level + (((x * 7) + (y * 3)) % 5));

        Assert.Null(Likeness.Of(blank));
    }

    [Fact]
    public void SimilarityTo_Should_BeFar_When_DifferentThingsLieOnWhite()
    {
        Func<double, double, bool>[] things =
        [
            (x, y) => (x * x) + (y * y) < 0.16,
            (x, y) => Math.Abs(x) < 0.2 && Math.Abs(y) < 0.45,
            (x, y) => Math.Abs(x) < 0.45 && Math.Abs(y) < 0.2,
            (x, y) => Math.Abs(x) + Math.Abs(y) < 0.5,
            (x, y) => y > -0.4 && Math.Abs(x) < (y + 0.4) / 2,
            (x, y) => (x * x) + (y * y) is < 0.2 and > 0.09,
            (x, y) => Math.Abs(x) < 0.08 || (Math.Abs(y + 0.3) < 0.12 && Math.Abs(x) < 0.4),
            (x, y) => x < -0.2 && Math.Abs(y) < 0.4,
        ];
        var all = things.Select(thing => Likeness.Of(Draw((x, y) => thing(((x + 0.5) / Side) - 0.5, ((y + 0.5) / Side) - 0.5) ? 60 : 255))!).ToList();

        foreach (var (left, i) in all.Select((likeness, i) => (likeness, i)))
        {
            Assert.Equal(1, left.SimilarityTo(left), 5);
            foreach (var (right, j) in all.Select((likeness, j) => (likeness, j)).Where(pair => pair.j != i))
            {
                Assert.True(left.SimilarityTo(right) < Likeness.Near, $"{i} and {j}: {left.SimilarityTo(right):0.000}");
            }
        }
    }

    [Fact]
    public void SimilarityTo_Should_BeNearOne_When_OnlyBrightnessAndContrastDiffer()
    {
        var random = new Random(1);
        var soft = Draw((x, y) => 128 + (40 * Math.Sin(x / 3.0)) + (30 * Math.Cos((x + (2 * y)) / 5.0)) + random.Next(10));
        var hard = soft.Select(level => 20 + (level * 0.5f)).ToArray();

        Assert.InRange(Likeness.Of(soft)!.SimilarityTo(Likeness.Of(hard)!), 0.999, 1.0001);
    }

    [Fact]
    public void Read_Should_GiveTheSame_When_LevelsWereKept()
    {
        var random = new Random(2);
        var likeness = Likeness.Of(Draw((_, _) => random.Next(256)))!;

        var read = Likeness.Read(likeness.Levels.ToArray());

        Assert.Equal(likeness.Levels, read.Levels);
        Assert.Equal(likeness.Keys, read.Keys);
        Assert.All(read.Keys, key => Assert.InRange(key, 0, (1 << 20) - 1));
        Assert.Throws<ArgumentException>(() => Likeness.Read(new byte[7]));
    }

    /// <summary>A negative is not the picture, and neither is noise of another seed.</summary>
    [Fact]
    public void SimilarityTo_Should_BeNone_When_NothingIsAlike()
    {
        var random = new Random(3);
        var (left, right) = (Draw((_, _) => random.Next(256)), Draw((_, _) => random.Next(256)));
        var negative = left.Select(level => 255 - level).ToArray();

        Assert.InRange(Likeness.Of(left)!.SimilarityTo(Likeness.Of(right)!), 0, 0.7);
        Assert.InRange(Likeness.Of(left)!.SimilarityTo(Likeness.Of(negative)!), 0, 0.7);
    }

    private static float[] Draw(Func<int, int, double> level) => [.. Enumerable.Range(0, Side * Side).Select(i => (float)level(i % Side, i / Side))];
}
