using System.Text.Json;
using Dam.GraphQL.Sample;
using Dam.Tests.Api;

namespace Dam.Tests.GraphQL.Http;

/// <summary>The server audits of <c>graphql-http</c>, against both hosts on a real port.</summary>
public sealed class AuditTests
{
    /// <summary>All audits that there are, as <c>id name</c>, in their order. A new one shows as a difference.</summary>
    private static readonly string ListFile = RepositoryRoot.File("Dam.Tests", "GraphQL", "Http", "AuditTests.Audits.verified.txt");

    [Fact]
    public async Task Sample_Should_PassEveryAudit()
    {
        await using var app = SampleHost.Create(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]);
        await app.StartAsync(TestContext.Current.CancellationToken);

        await AssertPassesAsync(app.Urls.First());
    }

    [Fact]
    public async Task Service_Should_PassEveryAudit()
    {
        await using var host = DamHost.Start();
        using var client = host.Http();

        await AssertPassesAsync(client.BaseAddress!.AbsoluteUri.TrimEnd('/'));
    }

    private static async Task AssertPassesAsync(string address)
    {
        var audits = JsonSerializer.Deserialize<Audit[]>(await NodeScript.RunAsync("graphql-http", "GraphQL/Http/audits.mjs", $"{address}/graphql"), JsonSerializerOptions.Web)!;

        Assert.Equal(await File.ReadAllLinesAsync(ListFile, TestContext.Current.CancellationToken), audits.Select(audit => $"{audit.Id} {audit.Name}"));
        Assert.Empty(audits.Where(audit => audit.Status != "ok").Select(audit => $"{audit.Id} {audit.Name}: {audit.Reason}"));
    }

    private sealed record Audit(string Id, string Name, string Status, string? Reason);
}
