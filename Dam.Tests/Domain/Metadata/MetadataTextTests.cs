using Dam.Domain;
using Dam.Domain.Metadata;

namespace Dam.Tests.Domain.Metadata;

public sealed class MetadataTextTests
{
    [Theory]
    [InlineData(null, """{"a":1}""", """{"a":1}""")]
    [InlineData(null, """{"a":null}""", null)]
    [InlineData("""{"a":1}""", """{"a":null}""", null)]
    [InlineData("""{"a":1}""", null, null)]
    [InlineData("""{"a":1}""", "null", null)]
    [InlineData("""{"a":1,"b":"x"}""", """{"b":"x","a":1.0}""", """{"a":1,"b":"x"}""")]
    [InlineData("""{"a":"x"}""", """{ "a" : "\u00e9\u0022 灯" }""", """{"a":"é\" 灯"}""")]
    [InlineData(null, """{"n":12345678901234567890.123456789}""", """{"n":12345678901234567890.123456789}""")]
    public void TryPatch_Should_GiveTheObjectAsItIsKept_When_ThePatchIsGood(string? before, string? patch, string? expected)
    {
        Assert.True(MetadataText.TryPatch(before, patch, out var after, out var problem), problem?.Message);
        Assert.Equal(expected, after);
    }

    [Theory]
    [InlineData("[]", "METADATA_INVALID")]
    [InlineData("1", "METADATA_INVALID")]
    [InlineData("\"x\"", "METADATA_INVALID")]
    [InlineData("{", "METADATA_INVALID")]
    [InlineData("", "METADATA_INVALID")]
    [InlineData("""{"a":"\u0000"}""", "METADATA_INVALID")]
    [InlineData("""{"a":["\ud800"]}""", "METADATA_INVALID")]
    [InlineData("""{"":1}""", "METADATA_KEY_INVALID")]
    [InlineData("""{"1a":1}""", "METADATA_KEY_INVALID")]
    [InlineData("""{"a b":1}""", "METADATA_KEY_INVALID")]
    [InlineData("""{"é":1}""", "METADATA_KEY_INVALID")]
    [InlineData("""{"a":{"b.c":1}}""", "METADATA_KEY_INVALID")]
    [InlineData("""{"a":[[[[[[[[]]]]]]]]}""", "METADATA_TOO_DEEP")]
    public void TryPatch_Should_SayWhatIsWrong_When_ThePatchIsBad(string patch, string code)
    {
        Assert.False(MetadataText.TryPatch("""{"a":1}""", patch, out _, out var problem));
        Assert.Equal(code, problem.Code);
    }

    [Fact]
    public void TryPatch_Should_HoldItsBounds_When_MetadataGrows()
    {
        Assert.True(Patch($$"""{"{{new string('k', MetadataText.LongestKey)}}":1}""") is null);
        Assert.Equal("METADATA_KEY_INVALID", Patch($$"""{"{{new string('k', MetadataText.LongestKey + 1)}}":1}""")?.Code);
        Assert.True(Patch("""{"a":[[[[[[[1]]]]]]]}""") is null);
        Assert.True(Patch($$"""{"a":"{{new string('x', MetadataText.MostBytes - 8)}}"}""") is null);
        Assert.Equal("METADATA_TOO_LARGE", Patch($$"""{"a":"{{new string('x', MetadataText.MostBytes - 7)}}"}""")?.Code);
        Assert.Equal("METADATA_TOO_LARGE", Patch($$"""{"a":"{{new string('é', MetadataText.MostBytes / 2)}}"}""")?.Code);

        static InvalidInput? Patch(string patch) => MetadataText.TryPatch(before: null, patch, out _, out var problem) ? null : problem;
    }
}
