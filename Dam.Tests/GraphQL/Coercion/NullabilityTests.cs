using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;

namespace Dam.Tests.GraphQL.Coercion;

/// <summary>Sections 3.11, 3.12 and 6.4.1: what arrives for an argument of each nullability when a value, null or nothing is given, as a literal and as a variable.</summary>
public sealed class NullabilityTests
{
    private static readonly GraphQLApi Api = new(typeof(Queries));

    [QueryType]
    public static class Queries
    {
        public static string Text(Optional<string?> value) => Shown(value);

        public static string NonNullText(string value) => value;

        public static string DefaultText([GraphQLDefault("\"preset\"")] string? value) => value ?? "null";

        public static string NonNullDefaultText([GraphQLDefault("\"preset\"")] string value) => value;

        public static string List(Optional<IReadOnlyList<string?>?> value) => value.IsSet ? Shown(value.Value) : "absent";

        public static string NonNullList(IReadOnlyList<string?> value) => Shown(value);

        public static string ListOfNonNull(Optional<IReadOnlyList<string>?> value) => value.IsSet ? Shown(value.Value) : "absent";

        public static string NonNullListOfNonNull(IReadOnlyList<string> value) => Shown(value);

        private static string Shown(Optional<string?> value) => value.IsSet ? value.Value ?? "null" : "absent";

        private static string Shown(IReadOnlyList<string?>? values) => values is null ? "null" : $"[{string.Join(' ', values.Select(value => value ?? "null"))}]";
    }

    [Theory]
    [InlineData("text", "String", "absent", "null", "a")]
    [InlineData("nonNullText", "String!", null, null, "a")]
    [InlineData("defaultText", "String", "preset", "null", "a")]
    [InlineData("nonNullDefaultText", "String!", "preset", null, "a")]
    [InlineData("list", "[String]", "absent", "null", "[a]")]
    [InlineData("nonNullList", "[String]!", null, null, "[a]")]
    [InlineData("listOfNonNull", "[String!]", "absent", "null", "[a]")]
    [InlineData("nonNullListOfNonNull", "[String!]!", null, null, "[a]")]
    public async Task Argument_Should_ArriveAsGiven_When_NothingNullOrAValueIs(string field, string type, string? absent, string? @null, string value)
    {
        await CheckAsync($"{{ r: {field} }}", null, absent);
        await CheckAsync($"{{ r: {field}(value: null) }}", null, @null);
        await CheckAsync($"{{ r: {field}(value: \"a\") }}", null, value);

        var nullable = type.TrimEnd('!');
        await CheckAsync($"query ($v: {type}) {{ r: {field}(value: $v) }}", """{"v":"a"}""", value);
        await CheckAsync($"query ($v: {nullable} = \"a\") {{ r: {field}(value: $v) }}", "{}", value);
        await CheckAsync($"query ($v: {nullable} = \"a\") {{ r: {field}(value: $v) }}", """{"v":null}""", @null);
        if (absent is not null)
        {
            await CheckAsync($"query ($v: {nullable}) {{ r: {field}(value: $v) }}", "{}", absent);
            await CheckAsync($"query ($v: {nullable}) {{ r: {field}(value: $v) }}", """{"v":null}""", @null);
        }
        else
        {
            // A variable that may be missing is refused where something must be.
            await CheckAsync($"query ($v: {nullable}) {{ r: {field}(value: $v) }}", """{"v":"a"}""", null);
            await CheckAsync($"query ($v: {type}) {{ r: {field}(value: $v) }}", "{}", null);
            await CheckAsync($"query ($v: {type}) {{ r: {field}(value: $v) }}", """{"v":null}""", null);
        }
    }

    [Theory]
    [InlineData("list", "[String]", "[a null b]")]
    [InlineData("nonNullList", "[String]!", "[a null b]")]
    [InlineData("listOfNonNull", "[String!]", null)]
    [InlineData("nonNullListOfNonNull", "[String!]!", null)]
    public async Task List_Should_HoldNulls_When_ItsItemsMayBeNull(string field, string type, string? expected)
    {
        await CheckAsync($$"""{ r: {{field}}(value: ["a", null, "b"]) }""", null, expected);
        await CheckAsync($"query ($v: {type}) {{ r: {field}(value: $v) }}", """{"v":["a",null,"b"]}""", expected);
        await CheckAsync($"query ($v: {type} = [\"a\", null, \"b\"]) {{ r: {field}(value: $v) }}", "{}", expected);
        await CheckAsync($$"""query ($v: String = "x") { r: {{field}}(value: ["a", $v, "b"]) }""", """{"v":null}""", expected);
    }

    [Theory]
    [InlineData("list", "[a null]")]
    [InlineData("nonNullList", "[a null]")]
    [InlineData("listOfNonNull", null)]
    public async Task List_Should_HoldNull_When_AVariableInItIsMissing(string field, string? expected)
        => await CheckAsync($$"""query ($v: String) { r: {{field}}(value: ["a", $v]) }""", "{}", expected);

    [Theory]
    [InlineData("[]", "[]")]
    [InlineData("\"a\"", "[a]")]
    [InlineData("[\"a\"]", "[a]")]
    [InlineData("[null]", "[null]")]
    [InlineData("[[\"a\"]]", null)]
    [InlineData("1", null)]
    [InlineData("{a: 1}", null)]
    public async Task List_Should_TakeASingleValueForOne_When_AnItemStandsAlone(string literal, string? expected)
    {
        await CheckAsync($"{{ r: list(value: {literal}) }}", null, expected);
        await CheckAsync("query ($v: [String]) { r: list(value: $v) }", $"{{\"v\":{literal.Replace("a:", "\"a\":", StringComparison.Ordinal)}}}", expected);
    }

    /// <summary>Null stands for: it is an error, of the document, of its variables or of the field.</summary>
    private static async Task CheckAsync(string query, string? variables, string? expected)
    {
        using var result = await Api.ExecuteAsync(query, variables, cancellationToken: TestContext.Current.CancellationToken);
        if (expected is null)
        {
            Assert.Contains(Assert.Single(result.Errors).Code, new[] { ErrorCodes.ValidationFailed, ErrorCodes.BadUserInput });
            Assert.Equal(result.IsRequestError ? "" : "null", System.Text.Encoding.UTF8.GetString(result.Data));
        }
        else
        {
            Assert.Empty(result.Errors);
            Assert.Equal($"{{\"r\":\"{expected}\"}}", System.Text.Encoding.UTF8.GetString(result.Data));
        }
    }
}
