using Dam.Domain.Likenesses;

namespace Dam.Tests.Infrastructure.Imaging;

/// <summary>Near duplicates on a labelled set: every photograph of <c>samples/</c> and what people make of one, against all the others and their quarters.</summary>
public sealed class LikenessTests(ImagingFixture imaging)
{
    /// <summary>Well beyond <see cref="Likeness.Near"/> on either side: what is seldom is not in the set.</summary>
    private const double LeastOfTheSame = 0.97;

    private const double MostOfOthers = 0.935;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Pictures => [.. Samples.Pictures];

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task SimilarityTo_Should_BeNear_When_OneIsMadeOfTheOther(string name)
    {
        var file = Samples.Read(name);
        var original = await LikenessOfAsync(file);
        var weakest = (Similarity: 2.0, Name: "");

        foreach (var made in Retouched.Names)
        {
            var likeness = await LikenessOfAsync(Retouched.Make(file, made));

            var similarity = Math.Min(original.SimilarityTo(likeness), likeness.SimilarityTo(original));
            weakest = similarity < weakest.Similarity ? (similarity, made) : weakest;
            Assert.True(similarity >= LeastOfTheSame, $"{name}, {made}: {similarity:0.000}");
            Assert.True(IsFound(original, by: likeness), $"{name} is not found by {made}.");
            Assert.True(IsFound(likeness, by: original), $"{made} is not found by {name}.");
        }

        TestContext.Current.SendDiagnosticMessage($"{name}: {weakest.Similarity:0.000} ({weakest.Name})");
    }

    [Fact]
    public async Task SimilarityTo_Should_BeFar_When_PicturesDiffer()
    {
        var all = new List<(string Name, Likeness Likeness)>();
        foreach (var name in Samples.Pictures.Where(name => name != Samples.CutOut))
        {
            all.Add((name, await LikenessOfAsync(Samples.Read(name))));
            for (var quarter = 0; quarter < 4; quarter++)
            {
                all.Add(($"{name}, quarter {quarter}", await LikenessOfAsync(Retouched.Quarter(Samples.Read(name), quarter))));
            }
        }

        var nearest = (Similarity: 0.0, Names: "");
        foreach (var (name, left) in all)
        {
            var look = new LookAlikes(left);
            foreach (var (other, right) in all.Where(pair => pair.Name != name))
            {
                var similarity = look.SimilarityOf(right);
                nearest = similarity > nearest.Similarity ? (similarity, $"{name} and {other}") : nearest;
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{nearest.Similarity:0.000} ({nearest.Names})");
        Assert.True(nearest.Similarity <= MostOfOthers, $"{nearest.Names}: {nearest.Similarity:0.000}");
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task LookAsync_Should_SeeWhatPreparingSees_When_OnlyALittleIsDecoded(string name)
    {
        var file = Samples.Read(name);
        var facts = await imaging.Engine.PrepareAsync(new MemoryStream(file), Stream.Null, Ct);

        var looked = await imaging.Engine.LookAsync(new MemoryStream(file), Ct);

        Assert.InRange(facts.Likeness!.SimilarityTo(looked!), 0.995, 1);
    }

    private async Task<Likeness> LikenessOfAsync(byte[] file) =>
        await imaging.Engine.LookAsync(new MemoryStream(file), Ct) ?? throw new InvalidOperationException("The picture is blank.");

    private static bool IsFound(Likeness wanted, Likeness by)
    {
        var probes = new LookAlikes(by).Probes;
        return wanted.Keys.Select((key, place) => probes[place].Contains(key)).Any(hit => hit);
    }
}
