using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;
using Dam.GraphQL.Planning;
using Dam.GraphQL.Types;

namespace Dam.Tests.GraphQL.Execution;

/// <summary>Plans: what is cached, and what holds for a plan however often it runs.</summary>
public sealed class PlanTests
{
    private readonly Shop _shop = new();

    [Fact]
    public async Task Plan_Should_AnswerEachOutcomeOfItsConditions_When_ItIsCached()
    {
        var api = _shop.Api;
        const string Query = """query ($a: Boolean!, $b: Boolean = true) { product(id: "p1") { id @include(if: $a) ...F @skip(if: $b) } } fragment F on Product { name id }""";
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("""{"product":{"id":"p1"}}""", await api.DataAsync(Query, """{"a":true}"""));
            Assert.Equal("""{"product":{}}""", await api.DataAsync(Query, """{"a":false}"""));
            Assert.Equal("""{"product":{"id":"p1","name":"Lamp"}}""", await api.DataAsync(Query, """{"a":true,"b":false}"""));
            Assert.Equal("""{"product":{"name":"Lamp","id":"p1"}}""", await api.DataAsync(Query, """{"a":false,"b":false}"""));
        }
    }

    [Fact]
    public async Task Plan_Should_TakeEachRequestsVariables_When_ItIsCached()
    {
        var api = _shop.Api;
        const string Query = """query ($id: ID!, $p: String) { product(id: $id) { label(prefix: $p) } }""";
        Assert.Equal("""{"product":{"label":"ap1"}}""", await api.DataAsync(Query, """{"id":"p1","p":"a"}"""));
        Assert.Equal("""{"product":{"label":"bp2"}}""", await api.DataAsync(Query, """{"id":"p2","p":"b"}"""));
        Assert.Equal("""{"product":{"label":"no.p3"}}""", await api.DataAsync(Query, """{"id":"p3"}"""));
    }

    [Fact]
    public async Task Plan_Should_ServeManyRequestsAtOnce()
    {
        var api = _shop.Api;
        const string Query = """query ($id: ID!) { product(id: $id) { id maker { products { makerName stock } } } named { __typename name } }""";
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in new[] { "p1", "p2", "p3" })
        {
            expected[id] = await _shop.Api.DataAsync(Query, $$"""{"id":"{{id}}"}""");
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var id = $"p{(i % 3) + 1}";
            Assert.Equal(expected[id], await api.DataAsync(Query, $$"""{"id":"{{id}}"}"""));
        });
    }

    [Fact]
    public void Cache_Should_StayBounded_And_KeepWhatIsUsed()
    {
        var schema = SdlSchemaBuilder.Build("type Query { a: Int }");
        var cache = new RecentCache<PlanKey, OperationPlan>(capacity: 10);
        var document = Dam.GraphQL.Language.Parser.Parse("{ a }");
        var plan = new OperationPlan(schema, document, (Dam.GraphQL.Language.OperationDefinition)document.Definitions[0]);
        var used = KeyOf("used"u8, operationName: null);
        cache.Add(used, plan);
        for (var i = 0; i < 100; i++)
        {
            cache.Add(KeyOf(BitConverter.GetBytes(i), operationName: null), plan);
            Assert.InRange(cache.Count, 1, 10);
            Assert.Same(plan, cache.Find(used));
        }

        Assert.Null(cache.Find(KeyOf("used"u8, "A")));

        static PlanKey KeyOf(ReadOnlySpan<byte> document, string? operationName) => new(DocumentHash.Of(document), operationName);
    }

    [Theory]
    [InlineData("{ guarded { name } }", 1)]
    [InlineData("{ guarded { name extra } }", 2)]
    public async Task TypeRule_Should_HoldForEveryField(string query, int refusals)
    {
        var api = new GraphQLApi(typeof(GuardedQueries), typeof(GuardedNode), typeof(GuardedExtension));
        Assert.Equal(refusals, (await api.ErrorsAsync(query)).Count(error => string.Equals(error.Code, "FORBIDDEN", StringComparison.Ordinal)));
        api.Permissions.Add("see");
        Assert.Empty(await api.ErrorsAsync("{ guarded { name } }"));
        Assert.Single(await api.ErrorsAsync("{ guarded { extra } }"));
        api.Permissions.Add("see-extra");
        Assert.Equal("""{"guarded":{"name":"n","extra":"e"}}""", await api.DataAsync("{ guarded { name extra } }"));
    }

    [Fact]
    public async Task Connection_Should_HaveFieldsOfItsOwn_When_ItIsDerived()
    {
        var api = new GraphQLApi(typeof(SearchQueries));
        Assert.Contains("type SearchConnection {", api.Sdl, StringComparison.Ordinal);
        Assert.Contains("type HitEdge {", api.Sdl, StringComparison.Ordinal);
        Assert.DoesNotContain("totalCount", api.Sdl, StringComparison.Ordinal);
        Assert.Equal(
            """{"search":{"took":5,"edges":[{"score":0.5,"cursor":"c","node":{"text":"t"}}],"nodes":[{"text":"t"}]}}""",
            await api.DataAsync("{ search { took edges { score cursor node { text } } nodes { text } } }"));
    }

    public sealed record Guarded(string? Name);

    [ObjectType<Guarded>]
    [Authorize("see")]
    public static class GuardedNode;

    [ExtendObjectType<Guarded>]
    [Authorize("see-extra")]
    public static class GuardedExtension
    {
        public static string? Extra([Parent] Guarded guarded) => guarded.Name is null ? null : "e";
    }

    [QueryType]
    public static class GuardedQueries
    {
        public static Guarded? GetGuarded() => new("n");
    }

    public sealed record Hit(string Text);

    public sealed class HitEdge(string cursor, Hit node, double score) : Edge<Hit>(cursor, node)
    {
        public double Score { get; } = score;
    }

    public sealed class SearchConnection(IReadOnlyList<HitEdge> edges, PageInfo info) : Connection<Hit, HitEdge>(edges, info)
    {
        public int Took => 5;
    }

    [QueryType]
    public static class SearchQueries
    {
        public static SearchConnection Search() => new([new HitEdge("c", new Hit("t"), 0.5)], new PageInfo(false, false, null, null));
    }
}
