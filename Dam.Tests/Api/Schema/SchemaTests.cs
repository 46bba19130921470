using Dam.GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.Api.Schema;

public sealed class SchemaTests
{
    /// <summary>The public contract: what is in the file is what clients generate code from.</summary>
    [Fact]
    public async Task SchemaFile_Should_BeTheServicesSchema_When_Printed()
    {
        await using var host = DamHost.Start();

        var printed = SchemaPrinter.Print(host.Services.GetRequiredService<Dam.GraphQL.Types.Schema>());

        var file = await File.ReadAllTextAsync(RepositoryRoot.File("schema.graphql"), TestContext.Current.CancellationToken);
        Assert.True(file == printed, "schema.graphql is not what the service serves. Renew it with ./run schema, and read the difference: it is a change of the public contract.");
    }
}
