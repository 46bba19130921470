using Dam.Import.Rows;

namespace Dam.Tests.Import;

public sealed class NameRuleTests
{
    private const string Brand = @"(?<brand>[a-z]+)_(?<line>[a-z]+)_(?<use>web|print)_v(?<version>\d+)_(?<date>\d{8})";

    [Fact]
    public void Apply_Should_FillFields_When_TheNameMatches()
    {
        var row = Applied(@"(?<sku>[A-Z]{3}-\d+)_(?<title>[^_]+)(?:_(?<tag>[a-z]+))*(?:_(?<color>[A-Z]+))?", "folder/LMP-12_Desk lamp_new_oak_RED.jpg");

        Assert.Empty(row.Errors);
        Assert.Equal(["LMP-12"], row.Skus);
        Assert.Equal("Desk lamp", row.Title);
        Assert.Equal(["new", "oak"], row.Tags);
        Assert.Equal("""{"color":"RED"}""", row.Metadata.ToJsonString());
    }

    [Fact]
    public void Apply_Should_LeaveWhatTheSourceSays_When_BothSayIt()
    {
        var row = new ImportRow("acme_lamp_web_v1_20260101.jpg", "x") { Title = "Mine" };
        row.Metadata["brand"] = "Theirs";

        new NameRule($"^{Brand}$").Apply(row);

        Assert.Equal("""{"brand":"Theirs","line":"lamp","use":"web","version":"1","date":"20260101"}""", row.Metadata.ToJsonString());
        Assert.Equal("Mine", row.Title);
    }

    [Theory]
    [InlineData("acme_lamp_web_v1_2026-01-01", "date", "\"2026-01-01\" does not begin with date", "Names look like <brand>_<line>_<use>_v<version>_<date>.")]
    [InlineData("Acme Lamp-web_v1.20260101", "brand", "\"Acme Lamp-web_v1.20260101\" does not begin with brand", "\"acme_lamp_web_v1_20260101\" would do.")]
    [InlineData("acme_lamp_tv_v1_20260101", "use", "\"tv_v1_20260101\" does not begin with use", "Names look like")]
    [InlineData("acme_lamp", "\"_\"", "the name ends before \"_\"", "Names look like")]
    [InlineData("acme_lamp_web_v1_20260101_final", "the end", "\"_final\" does", "Names look like")]
    [InlineData("äcmé_lamp_web_v1_20260101", "brand", "does not begin with brand", "\"acme_lamp_web_v1_20260101\" would do.")]
    public void Apply_Should_SayWhereAndWhat_When_TheNameBreaksTheRule(string name, string where, string what, string suggestion)
    {
        var error = Assert.Single(Applied(Brand, $"{name}.jpg").Errors);

        Assert.Equal(("NAME_RULE_MISMATCH", "file"), (error.Code, error.Path));
        Assert.Contains($"breaks the name rule at {where}:", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains(suggestion, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"a|b", "c")]
    [InlineData(@"[]_]x", "y")]
    [InlineData(@"(?<a>[)]+)\(b", "z")]
    [InlineData(@"\d{2,3}?x*", "q")]
    public void Apply_Should_StillRefuse_When_ThePatternIsOdd(string pattern, string name) => Assert.Equal("NAME_RULE_MISMATCH", Assert.Single(Applied(pattern, name).Errors).Code);

    [Fact]
    public void Apply_Should_GiveUp_When_TheRuleGoesAstray() =>
        Assert.Equal("NAME_RULE_TOO_SLOW", Assert.Single(Applied("(a+)+b", new string('a', 60) + "c").Errors).Code);

    private static ImportRow Applied(string pattern, string name)
    {
        var row = new ImportRow(name, name);
        new NameRule(pattern).Apply(row);
        return row;
    }
}
