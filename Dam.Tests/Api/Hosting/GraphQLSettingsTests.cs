using System.Net.Http.Json;
using System.Text.Json;

namespace Dam.Tests.Api.Hosting;

/// <summary>What GraphQL requests may take is set by <c>Dam:GraphQL</c>.</summary>
public sealed class GraphQLSettingsTests
{
    private const string Viewer = "{ viewer { subject } }";

    [Fact]
    public async Task Budget_Should_BeEachKeysOwn()
    {
        await using var host = DamHost.Start(configure: settings =>
        {
            settings["Dam:GraphQL:KeyBudget:Maximum"] = "7";
            settings["Dam:GraphQL:KeyBudget:RestoreRate"] = "0.001";
            settings["Dam:GraphQL:AnonymousBudget:Maximum"] = "4";
            settings["Dam:GraphQL:AnonymousBudget:RestoreRate"] = "0.001";
        });

        Assert.Equal([null, null, "THROTTLED"], await AskAsync(host, DamHost.StorefrontKey, 3));
        Assert.Equal([null, null, "THROTTLED"], await AskAsync(host, DamHost.AdministratorKey, 3));
        Assert.Equal([null, "THROTTLED"], await AskAsync(host, key: null, 2));
    }

    [Fact]
    public async Task Keys_Should_SpendWhatTheyLike_When_NothingIsSet()
    {
        await using var host = DamHost.Start();
        Assert.All(await AskAsync(host, DamHost.StorefrontKey, 50), Assert.Null);
    }

    [Fact]
    public async Task OnlyTrusted_Should_LeaveAFreeHandToThoseWhoWrite()
    {
        var folder = Directory.CreateTempSubdirectory("dam-documents-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "viewer.graphql"), Viewer, TestContext.Current.CancellationToken);
        await using (var host = DamHost.Start(configure: settings =>
        {
            settings["Dam:GraphQL:TrustedDocuments"] = folder.FullName;
            settings["Dam:GraphQL:OnlyTrusted"] = "true";
        }))
        {
            Assert.Null(CodeOf(await PostAsync(host, DamHost.StorefrontKey, new { documentId = "viewer" })));
            Assert.Equal("ONLY_TRUSTED_DOCUMENTS", CodeOf(await PostAsync(host, DamHost.StorefrontKey, new { query = "{ __typename }" })));
            Assert.Null(CodeOf(await PostAsync(host, DamHost.AdministratorKey, new { query = "{ __typename }" })));
        }

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("{ skus(first: 100) { totalCount nodes { code assets(first: 20) { nodes { role asset { title rendition(transform: {width: 400}) { url } placeholder { thumbHash } rights { credit } } } } } } }", true)]
    [InlineData("{ assets(first: 100, where: { title: { contains: \"lamp\" }, filename: { nin: [\"a\"] } }) { totalCount nodes { id title versions(first: 10) { nodes { id } } } } }", true)]
    [InlineData("query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Asset { versions(first: 100) { totalCount nodes { id note } } skuLinks(first: 100) { nodes { sku { assets(first: 100) { nodes { asset { title } } } } } } } } }", false)]
    [InlineData("{ skus(first: 100) { nodes { assets(first: 100) { nodes { asset { skuLinks(first: 100) { nodes { sku { code } } } } } } } } }", false)]
    public async Task Cost_Should_LetThroughWhatShopsAsk_And_NotBombs(string query, bool isAllowed)
    {
        await using var host = DamHost.Start();
        using var http = host.Http(DamHost.StorefrontKey);
        http.DefaultRequestHeaders.Add("GraphQL-Cost", "validate");
        var answer = await PostAsync(http, new { query, variables = new { ids = Enumerable.Range(0, 100).Select(i => $"x{i}") } });
        Assert.Equal(isAllowed ? null : "COST_EXCEEDED", CodeOf(answer));
        Assert.True(answer.GetProperty("extensions").GetProperty("cost").GetProperty("fieldCost").GetDouble() > 100);
    }

    private static async Task<List<string?>> AskAsync(DamHost host, string? key, int times)
    {
        var codes = new List<string?>();
        for (var i = 0; i < times; i++)
        {
            codes.Add(CodeOf(await PostAsync(host, key, new { query = Viewer })));
        }

        return codes;
    }

    private static async Task<JsonElement> PostAsync(DamHost host, string? key, object body)
    {
        using var http = host.Http(key);
        return await PostAsync(http, body);
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, object body)
    {
        using var response = await http.PostAsJsonAsync("/graphql", body, TestContext.Current.CancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    private static string? CodeOf(JsonElement answer) => answer.TryGetProperty("errors", out var errors) ? errors[0].GetProperty("extensions").GetProperty("code").GetString() : null;
}
