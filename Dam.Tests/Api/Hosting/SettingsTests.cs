using System.Text.RegularExpressions;
using Dam.Api.Hosting;
using Microsoft.Extensions.Configuration;

namespace Dam.Tests.Api.Hosting;

/// <summary>The settings that the code knows, that the documentation tells of, and that a start takes.</summary>
public sealed partial class SettingsTests
{
    [Fact]
    public void Documentation_Should_TellOfEverySetting_When_TheCodeKnowsIt()
    {
        var documented = File.ReadLines(RepositoryRoot.File("docs", "deploy.md"))
            .Where(line => line.StartsWith("| `Dam__", StringComparison.Ordinal))
            .SelectMany(line => Name().Matches(line.Split('|')[1]).Select(match => NameIn(match.Groups["name"].Value)));

        Assert.Equal(KnownSettings.All, documented.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Dam:Access:BootstrapKey")]
    [InlineData("dam:access:origins:12")]
    [InlineData("Dam:Delivery:SigningKeys:0:Secret")]
    [InlineData("Dam:Uploads:Region")]
    [InlineData("Dam:Watermarks:draft:Text")]
    [InlineData("Dam:GraphQL:KeyBudget:Maximum")]
    public void Check_Should_Pass_When_TheSettingExists(string setting) => KnownSettings.Check(With(setting, "x"));

    [Theory]
    [InlineData("Dam:Delivery:SigningKeys:0:Secrets", "Did you mean Dam:Delivery:SigningKeys:0:Secret?")]
    [InlineData("Dam:PublicUri", "Did you mean Dam:PublicUrl?")]
    [InlineData("Dam:Access:Origins", "Did you mean Dam:Access:Origins:0?")]
    [InlineData("Dam:Xyzzy", "there is no such setting.")]
    public void Check_Should_SuggestTheNearest_When_ThereIsNone(string setting, string suggestion)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => KnownSettings.Check(With(setting, "x")));

        Assert.StartsWith($"{setting}: there is no such setting.", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(suggestion, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>As an array without elements comes from a file.</summary>
    [Fact]
    public void Check_Should_Pass_When_AListIsEmpty() => KnownSettings.Check(With("Dam:Access:Origins", ""));

    private static IConfiguration With(string setting, string value) => new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build();

    private static string NameIn(string variable) => string.Join(':', variable.Split("__").Select(word => word == "NAME" || word.All(char.IsAsciiDigit) ? "*" : word));

    [GeneratedRegex("`(?<name>Dam__[A-Za-z0-9_]+)`", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
