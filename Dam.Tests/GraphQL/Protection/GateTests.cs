using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;
using Dam.GraphQL.Sample;
using Dam.GraphQL.Types;

namespace Dam.Tests.GraphQL.Protection;

/// <summary>What is too dear is refused before anything runs, and costs are told on request.</summary>
public sealed class GateTests
{
    private int _runs;

    [ObjectType]
    public sealed record Box(int Number)
    {
        [UsePaging(MaxPageSize = 100, DefaultPageSize = 5)]
        public IReadOnlyList<Box> GetBoxes(GateTests tests)
        {
            Interlocked.Increment(ref tests._runs);
            return [.. Enumerable.Range(0, Number).Select(number => new Box(number))];
        }

        public async Task<int> GetSlow(CancellationToken cancellationToken)
        {
            await Task.Delay(1, cancellationToken);
            return Number;
        }
    }

    [Cost(0.5)]
    public enum Colour
    {
        Red,
    }

    public sealed record Filter([property: Cost(5)] string? Contains);

    [QueryType]
    public static class Queries
    {
        public static Box Box(GateTests tests, int number = 3)
        {
            Interlocked.Increment(ref tests._runs);
            return new Box(number);
        }

        [Cost(7)]
        [ListSize(AssumedSize = 4)]
        public static IReadOnlyList<Box> Find([Cost(2)] Filter? filter) => [new Box(filter?.Contains?.Length ?? 1)];

        public static Connection<Box> Pages(PageArguments page) => new([], new Dam.GraphQL.Data.PageInfo(false, false, null, null), _ => new ValueTask<int>(0));

        public static Colour Colour() => default;
    }

    [Fact]
    public async Task Request_Should_BeRefusedBeforeAnyResolver_When_ItIsTooDear()
    {
        const string Query = "query($n: Int) { box { boxes(first: $n) { nodes { boxes(first: $n) { nodes { boxes(first: $n) { nodes { number } } } } } } } }";
        await using var api = await StartAsync();

        var cheap = await api.PostAsync(new { query = Query, variables = new { n = 2 } });
        Assert.Equal((200, null), (cheap.Status, cheap.Code));
        Assert.NotEqual(0, _runs);

        _runs = 0;
        var dear = await api.PostAsync(new { query = Query, variables = new { n = 90 } }, ("Accept", Endpoint.GraphQLResponse));
        Assert.Equal((400, "COST_EXCEEDED", 0), (dear.Status, dear.Code, _runs));
        Assert.Equal("The operation's type cost is 745383, but at most 50000 is allowed. Ask for less at a time.", dear.Message);
        Assert.Equal(745_383, dear.Cost.GetProperty("typeCost").GetDouble());
        Assert.Equal(50_000, dear.Body.GetProperty("errors")[0].GetProperty("extensions").GetProperty("maxTypeCost").GetDouble());
        Assert.False(dear.Body.TryGetProperty("data", out _));

        // What the field refuses itself is not taken for more than it gives.
        Assert.Equal("PAGE_TOO_LARGE", (await api.PostAsync(new { query = "{ box { boxes(first: 2000000000) { nodes { number } } } }" })).Code);
    }

    [Fact]
    public async Task Report_Should_TellTheCost_When_TheHeaderAsks()
    {
        const string Query = "{ box { slow boxes(first: 3) { totalCount nodes { number } } } find(filter: { contains: \"ab\" }) { number } colour pages { nodes { number } } }";
        await using var api = await StartAsync();

        Assert.False((await api.PostAsync(new { query = Query })).Body.TryGetProperty("extensions", out _));
        var report = await api.PostAsync(new { query = Query }, ("GraphQL-Cost", "report"));
        Assert.True(report.Body.TryGetProperty("data", out _));
        // 1 box, 10 for what is awaited, 1 boxes, 10 totalCount (awaited), 1 nodes; 7 + 2 + 5 find; 1 pages, 1 nodes.
        Assert.Equal(1 + 10 + 1 + 10 + 1 + 14 + 1 + 1, report.Cost.GetProperty("fieldCost").GetDouble());
        // Query, box, connection, 3 boxes; 4 found; half a colour; connection, 10 boxes.
        Assert.Equal(1 + 1 + 1 + 3 + 4 + 0.5 + 1 + 10, report.Cost.GetProperty("typeCost").GetDouble());
        Assert.False(report.Cost.TryGetProperty("throttleStatus", out _));
    }

    [Fact]
    public async Task Validate_Should_ExecuteNothing()
    {
        await using var api = await StartAsync();
        var answer = await api.PostAsync(new { query = "{ box { number } }" }, ("GraphQL-Cost", "validate"), ("Accept", Endpoint.GraphQLResponse));
        Assert.Equal((200, """{"extensions":{"cost":{"fieldCost":1,"typeCost":2}}}"""), (answer.Status, answer.Text));
        Assert.Equal(0, _runs);
        Assert.Equal("GRAPHQL_VALIDATION_FAILED", (await api.PostAsync(new { query = "{ nothing }" }, ("GraphQL-Cost", "validate"))).Code);
    }

    [Theory]
    [InlineData("{ products { nodes { name assets { name url(width: 80) ... on Video { frames } } main { name } } edges { node { id status } } totalCount pageInfo { hasNextPage } } }", true)]
    [InlineData("{ root { children { children { children { name parent { name tags } } } } } search(text: \"a\") { __typename ... on Folder { children { name } } } }", true)]
    [InlineData("{ root { children { children { children { children { children { name } } } } } } }", false)]
    [InlineData("{ search(text: \"a\") { ... on Folder { children { children { children { children { name } } } } } ... on Product { assets { name } } } }", false)]
    [InlineData("{ a: root { ...F } b: oldRoot { ...F } } fragment F on Folder { children { ...G } } fragment G on Folder { children { ...H } } fragment H on Folder { children { ...I } } fragment I on Folder { children { children { id } } }", false)]
    public async Task Sample_Should_AnswerWhatIsUsual_And_RefuseBombs(string query, bool isAnswered)
    {
        await using var api = await Endpoint.StartAsync(SampleHost.Configure);
        Assert.Equal(isAnswered ? null : "COST_EXCEEDED", (await api.PostAsync(new { query })).Code);
    }

    [Fact]
    public async Task Limits_Should_HoldByDefault()
    {
        await using var api = await Endpoint.StartAsync(SampleHost.Configure);
        await RefusesAsync(Repeat("{ ", 251, i => $"e{i}: echoInt(value: {i}) ", "}"), "Document has 251 aliases, but at most 250 are allowed.", "GRAPHQL_VALIDATION_FAILED");
        await RefusesAsync(Repeat("{ __typename ", 251, _ => "@trace ", "}"), "Document has 251 directives, but at most 250 are allowed.", "GRAPHQL_VALIDATION_FAILED");
        await RefusesAsync(
            Repeat("mutation { ", 51, i => $"m{i}: createProduct(input: {{sku: \"s\", name: \"n\"}}) {{ clientMutationId }} ", "}"),
            "The mutation has 51 fields at its root, but at most 50 are allowed.", "LIMIT_EXCEEDED");
        await RefusesAsync(
            Repeat("{ root { ", 32, _ => "parent { ", "id " + new string('}', 34)), "Operation selects fields within fields deeper than 32 levels.", "GRAPHQL_VALIDATION_FAILED");
        Assert.Null((await api.PostAsync(new { query = Repeat("{ ", 250, i => $"e{i}: echoInt(value: {i}) ", "}") })).Code);
        Assert.Null((await api.PostAsync(new { query = Repeat("mutation { ", 50, i => $"m{i}: createProduct(input: {{sku: \"s\", name: \"n\"}}) {{ clientMutationId }} ", "}") })).Code);
        Assert.Null((await api.PostAsync(new { query = Repeat("{ root { ", 30, _ => "parent { ", "id " + new string('}', 32)) })).Code);

        async Task RefusesAsync(string query, string message, string code)
        {
            var answer = await api.PostAsync(new { query });
            Assert.Equal((message, code), (answer.Message, answer.Code));
        }

        static string Repeat(string start, int count, Func<int, string> part, string end) => start + string.Concat(Enumerable.Range(0, count).Select(part)) + end;
    }

    [Theory]
    [InlineData("{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }", false)]
    [InlineData("{ __type(name: \"Query\") { fields { type { interfaces { possibleTypes { name } } } } } }", false)]
    [InlineData("{ __schema { types { ...A } } } fragment A on __Type { inputFields { type { ...B } } } fragment B on __Type { fields { type { fields { name } } } }", false)]
    [InlineData("{ ...R } fragment R on Query { s: __schema { types { fields { type { fields { type { fields { name } } } } } } } }", false)]
    [InlineData("{ __schema { types { fields { args { type { ofType { ofType { ofType { name } } } } } type { fields { name } } } } } }", true)]
    [InlineData("{ __type(name: \"Query\") { all: fields(includeDeprecated: true) { name } some: fields(includeDeprecated: false) { name } fields { name } } }", true)]
    [InlineData("{ __schema { types { interfaces { interfaces { interfaces { name } } } } } }", false)]
    [InlineData("{ __schema { types { possibleTypes { possibleTypes { possibleTypes { name } } } } } }", false)]
    [InlineData("{ __schema { types { inputFields { type { inputFields { type { inputFields { name } } } } } } } }", false)]
    [InlineData("{ __schema { types { fields { type { a: fields { name } b: fields { name } c: fields { name } } } } } }", true)]
    [InlineData("{ __schema { types { fields { type { fields { type { ofType { fields { name } } } } } } } } }", false)]
    [InlineData("{ __schema { types { ... on __Type { fields { type { ... on __Type { ofType { fields { type { ... on __Type { fields { name } } } } } } } } } } } }", false)]
    [InlineData("{ __schema { types { ...A } } } fragment A on __Type { fields { type { ...B } } } fragment B on __Type { fields { type { ...C } } } fragment C on __Type { fields { name } }", false)]
    public async Task Introspection_Should_NotGoFromTypesToTypesToTypes(string query, bool isAnswered)
    {
        await using var api = await Endpoint.StartAsync(SampleHost.Configure);
        var answer = await api.PostAsync(new { query });
        Assert.Equal(isAnswered ? null : "Maximum introspection depth exceeded", answer.Message);
    }

    [Theory]
    [InlineData(10, null)]
    [InlineData(11, "Document has 11 introspection fields, but at most 10 are allowed.")]
    public async Task Introspection_Should_NotBeAskedForManyTimes_When_AliasesOrFragmentsHideIt(int count, string? message)
    {
        await using var api = await Endpoint.StartAsync(SampleHost.Configure);
        var roots = string.Concat(Enumerable.Range(2, count - 1).Select(i => $"a{i}: __schema {{ types {{ name }} }} "));
        var answer = await api.PostAsync(new { query = $"{{ __type(name: \"Query\") {{ name }} ...F }} fragment F on Query {{ {roots}}}" });
        Assert.Equal((message, message is null ? null : "GRAPHQL_VALIDATION_FAILED"), (answer.Message, answer.Code));
    }

    [Fact]
    public void Schema_Should_TellOfCosts_When_ItIsAsked()
    {
        var (silent, telling) = (Builder(), Builder());
        telling.ShowCosts = true;
        Assert.DoesNotContain("@cost", SchemaPrinter.Print(silent.BuildSchema()), StringComparison.Ordinal);

        var sdl = SchemaPrinter.Print(telling.BuildSchema());
        Assert.Contains("directive @cost(\n", sdl, StringComparison.Ordinal);
        Assert.Contains("find(filter: Filter @cost(weight: \"2\")): [Box!]! @cost(weight: \"7\") @listSize(assumedSize: 4)", sdl, StringComparison.Ordinal);
        Assert.Contains("contains: String @cost(weight: \"5\")", sdl, StringComparison.Ordinal);
        Assert.Contains("slow: Int! @cost(weight: \"10\")", sdl, StringComparison.Ordinal);
        Assert.Contains("enum Colour @cost(weight: \"0.5\")", sdl, StringComparison.Ordinal);
        Assert.Contains(
            "@listSize(assumedSize: 100, slicingArguments: [\"first\", \"last\"], sizedFields: [\"edges\", \"nodes\"], requireOneSlicingArgument: false, slicingArgumentDefaultValue: 5)",
            sdl, StringComparison.Ordinal);

        // What it tells reads back to the same.
        Assert.Equal(sdl, SchemaPrinter.Print(SdlSchemaBuilder.Build(sdl)));
        var read = SdlSchemaBuilder.Build(sdl).Query.Fields.Find("find")!;
        Assert.Equal((7.0, 4, 2.0), (read.Weight, read.ListSize!.AssumedSize, read.Arguments[0].Weight));
    }

    [Fact]
    public void Schema_Should_NotStart_When_AListSizeNamesNothing()
    {
        var builder = new GraphQLBuilder().AddTypes(typeof(WrongQueries));
        var exception = Assert.Throws<SchemaException>(() => builder.BuildSchema());
        Assert.Contains("GateTests+WrongQueries.Items: the field \"Query.items\" has no argument \"limit\" that is an \"Int\" or a list and could slice its list.", exception.Message, StringComparison.Ordinal);
        Assert.Contains("the type \"String\" has no field \"nodes\" whose list could be sized.", exception.Message, StringComparison.Ordinal);
    }

    [QueryType]
    public static class WrongQueries
    {
        [ListSize(SlicingArguments = ["limit", "text"], SizedFields = ["nodes"])]
        public static IReadOnlyList<string> Items(string text) => [text];
    }

    private static GraphQLBuilder Builder()
    {
        var builder = new GraphQLBuilder();
        builder.AddTypes(typeof(Box), typeof(Queries)).AddRequestState(_ => new GateTests());
        return builder;
    }

    private Task<Endpoint> StartAsync() => Endpoint.StartAsync(graphql => graphql.AddTypes(typeof(Box), typeof(Queries)).AddRequestState(_ => this));
}
