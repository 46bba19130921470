using Dam.GraphQL.Annotations;

namespace Dam.Tests.GraphQL.Execution;

/// <summary>Sections 6.3.2 and 6.4: which fields are executed, in which order their keys come, and what is found by aliases, fragments and operations.</summary>
public sealed class SelectionTests
{
    private static readonly GraphQLApi Api = new(typeof(Queries), typeof(Mutations), typeof(Thing), typeof(Other), typeof(IHasA), typeof(IFound));

    [InterfaceType]
    public interface IHasA
    {
        string A { get; }
    }

    [UnionType(typeof(Thing), typeof(Other))]
    public interface IFound;

    [ObjectType]
    public sealed record Thing(string A, string B, string C) : IHasA, IFound
    {
        public Thing? Deep() => this;

        public string? Missing => A.Length == 0 ? A : null;

        public async Task<string> SlowAsync()
        {
            await Task.Delay(5);
            return $"slow {A}";
        }

        public async ValueTask<string> YieldedAsync()
        {
            await Task.Yield();
            return $"late {A}";
        }

        public string Sum(int x = 1, int y = 2) => $"{A} {x + y}";
    }

    [ObjectType]
    public sealed record Other(string A) : IHasA, IFound
    {
        public string Own => $"own {A}";
    }

    [QueryType]
    public static class Queries
    {
        public static Thing Thing => new("Apple", "Banana", "Cherry");

        public static IReadOnlyList<IHasA?> Things => [Thing, new Other("Orange"), null];

        public static IReadOnlyList<IFound> Found => [new Other("Orange"), Thing];

        public static string Kind => "query";
    }

    [MutationType]
    public static class Mutations
    {
        public static string Kind => "mutation";
    }

    [Theory]
    [InlineData("{ thing { a b x: c ...C deep { a } ... on Thing { sum(x: 100) } } } fragment C on Thing { y: b missing }", """{"thing":{"a":"Apple","b":"Banana","x":"Cherry","y":"Banana","missing":null,"deep":{"a":"Apple"},"sum":"Apple 102"}}""")]
    [InlineData("{ thing { a ...F ...G } } fragment F on Thing { b deep { b deeper: deep { b } } } fragment G on Thing { c deep { c deeper: deep { c } } }", """{"thing":{"a":"Apple","b":"Banana","deep":{"b":"Banana","deeper":{"b":"Banana","c":"Cherry"},"c":"Cherry"},"c":"Cherry"}}""")]
    [InlineData("{ thing { slow a yielded b x: slow c } }", """{"thing":{"slow":"slow Apple","a":"Apple","yielded":"late Apple","b":"Banana","x":"slow Apple","c":"Cherry"}}""")]
    [InlineData("{ thing { a: b b: a __typename t: __typename } }", """{"thing":{"a":"Banana","b":"Apple","__typename":"Thing","t":"Thing"}}""")]
    [InlineData("{ thing { a a ... { a } ...F ...F } } fragment F on Thing { a }", """{"thing":{"a":"Apple"}}""")]
    [InlineData("{ thing { x: sum y: sum(x: 5) z: sum(y: 6, x: 5) } }", """{"thing":{"x":"Apple 3","y":"Apple 7","z":"Apple 11"}}""")]
    [InlineData("{ kind k: kind }", """{"kind":"query","k":"query"}""")]
    [InlineData("mutation { kind __typename }", """{"kind":"mutation","__typename":"Mutation"}""")]
    [InlineData("{ things { __typename a ... on Thing { b } ... on Other { own } } }", """{"things":[{"__typename":"Thing","a":"Apple","b":"Banana"},{"__typename":"Other","a":"Orange","own":"own Orange"},null]}""")]
    [InlineData("{ found { __typename ... on Other { a own } ... on Thing { c } } }", """{"found":[{"__typename":"Other","a":"Orange","own":"own Orange"},{"__typename":"Thing","c":"Cherry"}]}""")]
    [InlineData("{ found { ...Named t: __typename } } fragment Named on Found { ... on Thing { b } ...Deep } fragment Deep on Thing { deep { c } }", """{"found":[{"t":"Other"},{"b":"Banana","deep":{"c":"Cherry"},"t":"Thing"}]}""")]
    [InlineData("{ found { ... on Other { x: own } ... on Thing { x: a } } }", """{"found":[{"x":"own Orange"},{"x":"Apple"}]}""")]
    public async Task Execute_Should_CollectFields_When_TheyAreWrittenInManyWays(string query, string data)
        => Assert.Equal(data, await Api.DataAsync(query));

    [Theory]
    [InlineData("{ kind }", null, """{"data":{"kind":"query"}}""")]
    [InlineData("query A { kind }", null, """{"data":{"kind":"query"}}""")]
    [InlineData("query A { kind }", "A", """{"data":{"kind":"query"}}""")]
    [InlineData("query A { a: kind } query B { b: kind }", "B", """{"data":{"b":"query"}}""")]
    [InlineData("query A { kind } mutation B { kind }", "B", """{"data":{"kind":"mutation"}}""")]
    [InlineData("query A { kind } query B { kind }", null, "Must provide operation name if query contains multiple operations.")]
    [InlineData("query A { kind } query B { kind }", "C", "Unknown operation named \"C\".")]
    [InlineData("{ kind }", "A", "Unknown operation named \"A\".")]
    [InlineData("fragment F on Query { kind }", null, "Fragment \"F\" is never used.")]
    [InlineData("{ kind }", "", "Unknown operation named \"\".")]
    [InlineData("query A { kind } mutation B { kind }", "A", """{"data":{"kind":"query"}}""")]
    public async Task Execute_Should_ChooseTheOperation_When_TheDocumentHasSeveral(string document, string? name, string expected)
    {
        using var result = await Api.ExecuteAsync(document, operationName: name, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(expected, result.IsRequestError ? Assert.Single(result.Errors).Message : result.ToString());
    }

    [Fact]
    public async Task Execute_Should_Refuse_When_TheSchemaHasNoSuchRoot()
    {
        var queriesOnly = new GraphQLApi(typeof(Queries), typeof(Thing), typeof(Other), typeof(IHasA), typeof(IFound));

        foreach (var kind in new[] { "mutation", "subscription" })
        {
            var message = $"Schema is not configured to execute {kind} operation.";
            Assert.Equal([message], (await queriesOnly.ErrorsAsync($"{kind} {{ kind }}")).Select(error => error.Message));
            Assert.Equal([message], (await queriesOnly.ErrorsAsync($"query A {{ kind }} {kind} B {{ kind }}")).Select(error => error.Message));
        }
    }
}
