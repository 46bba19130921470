using System.Text.RegularExpressions;

namespace Dam.Tests.Clients;

/// <summary>The code that <c>docs/clients.md</c> shows is code of <c>clients/</c>, which other tests compile and run.</summary>
public sealed partial class ClientsGuideTests
{
    [Fact]
    public async Task Snippet_Should_BeInTheSources_When_TheGuideShowsIt()
    {
        string[] folders = ["operations", "typescript", "csharp"];
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(RepositoryRoot.File("clients", folder)));
        var sources = string.Join('\n', files.Select(file => Normalize(File.ReadAllText(file))));
        var page = await File.ReadAllTextAsync(RepositoryRoot.File("docs", "clients.md"), TestContext.Current.CancellationToken);

        var snippets = Fence().Matches(page).Select(match => match.Groups["code"].Value).ToArray();

        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(Normalize(snippet), sources, StringComparison.Ordinal));
    }

    private static string Normalize(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("```(csharp|ts|graphql)\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence();
}
