using Dam.Tests.Api;
using Dam.Tests.GraphQL.Differential;

namespace Dam.Tests.Clients;

/// <summary>TypeScript that is generated from the schema compiles under <c>--strict</c>, and a program of it does its work against the service.</summary>
public sealed class TypeScriptTests
{
    [Fact]
    public async Task Program_Should_TakeAPhotographToAProductPage_When_ItIsGeneratedAndCompiledFromTheSchema()
    {
        using var folder = new ClientFolder();
        await folder.NodeAsync("", "codegen.mjs", "../schema.graphql", "operations", "typescript/generated.ts");
        await folder.NodeAsync("", "node_modules/typescript/bin/tsc", "--project", "typescript");
        await using var host = DamHost.Start();
        await host.Administrator.PublishAsync("another.png", TestPng.Noise(1));
        using var http = host.Http();
        var photograph = RepositoryRoot.File("samples", "lamp-bird.jpg");

        var printed = await folder.NodeAsync("", "typescript/built/main.js", http.BaseAddress!.GetLeftPart(UriPartial.Authority), DamHost.AdministratorKey, photograph);

        Assert.Equal(
            """
            DUPLICATE_CONTENT: true
            approved: APPROVED
            REVISION_CONFLICT: now 2
            created: 1
            assets: another, Bird lamp of 2
            PRIMARY: 800 x 600, 200 image/webp

            """,
            printed);
    }

    [Fact]
    public async Task Generator_Should_MakeStrictTypeScript_When_TheSchemaUsesAllFeatures()
    {
        using var folder = new ClientFolder();
        await folder.NodeAsync("", "codegen.mjs", Oracle.SchemaFile, RepositoryRoot.File("Dam.Tests", "Clients", "sample-operations"), "sample/generated.ts");

        await folder.NodeAsync(
            "", "node_modules/typescript/bin/tsc", "--strict", "--noEmit", "--skipLibCheck", "--target", "es2022", "--module", "nodenext", "--types", "node",
            "sample/generated.ts", "sample/generated.schema.ts");
    }
}
