using System.Net.Http.Json;
using System.Text.Json;

namespace Dam.Tests.Api.Assets;

/// <summary>What no index serves is charged, as docs/lists.md says it.</summary>
public sealed class FilterCostTests : IAsyncDisposable
{
    private readonly DamHost _host = DamHost.Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("title: { contains: \"a\" }", 10)]
    [InlineData("title: { startsWith: \"a\" }", 5)]
    [InlineData("title: { neq: \"a\" }", 5)]
    [InlineData("filename: { nin: [\"a\", \"b\"] }", 5)]
    [InlineData("tags: { none: { nin: [\"a\"] } }", 5)]
    [InlineData("sku: { contains: \"a\" }", 10)]
    [InlineData("kind: { in: [VIDEO, AUDIO] }", 5)]
    [InlineData("status: { in: [DRAFT, REJECTED] }", 5)]
    [InlineData("mediaType: { eq: \"a\" }", 5)]
    [InlineData("size: { gt: 1 }", 5)]
    [InlineData("width: { gt: 1 }", 5)]
    [InlineData("height: { gt: 1 }", 5)]
    [InlineData("updatedAt: { gt: \"2026-01-01T00:00:00Z\" }", 5)]
    [InlineData("deliverable: { eq: true }", 5)]
    [InlineData("not: { kind: { eq: VIDEO } }", 5)]
    [InlineData("or: [{ title: { eq: \"a\" } }, { title: { contains: \"b\" } }]", 15)]
    public async Task Condition_Should_Cost_When_NoIndexServesIt(string condition, double expected) =>
        Assert.Equal(expected, await CostAsync($"{{ assets(first: 10, where: {{ {condition} }}) {{ nodes {{ id }} }} }}") - await CostAsync("{ assets(first: 10) { nodes { id } } }"));

    [Theory]
    [InlineData("id: { in: [\"asset_a\"] }")]
    [InlineData("title: { eq: \"a\", in: [\"a\"] }")]
    [InlineData("filename: { eq: \"a\" }")]
    [InlineData("kind: { eq: VIDEO }, status: { eq: DRAFT }")]
    [InlineData("createdAt: { gt: \"2026-01-01T00:00:00Z\" }")]
    [InlineData("tags: { some: { eq: \"a\" } }, sku: { eq: \"a\" }")]
    [InlineData("and: [{ title: { eq: \"a\" } }]")]
    public async Task Condition_Should_CostNothing_When_AnIndexServesIt(string condition) =>
        Assert.Equal(await CostAsync("{ assets(first: 10) { nodes { id } } }"), await CostAsync($"{{ assets(first: 10, where: {{ {condition} }}) {{ nodes {{ id }} }} }}"));

    [Fact]
    public async Task TotalCount_Should_Cost_When_ItIsAskedFor() =>
        Assert.Equal(10, await CostAsync("{ assets(first: 10) { totalCount nodes { id } } }") - await CostAsync("{ assets(first: 10) { nodes { id } } }"));

    private async Task<double> CostAsync(string query)
    {
        using var http = _host.Http(DamHost.StorefrontKey);
        http.DefaultRequestHeaders.Add("GraphQL-Cost", "validate");
        using var response = await http.PostAsJsonAsync("/graphql", new { query }, TestContext.Current.CancellationToken);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        return answer.GetProperty("extensions").GetProperty("cost").GetProperty("fieldCost").GetDouble();
    }
}
