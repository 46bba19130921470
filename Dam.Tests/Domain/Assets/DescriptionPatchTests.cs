using Dam.Domain.Assets;
using Dam.Domain.Imaging;
using Dam.Domain.Metadata;
using Dam.Domain.Rights;

namespace Dam.Tests.Domain.Assets;

public sealed class DescriptionPatchTests
{
    private static readonly AssetDescription Lamp = new() { Title = "Lamp", Tags = ["a"], FocalPoint = FocalPoint.Center };

    [Fact]
    public void ApplyTo_Should_TellEverythingThatIsWrong_When_MuchIs()
    {
        var patch = new DescriptionPatch
        {
            Title = Change<string>.To("\n"),
            Tags = Change<IReadOnlyList<string>>.To(["fine", " ", new string('x', 101), "\u0301", "a\tb"]),
            AltTexts = Change<IReadOnlyList<LocalizedText>>.To([Text("fr", "un"), Text("en", "\0"), Text("FR", new string('x', 2001))]),
            FocalPoint = Change<FocalPoint?>.To(new FocalPoint(double.NaN, 0)),
            Metadata = Change<string>.To("[]"),
        };

        Assert.Equal(
            [
                "TITLE_INVALID input.title", "TAG_INVALID input.tags.1", "TAG_INVALID input.tags.2", "TAG_INVALID input.tags.3", "TAG_INVALID input.tags.4",
                "ALT_TEXT_INVALID input.altText.1.text", "LOCALE_TWICE input.altText.2.locale", "ALT_TEXT_INVALID input.altText.2.text", "FOCAL_POINT_INVALID input.focalPoint",
                "METADATA_INVALID input.metadata",
            ],
            Codes(patch));
    }

    [Theory]
    [InlineData(-0.1, 0.5)]
    [InlineData(0.5, 1.1)]
    [InlineData(double.PositiveInfinity, 0)]
    public void ApplyTo_Should_Refuse_When_TheFocalPointIsOutside(double x, double y) =>
        Assert.Equal(["FOCAL_POINT_INVALID input.focalPoint"], Codes(new() { FocalPoint = Change<FocalPoint?>.To(new FocalPoint(x, y)) }));

    [Fact]
    public void ApplyTo_Should_HoldItsBounds_When_ListsGrow()
    {
        Assert.Empty(Codes(new() { Tags = Change<IReadOnlyList<string>>.To([.. Enumerable.Range(0, 200).Select(number => $"{number}")]) }));
        Assert.Equal(["TAGS_TOO_MANY input.tags"], Codes(new() { Tags = Change<IReadOnlyList<string>>.To([.. Enumerable.Range(0, 201).Select(number => $"{number}")]) }));
        Assert.Equal(["ALT_TEXTS_TOO_MANY input.altText"], Codes(new() { AltTexts = Change<IReadOnlyList<LocalizedText>>.To([.. Enumerable.Repeat(Text("fr", ""), 101)]) }));
        Assert.Equal(["TITLE_INVALID input.title"], Codes(new() { Title = Change<string>.To(null) }));
    }

    [Fact]
    public void ApplyTo_Should_GiveAnEqualDescription_When_NothingIsGiven()
    {
        Assert.Equal(Lamp, new DescriptionPatch().ApplyTo(Lamp).Value);
        Assert.Equal(Lamp, new DescriptionPatch { Tags = Change<IReadOnlyList<string>>.To([" a ", "A", "á"]) }.ApplyTo(Lamp).Value);
        Assert.NotEqual(Lamp, new DescriptionPatch { FocalPoint = Change<FocalPoint?>.To(null) }.ApplyTo(Lamp).Value);
    }

    private static LocalizedText Text(string locale, string text) => new(Locale.Parse(locale), text);

    private static List<string> Codes(DescriptionPatch patch) => [.. patch.ApplyTo(Lamp).Errors.Select(error => $"{error.Code} {string.Join('.', error.Path!)}")];
}
