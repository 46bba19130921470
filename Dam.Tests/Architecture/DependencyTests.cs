using System.Text.RegularExpressions;

namespace Dam.Tests.Architecture;

/// <summary>Dependencies point one way: Api → Infrastructure → Domain, Api → GraphQL; inside the engine Language ← Types ← Validation ← Planning ← Execution ← Http.</summary>
public sealed partial class DependencyTests
{
    private static readonly Dictionary<string, string[]> AllowedProjects = new(StringComparer.Ordinal)
    {
        ["Dam.GraphQL"] = [],
        ["Dam.GraphQL.Sample"] = ["Dam.GraphQL"],
        ["Dam.Import"] = [],
        ["Dam.Domain"] = [],
        ["Dam.Infrastructure"] = ["Dam.Domain"],
        ["Dam.Api"] = ["Dam.GraphQL", "Dam.Domain", "Dam.Infrastructure"],
    };

    /// <summary>From the bottom to the top: a layer may use those before it.</summary>
    private static readonly string[] EngineLayers = ["Language", "Types", "Validation", "Planning", "Execution", "Http"];

    [Theory]
    [InlineData("Dam.GraphQL")]
    [InlineData("Dam.GraphQL.Sample")]
    [InlineData("Dam.Import")]
    [InlineData("Dam.Domain")]
    [InlineData("Dam.Infrastructure")]
    [InlineData("Dam.Api")]
    public void Project_Should_UseOnlyWhatLiesBelow_When_Compiled(string project)
    {
        var assembly = System.Reflection.Assembly.Load(project);
        var used = assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => name.StartsWith("Dam.", StringComparison.Ordinal));

        Assert.Empty(used.Except(AllowedProjects[project]));
    }

    [Fact]
    public void Domain_Should_ReferenceNoPackage_When_Compiled()
    {
        var foreign = System.Reflection.Assembly.Load("Dam.Domain").GetReferencedAssemblies()
            .Where(reference => !reference.Name!.StartsWith("System", StringComparison.Ordinal));

        Assert.Empty(foreign);
    }

    [Fact]
    public void ReferencedAssemblies_Should_ShowAProjectReference_When_ThereIsOne() =>
        Assert.Contains(System.Reflection.Assembly.Load("Dam.Api").GetReferencedAssemblies(), reference => reference.Name == "Dam.GraphQL");

    [Fact]
    public void EngineLayer_Should_UseOnlyLayersBelow_When_Written()
    {
        var files = EngineLayers.SelectMany(layer => Directory.EnumerateFiles(RepositoryRoot.File("Dam.GraphQL", layer), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Violations(layer, File.ReadAllText(file)).Select(used => $"{Path.GetFileName(file)}: {layer} uses {used}")));

        Assert.Empty(files);
    }

    [Fact]
    public void Violations_Should_FindAnUpwardUse_When_ThereIsOne()
    {
        Assert.Equal(["Execution"], Violations("Types", "using Dam.GraphQL.Execution;\nusing Dam.GraphQL.Language;"));
        Assert.Equal(["Http"], Violations("Language", "var x = Dam.GraphQL.Http.Something.Value;"));
        Assert.Empty(Violations("Http", "using Dam.GraphQL.Execution;"));
    }

    private static IEnumerable<string> Violations(string layer, string source)
    {
        var above = EngineLayers[(Array.IndexOf(EngineLayers, layer) + 1)..];
        return EngineNamespace().Matches(source).Select(match => match.Groups["layer"].Value).Distinct(StringComparer.Ordinal).Where(above.Contains);
    }

    [GeneratedRegex(@"Dam\.GraphQL\.(?<layer>\w+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex EngineNamespace();
}
