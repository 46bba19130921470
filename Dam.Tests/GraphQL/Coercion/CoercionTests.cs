using System.Globalization;
using System.Text.Json;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Validation;

namespace Dam.Tests.GraphQL.Coercion;

/// <summary>Section 3 and 6.1.2: from literals and JSON to what a resolver takes.</summary>
public sealed class CoercionTests
{
    public enum Color
    {
        Red,
        DeepBlue,
    }

    public sealed record Inner(string Needed, int? Count = 7);

    public sealed record Everything(
        string? Text,
        Optional<string?> Patch,
        IReadOnlyList<int>? Numbers,
        Inner? Inner,
        List<Inner>? Inners,
        Color Color = Color.DeepBlue,
        bool Flag = true)
    {
        public double? Ratio { get; init; } = 0.5;

        [GraphQLName("long")]
        public long? Big { get; init; }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Text ?? "null"}|{(Patch.IsSet ? Patch.Value ?? "null" : "unset")}|{(Numbers is null ? "null" : string.Join(',', Numbers))}|{Inner?.Needed}/{Inner?.Count}|{Inners?.Count}|{Color}|{Flag}|{Ratio}|{Big}");
    }

    [OneOf]
    public sealed record Choice([property: ID] string? Id, Inner? Inner, int? Number);

    [QueryType]
    public static class Queries
    {
        public static string Show(Everything? input) => input?.ToString() ?? "none";

        public static string Choose(Choice by) => $"{by.Id}|{by.Inner?.Needed}|{by.Number}";

        public static string Int(int value) => value.ToString(CultureInfo.InvariantCulture);

        public static string MaybeInt(int? value = 3) => value?.ToString(CultureInfo.InvariantCulture) ?? "null";

        public static string Float(double value) => value.ToString("R", CultureInfo.InvariantCulture);

        public static string Text(string value) => value;

        public static string Flag(bool value) => value ? "yes" : "no";

        public static string Id([ID] string value) => value;

        public static string GuidId([ID] Guid value) => value.ToString("N");

        public static string Matrix(int?[]?[] value) => string.Join(';', value.Select(row => row is null ? "null" : string.Join(',', row.Select(item => item?.ToString(CultureInfo.InvariantCulture) ?? "null"))));

        public static string Required(IReadOnlyList<string> value) => string.Join(',', value);

        public static string Enums(HashSet<Color> value) => string.Join(',', value.Order());

        public static string At(DateTimeOffset value) => value.ToString("O", CultureInfo.InvariantCulture);

        public static DateTimeOffset? Back(DateTimeOffset? value) => value;

        public static JsonElement? Json(JsonElement? value) => value;

        public static long Long(long value) => value;

        public static Uri? Url(Uri? value) => value;

        public static string Patch(Optional<int?> value) => value.IsSet ? value.Value?.ToString(CultureInfo.InvariantCulture) ?? "null" : "unset";

        public static string Page(PageArguments page) => $"{page.First}|{page.After}|{page.Last}|{page.Before}";
    }

    private static readonly GraphQLApi Api = new(typeof(Queries));

    [Theory]
    [InlineData("{ r: show }", "none")]
    [InlineData("{ r: show(input: null) }", "none")]
    [InlineData("{ r: show(input: {}) }", "null|unset|null|/||DeepBlue|True|0.5|")]
    [InlineData("""{ r: show(input: { text: "a", patch: null, numbers: 5, inner: { needed: "n" }, color: RED, flag: false, ratio: null, long: 9007199254740993 }) }""", "a|null|5|n/7||Red|False||9007199254740993")]
    [InlineData("""{ r: show(input: { patch: "p", numbers: [1, 2], inners: { needed: "x", count: null } }) }""", "null|p|1,2|/|1|DeepBlue|True|0.5|")]
    [InlineData("""{ r: choose(by: { id: 5 }) }""", "5||")]
    [InlineData("""{ r: choose(by: { inner: { needed: "in" } }) }""", "|in|")]
    [InlineData("{ r: maybeInt }", "3")]
    [InlineData("{ r: maybeInt(value: null) }", "null")]
    [InlineData("{ r: float(value: 3) }", "3")]
    [InlineData("{ r: id(value: 12) }", "12")]
    [InlineData("{ r: matrix(value: [[1, null], null, 3]) }", "1,null;null;3")]
    [InlineData("{ r: matrix(value: 4) }", "4")]
    [InlineData("{ r: enums(value: [RED, DEEP_BLUE, RED]) }", "Red,DeepBlue")]
    [InlineData("{ r: patch }", "unset")]
    [InlineData("{ r: patch(value: null) }", "null")]
    [InlineData("{ r: patch(value: 4) }", "4")]
    [InlineData("{ r: page(first: 2, after: \"x\") }", "2|x||")]
    [InlineData("{ r: guidId(value: \"0195a1d5-0000-7000-8000-00000000000a\") }", "0195a1d50000700080000000000000" + "0a")]
    public async Task Literal_Should_ReachTheResolver(string query, string expected)
        => Assert.Equal($$"""{"r":"{{expected}}"}""", await Api.DataAsync(query));

    [Theory]
    [InlineData("($v: Everything) { r: show(input: $v) }", "{}", "none")]
    [InlineData("($v: Everything) { r: show(input: $v) }", """{"v":{"text":"a","patch":null,"numbers":[1],"inner":{"needed":"n","count":2},"color":"RED","long":5}}""", "a|null|1|n/2||Red|True|0.5|5")]
    [InlineData("($v: Everything = { text: \"d\" }) { r: show(input: $v) }", "{}", "d|unset|null|/||DeepBlue|True|0.5|")]
    [InlineData("($v: String, $n: Int) { r: show(input: { text: $v, patch: $v, numbers: [1], inner: { needed: \"x\", count: $n } }) }", "{}", "null|unset|1|x/7||DeepBlue|True|0.5|")]
    [InlineData("($v: String!) { r: show(input: { text: $v, patch: $v }) }", """{"v":"s"}""", "s|s|null|/||DeepBlue|True|0.5|")]
    [InlineData("($v: ID!) { r: choose(by: { id: $v }) }", """{"v":"7"}""", "7||")]
    [InlineData("($v: Choice!) { r: choose(by: $v) }", """{"v":{"number":3}}""", "||3")]
    [InlineData("($v: Int) { r: maybeInt(value: $v) }", "{}", "3")]
    [InlineData("($v: Int) { r: maybeInt(value: $v) }", """{"v":null}""", "null")]
    [InlineData("($v: Int = 8) { r: int(value: $v) }", "{}", "8")]
    [InlineData("($v: Float!) { r: float(value: $v) }", """{"v":1}""", "1")]
    [InlineData("($v: Int!) { r: int(value: $v) }", """{"v":1.0}""", "1")]
    [InlineData("($v: ID!) { r: id(value: $v) }", """{"v":18446744073709551616}""", "18446744073709551616")]
    [InlineData("($v: ID!) { r: id(value: $v) }", """{"v":4.0}""", "4")]
    [InlineData("($v: ID!) { r: id(value: $v) }", """{"v":1e20}""", "100000000000000000000")]
    [InlineData("($v: ID!) { r: id(value: $v) }", """{"v":-0.0}""", "0")]
    [InlineData("($v: [[Int]]!) { r: matrix(value: $v) }", """{"v":[1,[2,null],null]}""", "1;2,null;null")]
    [InlineData("($v: Int) { r: matrix(value: [[$v], null, [1, $v]]) }", "{}", "null;null;1,null")]
    [InlineData("($v: [Color!]!) { r: enums(value: $v) }", """{"v":"DEEP_BLUE"}""", "DeepBlue")]
    [InlineData("($v: Int) { r: patch(value: $v) }", "{}", "unset")]
    [InlineData("($v: DateTime!) { r: at(value: $v) }", """{"v":"2025-03-01T10:00:00.5+02:00"}""", "2025-03-01T08:00:00.5000000+00:00")]
    [InlineData("($v: Choice! = {id: \"abc\"}) { r: choose(by: $v) }", "{}", "abc||")]
    [InlineData("($v: String! = \"preset\") { r: text(value: $v) }", "{}", "preset")]
    [InlineData("($v: Everything = {text: \"a\", numbers: 1}) { r: show(input: $v) }", """{"v":null}""", "none")]
    [InlineData("($v: [[Int]]!) { r: matrix(value: $v) }", """{"v":[1,2,3]}""", "1;2;3")]
    [InlineData("($v: [[Int]]!) { r: matrix(value: $v) }", """{"v":42}""", "42")]
    [InlineData("($v: [[Int]]!) { r: matrix(value: $v) }", """{"v":[[42],[null],null]}""", "42;null;null")]
    [InlineData("($v: Everything) { r: show(input: $v) }", """{"v":{"inners":{"needed":"n"}}}""", "null|unset|null|/|1|DeepBlue|True|0.5|")]
    [InlineData("($v: Float!) { r: float(value: $v) }", """{"v":-0.1}""", "-0.1")]
    [InlineData("($v: ID!) { r: id(value: $v) }", """{"v":""}""", "")]
    [InlineData("($v: ID!) { r: id(value: $v) }", """{"v":-1}""", "-1")]
    public async Task Variable_Should_ReachTheResolver(string query, string variables, string expected)
        => Assert.Equal($$"""{"r":"{{expected}}"}""", await Api.DataAsync($"query {query}", variables));

    [Theory]
    [InlineData("($v: Int!) { int(value: $v) }", "{}", "Variable \"$v\" of required type \"Int!\" was not provided.")]
    [InlineData("($v: Int!) { int(value: $v) }", """{"v":null}""", "Variable \"$v\" of non-null type \"Int!\" must not be null.")]
    [InlineData("($v: Int!) { int(value: $v) }", """{"v":"1"}""", "Variable \"$v\" got invalid value \"1\"; Int cannot represent non-integer value: \"1\"")]
    [InlineData("($v: Int!) { int(value: $v) }", """{"v":1.5}""", "Variable \"$v\" got invalid value 1.5; Int cannot represent non-integer value: 1.5")]
    [InlineData("($v: Int!) { int(value: $v) }", """{"v":2147483648}""", "Variable \"$v\" got invalid value 2147483648; Int cannot represent non 32-bit signed integer value: 2147483648")]
    [InlineData("($v: Float!) { float(value: $v) }", """{"v":true}""", "Variable \"$v\" got invalid value true; Float cannot represent non numeric value: true")]
    [InlineData("($v: String!) { text(value: $v) }", """{"v":[1,2]}""", "Variable \"$v\" got invalid value [1, 2]; String cannot represent a non string value: [1, 2]")]
    [InlineData("($v: Boolean!) { flag(value: $v) }", """{"v":0}""", "Variable \"$v\" got invalid value 0; Boolean cannot represent a non boolean value: 0")]
    [InlineData("($v: ID!) { id(value: $v) }", """{"v":1.5}""", "Variable \"$v\" got invalid value 1.5; ID cannot represent value: 1.5")]
    [InlineData("($v: ID!) { id(value: $v) }", """{"v":1e400}""", "Variable \"$v\" got invalid value 1e400; ID cannot represent value: 1e400")]
    [InlineData("($v: [String!]!) { required(value: $v) }", """{"v":["a",null]}""", "Variable \"$v\" got invalid value null at \"v[1]\"; Expected non-nullable type \"String!\" not to be null.")]
    [InlineData("($v: [Color!]!) { enums(value: $v) }", """{"v":["GREEN"]}""", "Variable \"$v\" got invalid value \"GREEN\" at \"v[0]\"; Value \"GREEN\" does not exist in \"Color\" enum. Did you mean the enum value \"RED\"?")]
    [InlineData("($v: [Color!]!) { enums(value: $v) }", """{"v":[3]}""", "Variable \"$v\" got invalid value 3 at \"v[0]\"; Enum \"Color\" cannot represent non-string value: 3.")]
    [InlineData("($v: Everything) { show(input: $v) }", """{"v":"x"}""", "Variable \"$v\" got invalid value \"x\"; Expected type \"Everything\" to be an object.")]
    [InlineData("($v: Everything) { show(input: $v) }", """{"v":{"inner":{"count":1}}}""", "Variable \"$v\" got invalid value { count: 1 } at \"v.inner\"; Field \"needed\" of required type \"String!\" was not provided.")]
    [InlineData("($v: Everything) { show(input: $v) }", """{"v":{"inners":[{"needed":null}]}}""", "Variable \"$v\" got invalid value null at \"v.inners[0].needed\"; Expected non-nullable type \"String!\" not to be null.")]
    [InlineData("($v: Everything) { show(input: $v) }", """{"v":{"nope":1}}""", "Variable \"$v\" got invalid value { nope: 1 }; Field \"nope\" is not defined by type \"Everything\".")]
    [InlineData("($v: Choice!) { choose(by: $v) }", "{\"v\":{}}", "Variable \"$v\" got invalid value {}; Exactly one key must be specified for OneOf type \"Choice\".")]
    [InlineData("($v: Choice!) { choose(by: $v) }", """{"v":{"id":"1","number":2}}""", "Variable \"$v\" got invalid value { id: \"1\", number: 2 }; Exactly one key must be specified for OneOf type \"Choice\".")]
    [InlineData("($v: Choice!) { choose(by: $v) }", """{"v":{"id":null}}""", "Variable \"$v\" got invalid value null at \"v.id\"; Field \"id\" must be non-null.")]
    [InlineData("($v: DateTime!) { at(value: $v) }", """{"v":"2025-03-01"}""", "Variable \"$v\" got invalid value \"2025-03-01\"; DateTime cannot represent value: \"2025-03-01\"")]
    [InlineData("($v: Long!) { long(value: $v) }", """{"v":"5"}""", "Variable \"$v\" got invalid value \"5\"; Long cannot represent value: \"5\"")]
    [InlineData("($v: URL) { url(value: $v) }", """{"v":"relative"}""", "Variable \"$v\" got invalid value \"relative\"; URL cannot represent value: \"relative\"")]
    [InlineData("($v: Choice!) { choose(by: $v) }", """{"v":{"id":"a","number":null}}""", "Variable \"$v\" got invalid value { id: \"a\", number: null }; Exactly one key must be specified for OneOf type \"Choice\".")]
    [InlineData("($v: [Color!]!) { enums(value: $v) }", """{"v":[{"field":"value"}]}""", "Variable \"$v\" got invalid value { field: \"value\" } at \"v[0]\"; Enum \"Color\" cannot represent non-string value: { field: \"value\" }.")]
    [InlineData("($v: [Color!]!) { enums(value: $v) }", """{"v":["red"]}""", "Variable \"$v\" got invalid value \"red\" at \"v[0]\"; Value \"red\" does not exist in \"Color\" enum. Did you mean the enum value \"RED\"?")]
    [InlineData("($v: Int!) { int(value: $v) }", """{"v":-9876504321}""", "Variable \"$v\" got invalid value -9876504321; Int cannot represent non 32-bit signed integer value: -9876504321")]
    [InlineData("($v: Int!) { int(value: $v) }", """{"v":false}""", "Variable \"$v\" got invalid value false; Int cannot represent non-integer value: false")]
    [InlineData("($v: Int!) { int(value: $v) }", """{"v":[1]}""", "Variable \"$v\" got invalid value [1]; Int cannot represent non-integer value: [1]")]
    [InlineData("($v: Int!) { int(value: $v) }", """{"v":{"value":1}}""", "Variable \"$v\" got invalid value { value: 1 }; Int cannot represent non-integer value: { value: 1 }")]
    [InlineData("($v: Float!) { float(value: $v) }", """{"v":"123.5"}""", "Variable \"$v\" got invalid value \"123.5\"; Float cannot represent non numeric value: \"123.5\"")]
    [InlineData("($v: Float!) { float(value: $v) }", """{"v":[0.1]}""", "Variable \"$v\" got invalid value [0.1]; Float cannot represent non numeric value: [0.1]")]
    [InlineData("($v: String!) { text(value: $v) }", """{"v":1}""", "Variable \"$v\" got invalid value 1; String cannot represent a non string value: 1")]
    [InlineData("($v: String!) { text(value: $v) }", """{"v":{"value":"foo"}}""", "Variable \"$v\" got invalid value { value: \"foo\" }; String cannot represent a non string value: { value: \"foo\" }")]
    [InlineData("($v: Boolean!) { flag(value: $v) }", """{"v":"false"}""", "Variable \"$v\" got invalid value \"false\"; Boolean cannot represent a non boolean value: \"false\"")]
    [InlineData("($v: Boolean!) { flag(value: $v) }", """{"v":[false]}""", "Variable \"$v\" got invalid value [false]; Boolean cannot represent a non boolean value: [false]")]
    [InlineData("($v: ID!) { id(value: $v) }", """{"v":false}""", "Variable \"$v\" got invalid value false; ID cannot represent value: false")]
    [InlineData("($v: ID!) { id(value: $v) }", """{"v":["1"]}""", "Variable \"$v\" got invalid value [\"1\"]; ID cannot represent value: [\"1\"]")]
    public async Task Variable_Should_BeARequestError_When_ItIsNotOfItsType(string query, string variables, string message)
    {
        using var result = await Api.ExecuteAsync($"query {query}", variables, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.IsRequestError);
        var error = Assert.Single(result.Errors);
        Assert.Equal(message, error.Message);
        Assert.Equal(ErrorCodes.BadUserInput, error.Code);
        Assert.Equal((1, 8), (error.Locations[0].Line, error.Locations[0].Column));
    }

    [Theory]
    [InlineData("query($v: Everything) { show(input: $v) }", "{\"txt\":1}", "Field \"txt\" is not defined by type \"Everything\". Did you mean \"text\"?")]
    [InlineData("query($v: Everything) { show(input: $v) }", "{\"qqqqqqqqqq\":1}", "Field \"qqqqqqqqqq\" is not defined by type \"Everything\".")]
    [InlineData("query($v: [Color!]!) { enums(value: $v) }", "[\"RAD\"]", "Value \"RAD\" does not exist in \"Color\" enum. Did you mean the enum value \"RED\"?")]
    [InlineData("query($v: [Color!]!) { enums(value: $v) }", "[\"zzzzzz\"]", "Value \"zzzzzz\" does not exist in \"Color\" enum.")]
    [InlineData("query($v: [Color!]!) { enums(value: $v) }", "[5]", "Enum \"Color\" cannot represent non-string value: 5.")]
    public async Task Variable_Should_BeToldWhatItMayHaveMeant_When_ANameIsMisspelt(string query, string json, string message)
    {
        var variables = $"{{\"v\":{json}}}";
        Assert.Contains(await Api.ErrorsAsync(query, variables), error => error.Message.EndsWith($"; {message}", StringComparison.Ordinal));

        var silent = new GraphQLApi(builder =>
        {
            builder.AddTypes(typeof(Queries));
            builder.Execution.Validation = new ValidationOptions { Suggestions = false };
        });
        var errors = await silent.ErrorsAsync(query, variables);
        Assert.NotEmpty(errors);
        Assert.DoesNotContain(errors, error => error.Message.Contains("Did you mean", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Variable_Should_ShortenMessages_When_ManyRepeatALongName()
    {
        var unknown = string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"u{i}\":1"));
        var errors = await Api.ErrorsAsync("query ($v: Everything) { show(input: $v) }", $$"""{"v":{"{{new string('k', 100_000)}}":1,{{unknown}} } }""");
        Assert.Equal(51, errors.Count);
        Assert.True(errors.Sum(error => error.Message.Length) < 100_000);
    }

    [Fact]
    public async Task Variable_Should_KeepPairsWhole_When_AMessageShortensText()
    {
        var text = new string('x', 198) + "😀😀";
        var error = Assert.Single(await Api.ErrorsAsync("query ($v: Int!) { int(value: $v) }", $$"""{"v":"{{text}}"}"""));
        Assert.DoesNotContain(error.Message, char.IsSurrogate);
    }

    [Fact]
    public async Task Variable_Should_TellEachError_When_SeveralPartsAreWrong()
        => Assert.Equal(
            [
                "Variable \"$v\" got invalid value \"b\" at \"v.numbers[1]\"; Int cannot represent non-integer value: \"b\"",
                "Variable \"$v\" got invalid value true at \"v.numbers[2]\"; Int cannot represent non-integer value: true",
                "Variable \"$v\" got invalid value {} at \"v.inner\"; Field \"needed\" of required type \"String!\" was not provided.",
            ],
            (await Api.ErrorsAsync("query ($v: Everything) { show(input: $v) }", """{"v":{"numbers":[1,"b",true,4],"inner":{}}}""")).Select(error => error.Message));

    [Fact]
    public async Task Variable_Should_StopAfterFiftyErrors_When_AllItemsAreWrong()
    {
        var errors = await Api.ErrorsAsync("query ($v: [String!]!) { required(value: $v) }", $$"""{"v":[{{string.Join(',', Enumerable.Repeat("1", 1_000))}}]}""");
        Assert.Equal(51, errors.Count);
        Assert.Equal("Too many errors processing variables, error limit reached. Execution aborted.", errors[^1].Message);
    }

    [Fact]
    public async Task Variable_Should_FailTheField_When_NullArrivesWhereADefaultWasTrusted()
    {
        using var result = await Api.ExecuteAsync("query ($v: Int = 8) { int(value: $v) }", """{"v":null}""", cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(result.IsRequestError);
        var error = Assert.Single(result.Errors);
        Assert.Equal("Argument \"value\" of non-null type \"Int!\" must not be null.", error.Message);
        Assert.Equal(["int"], error.Path!);
    }

    [Theory]
    [InlineData("query ($v: Int = 8) { int(value: $v) }", 34)]
    [InlineData("query ($v: String = \"a\") { required(value: [$v]) }", 44)]
    public async Task Variable_Should_PointAtTheValue_When_ItFailsTheField(string query, int column)
    {
        var error = Assert.Single(await Api.ErrorsAsync(query, """{"v":null}"""));
        Assert.Equal([new SourceLocation(1, column)], error.Locations);
    }

    [Fact]
    public async Task Id_Should_FailTheField_When_ItIsNoGuid()
    {
        var error = Assert.Single(await Api.ErrorsAsync("""{ guidId(value: "x") }"""));
        Assert.Equal("ID cannot represent value: x", error.Message);
        Assert.Equal(ErrorCodes.BadUserInput, error.Code);
    }

    [Theory]
    [InlineData("""{ back(value: "2025-03-01T10:00:00.5+02:00") }""", """{"back":"2025-03-01T08:00:00.5Z"}""")]
    [InlineData("""{ back(value: "2025-03-01t10:00:00z") }""", """{"back":"2025-03-01T10:00:00Z"}""")]
    [InlineData("""{ back(value: "2025-03-01T10:00:00.1234567Z") }""", """{"back":"2025-03-01T10:00:00.1234567Z"}""")]
    [InlineData("{ long(value: -9223372036854775808) }", """{"long":-9223372036854775808}""")]
    [InlineData("""{ url(value: "https://example.org/ü x") }""", """{"url":"https://example.org/%C3%BC%20x"}""")]
    [InlineData("""{ json(value: { a: [1, 2.5, "x", null, true], b: {} }) }""", """{"json":{"a":[1,2.5,"x",null,true],"b":{}}}""")]
    [InlineData("{ json }", """{"json":null}""")]
    public async Task ExtraScalar_Should_GoInAndOut(string query, string expected) => Assert.Equal(expected, await Api.DataAsync(query));

    [Fact]
    public async Task Json_Should_TakeVariablesInside()
        => Assert.Equal(
            """{"json":{"a":{"b":[1]},"c":null}}""",
            await Api.DataAsync("query ($v: JSON, $n: Int) { json(value: { a: $v, c: $n }) }", """{"v":{"b":[1]}}"""));
}
