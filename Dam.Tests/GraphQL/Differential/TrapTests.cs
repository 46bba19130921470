using System.Text;
using Dam.GraphQL.Sample;

namespace Dam.Tests.GraphQL.Differential;

/// <summary>What has ended, stalled or fooled other engines, asked of the sample from document to response, with its limits on and off.</summary>
public sealed class TrapTests
{
    private const int MostMilliseconds = 2_000;
    private const int MostMillisecondsWithoutLimits = 8_000;
    private const long MostBytes = 32L * 1024 * 1024;
    private const long MostBytesWithoutLimits = 1024L * 1024 * 1024;

    private static readonly GraphQLApi Guarded = new(SampleHost.Configure);
    private static readonly GraphQLApi Open = new(builder =>
    {
        SampleHost.Configure(builder);
        SampleHost.RaiseLimits(builder);
    });

    /// <summary>Name, and whether it is refused with limits and without.</summary>
    public static TheoryData<string, bool, bool> Bombs => new()
    {
        { "nested fragments", true, true },
        { "nested fragments in one level", true, true },
        { "fragments that double", true, true },
        { "overlapping fragments", false, false },
        { "braces", true, true },
        { "brackets", true, true },
        { "fragment cycles", true, true },
        { "aliases", true, false },
        { "equal fields", false, false },
        { "tokens", true, true },
        { "directives", true, true },
        { "repeatable directives", true, false },
        { "variables", true, false },
        { "nested variable", true, true },
        { "nested types", true, true },
        { "operations", true, true },
        { "nested lists", true, false },
        { "introspection", true, true },
        { "mutations", true, false },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task Execute_Should_EndSoon_When_ADocumentIsABomb(string name, bool isRefused, bool isRefusedWithoutLimits)
    {
        var (query, variables) = Bomb(name);

        Assert.Equal(isRefused, await IsRefusedAsync(Guarded, query, variables, MostMilliseconds, MostBytes));
        Assert.Equal(isRefusedWithoutLimits, await IsRefusedAsync(Open, query, variables, MostMillisecondsWithoutLimits, MostBytesWithoutLimits));
    }

    [Theory]
    [InlineData("{ root {} }")]
    [InlineData("{}")]
    [InlineData("{ __typename { id } }")]
    [InlineData("{ root { __typename {} } }")]
    [InlineData("query ($v: Int! = null) { echoInt(value: $v) }")]
    [InlineData("""{ echo(text: "\uD800") }""")]
    [InlineData("""{ echo(text: "\uDC00\uD800") }""")]
    [InlineData("""{ echo(text: "\u{D800}") }""")]
    [InlineData("""{ echo(text: "\u{110000}") }""")]
    [InlineData("""{ product(by: {id: "p1", sku: null}) { id } }""")]
    public async Task Execute_Should_Refuse_When_TheSpecificationDoes(string query)
    {
        using var result = await Guarded.ExecuteAsync(query, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.IsRequestError);
        Assert.NotEmpty(result.Errors);
    }

    [Theory]
    [InlineData("""{ echo(text: "\u{1F600}\uD83D\uDE00\u{E9}") }""", """{"echo":"😀😀é"}""")]
    [InlineData("{ echo(text: \"\"\"\n    a\n      b\n\n    \\\"\"\" \\n\n  \"\"\") }", """{"echo":"a\n  b\n\n\"\"\" \\n"}""")]
    [InlineData("query ($s: [Status!] = []) { maybe(by: {filter: {status: $s}}) { id } }", """{"maybe":null}""")]
    [InlineData("query ($id: ID) { __typename @trace(id: $id) }", """{"__typename":"Query"}""")]
    [InlineData("query ($skip: Boolean = true) { __typename @skip(if: $skip) root { id } }", """{"root":{"id":"f0"}}""")]
    [InlineData("""
        "What it is for." query Main("How many." $v: Int! = 1) { echoInt(value: $v) ...F } "And a fragment." fragment F on Query { __typename }
        """, """{"echoInt":1,"__typename":"Query"}""")]
    [InlineData("""{ a: echoInt(value: 1) @skip(if: true) b: echoInt(value: 2) a: echoInt(value: 1) }""", """{"b":2,"a":1}""")]
    [InlineData("""{ __type(name: "ProductBy") { isOneOf } filter: __type(name: "ProductFilter") { isOneOf } }""", """{"__type":{"isOneOf":true},"filter":{"isOneOf":false}}""")]
    public async Task Execute_Should_Answer_When_TheSpecificationAccepts(string query, string data) => Assert.Equal(data, await Guarded.DataAsync(query));

    private static async Task<bool> IsRefusedAsync(GraphQLApi api, string query, string? variables, int mostMilliseconds, long mostBytes)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var started = ThreadTime.Now;

        // Nothing here waits, so that all of it runs on this thread.
        var answer = api.ExecuteAsync(query, variables, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(answer.IsCompleted);
        using var result = await answer;

        var spent = (ThreadTime.Now - started).TotalMilliseconds;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        TestContext.Current.TestOutputHelper?.WriteLine($"{spent:0} ms, {bytes / 1024} KB, {(result.Errors is [var first, ..] ? first.Message : "accepted")}");
        Assert.True(spent < mostMilliseconds, $"It took {spent:0} ms.");
        Assert.True(bytes < mostBytes, $"It allocated {bytes} bytes.");
        return result.IsRequestError;
    }

    private static (string Query, string? Variables) Bomb(string name) => name switch
    {
        "nested fragments" => ($"{{ root {{ ...F0 }} }} {Repeat(10_000, i => $"fragment F{i} on Folder {{ {(i < 9_999 ? $"parent {{ ...F{i + 1} }}" : "id")} }} ")}", null),
        "nested fragments in one level" => ($"{{ root {{ ...F0 }} }} {Repeat(10_000, i => $"fragment F{i} on Folder {{ {(i < 9_999 ? $"...F{i + 1}" : "id")} }} ")}", null),
        "fragments that double" => (
            $"{{ root {{ ...F0 }} }} {Repeat(22, i => $"fragment F{i} on Folder {{ {(i < 21 ? $"a{i}: parent {{ ...F{i + 1} }} b{i}: parent {{ ...F{i + 1} }}" : "id")} }} ")}", null),
        "overlapping fragments" => (
            $"{{ root {{ {Repeat(300, i => $"...F{i} ")} }} }} {Repeat(300, i => $"fragment F{i} on Folder {{ id name parent {{ id tags parent {{ name }} }} children {{ id }} }} ")}", null),
        "braces" => (new string('{', 100_000), null),
        "brackets" => ($"{{ echo(text: {new string('[', 100_000)}", null),
        "fragment cycles" => ($"{{ root {{ ...F0 }} }} {Repeat(100, i => $"fragment F{i} on Folder {{ {Repeat(60, j => $"...F{(i + j) % 100} ")} }} ")}", null),
        "aliases" => ($"{{ {Repeat(20_000, i => $"a{i}: __typename ")} }}", null),
        "equal fields" => ($"{{ {Repeat(9_000, _ => "__typename ")} }}", null),
        "tokens" => ($"{{ echo(text: \"\" {Repeat(333_333, i => $"a{i}: 1 ")}) }}", null),
        "directives" => ($"{{ __typename {Repeat(4_000, _ => "@skip(if: false) ")} }}", null),
        "repeatable directives" => ($"{{ __typename {Repeat(5_000, _ => "@trace ")} }}", null),
        "variables" => ($"query ({Repeat(5_000, i => $"$v{i}: ID ")}) {{ {Repeat(5_000, i => $"__typename @trace(id: $v{i}) ")} }}", null),
        "nested variable" => (
            "query ($f: ProductFilter) { products(filter: $f) { totalCount } }",
            $$"""{"f": {{Repeat(60, _ => """{"x": 1, "and": """)}}[]{{new string('}', 60)}}}"""),
        "nested types" => ($"query ($v: {new string('[', 400)}Int{new string(']', 400)}) {{ echoInt(value: $v) }}", null),
        "operations" => ($"{Repeat(8_000, i => $"query Q{i} {{ __typename }} ")}", null),
        "nested lists" => ($"{{ root {{ {Repeat(25, _ => "children { ")} id {new string('}', 27)}", null),
        "introspection" => ($"{{ __schema {{ types {{ {Repeat(30, _ => "fields { type { ")} name {new string('}', 63)}", null),
        "mutations" => ($"mutation {{ {Repeat(800, i => $"m{i}: createProduct(input: {{sku: \"s\", name: \"n\"}}) {{ clientMutationId }} ")} }}", null),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown bomb."),
    };

    private static string Repeat(int count, Func<int, string> part)
        => Enumerable.Range(0, count).Aggregate(new StringBuilder(), (text, i) => text.Append(part(i))).ToString();
}
