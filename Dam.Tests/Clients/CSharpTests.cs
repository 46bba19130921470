using Dam.Tests.GraphQL.Differential;

namespace Dam.Tests.Clients;

/// <summary>C# that is generated from a schema compiles with nothing but the SDK.</summary>
public sealed class CSharpTests
{
    /// <summary>What the generated operations use of the packages GraphQL.Client.Abstractions and Newtonsoft.Json, and the sample's union, which the generator leaves out.</summary>
    private const string Packages =
        """
        namespace GraphQL
        {
            public class GraphQLRequest
            {
                public string Query { get; set; }
                public string OperationName { get; set; }
                public object Variables { get; set; }
            }
        }
        namespace GraphQL.Client.Abstractions { }
        namespace Newtonsoft.Json { }
        namespace Generated
        {
            public interface SearchResult { }
        }
        """;

    private const string Project =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>disable</ImplicitUsings>
            <Nullable>disable</Nullable>
          </PropertyGroup>
        </Project>
        """;

    [Fact]
    public async Task Generator_Should_MakeCSharpThatCompiles_When_GivenEitherSchema()
    {
        using var folder = new ClientFolder();
        await folder.NodeAsync("", "codegen.mjs", "../schema.graphql", "operations", "generated/Dam.cs");
        await folder.NodeAsync("", "codegen.mjs", Oracle.SchemaFile, RepositoryRoot.File("Dam.Tests", "Clients", "sample-operations"), "generated/Sample.cs");

        // They have types of the same names, so each is a project of its own.
        foreach (var name in (string[])["Dam", "Sample"])
        {
            var project = Directory.CreateDirectory(folder[$"generated/{name}"]).FullName;
            await File.WriteAllTextAsync(Path.Combine(project, $"{name}.csproj"), Project, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(project, "Packages.cs"), Packages, TestContext.Current.CancellationToken);
            File.Move(folder[$"generated/{name}.cs"], Path.Combine(project, "Types.cs"));
            File.Move(folder[$"generated/{name}.Operations.cs"], Path.Combine(project, "Operations.cs"));

            await folder.RunAsync("dotnet", $"generated/{name}", "build", "--nologo", "-v", "quiet", "-m:1", "-nodeReuse:false");
        }
    }
}
