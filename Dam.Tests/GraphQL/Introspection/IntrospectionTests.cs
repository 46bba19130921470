using System.ComponentModel;
using System.Text.Json;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Types;

namespace Dam.Tests.GraphQL.Introspection;

/// <summary>Section 4: what the schema says of itself.</summary>
public sealed class IntrospectionTests
{
    /// <summary>The query that tools send to learn a whole schema.</summary>
    private const string Everything =
        """
        query IntrospectionQuery {
          __schema {
            description
            queryType { name kind }
            mutationType { name kind }
            subscriptionType { name kind }
            types { ...FullType }
            directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
          }
        }
        fragment FullType on __Type {
          kind name description specifiedByURL isOneOf
          fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
          inputFields(includeDeprecated: true) { ...InputValue }
          interfaces { ...TypeRef }
          enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
          possibleTypes { ...TypeRef }
        }
        fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
        fragment TypeRef on __Type {
          kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }
        }
        """;

    private static readonly GraphQLApi Api = new(builder =>
    {
        builder.Description = "All kinds.";
        builder.AddTypes(typeof(Queries), typeof(IThing), typeof(ISmallThing), typeof(Cup), typeof(IFound), typeof(Mutations));
    });

    [InterfaceType]
    public interface IThing
    {
        string Name { get; }
    }

    [InterfaceType]
    public interface ISmallThing : IThing
    {
        int Size { get; }
    }

    [UnionType(typeof(Cup))]
    public interface IFound;

    public enum Taste
    {
        Sweet,

        [GraphQLDeprecated("nobody likes it")]
        Bitter,
    }

    public sealed record Cup(string Name, int Size, [property: GraphQLDeprecated] string? Old) : ISmallThing, IFound;

    public sealed record CupFilter(string? Text, [property: GraphQLDeprecated("no")] int? Old, [property: DefaultValue(3)] int Limit = 3);

    [OneOf]
    public sealed record CupBy(string? Name, int? Size);

    [QueryType]
    public static class Queries
    {
        public static Cup? GetCup(CupBy by) => new(by.Name ?? "", by.Size ?? 0, null);

        public static IReadOnlyList<IThing> GetThings(CupFilter? filter, [GraphQLDeprecated] Taste? taste = Taste.Sweet) => [new Cup(filter?.Text ?? "", 1, null)];

        public static IFound? Found => null;

        public static DateTimeOffset Now => default;
    }

    [MutationType]
    public static class Mutations
    {
        public static bool Wash(string cup) => cup.Length > 0;
    }

    [Fact]
    public async Task Schema_Should_BeWhole_When_ItIsAskedForAll()
    {
        using var document = JsonDocument.Parse(await Api.DataAsync(Everything));
        var schema = document.RootElement.GetProperty("__schema");
        Assert.Equal("All kinds.", schema.GetProperty("description").GetString());
        Assert.Equal("""{"name":"Query","kind":"OBJECT"}""", schema.GetProperty("queryType").GetRawText());
        Assert.Equal("""{"name":"Mutation","kind":"OBJECT"}""", schema.GetProperty("mutationType").GetRawText());
        Assert.Equal(JsonValueKind.Null, schema.GetProperty("subscriptionType").ValueKind);
        Assert.Equal(string.Join(' ', Api.Schema.Types.Select(type => type.Name)), Names(schema.GetProperty("types")));
        Assert.Equal("skip include deprecated specifiedBy oneOf", Names(schema.GetProperty("directives")));
    }

    private static string Names(JsonElement elements) => string.Join(' ', elements.EnumerateArray().Select(element => element.GetProperty("name").GetString()));

    [Theory]
    [InlineData("CupBy", "kind isOneOf inputFields { name } fields { name }", """{"kind":"INPUT_OBJECT","isOneOf":true,"inputFields":[{"name":"name"},{"name":"size"}],"fields":null}""")]
    [InlineData("CupFilter", "isOneOf inputFields { name defaultValue type { kind name ofType { name } } }", """{"isOneOf":false,"inputFields":[{"name":"text","defaultValue":null,"type":{"kind":"SCALAR","name":"String","ofType":null}},{"name":"limit","defaultValue":"3","type":{"kind":"NON_NULL","name":null,"ofType":{"name":"Int"}}}]}""")]
    [InlineData("CupFilter", "inputFields(includeDeprecated: true) { name isDeprecated deprecationReason }", """{"inputFields":[{"name":"text","isDeprecated":false,"deprecationReason":null},{"name":"old","isDeprecated":true,"deprecationReason":"no"},{"name":"limit","isDeprecated":false,"deprecationReason":null}]}""")]
    [InlineData("Cup", "fields { name } interfaces { name } possibleTypes { name } isOneOf", """{"fields":[{"name":"name"},{"name":"size"}],"interfaces":[{"name":"SmallThing"},{"name":"Thing"}],"possibleTypes":null,"isOneOf":null}""")]
    [InlineData("Cup", "fields(includeDeprecated: true) { name deprecationReason }", """{"fields":[{"name":"name","deprecationReason":null},{"name":"size","deprecationReason":null},{"name":"old","deprecationReason":"No longer supported"}]}""")]
    [InlineData("SmallThing", "kind interfaces { name } possibleTypes { name } fields { name }", """{"kind":"INTERFACE","interfaces":[{"name":"Thing"}],"possibleTypes":[{"name":"Cup"}],"fields":[{"name":"name"},{"name":"size"}]}""")]
    [InlineData("Found", "kind possibleTypes { name } fields { name }", """{"kind":"UNION","possibleTypes":[{"name":"Cup"}],"fields":null}""")]
    [InlineData("Taste", "kind enumValues { name }", """{"kind":"ENUM","enumValues":[{"name":"SWEET"}]}""")]
    [InlineData("Taste", "enumValues(includeDeprecated: true) { name isDeprecated deprecationReason }", """{"enumValues":[{"name":"SWEET","isDeprecated":false,"deprecationReason":null},{"name":"BITTER","isDeprecated":true,"deprecationReason":"nobody likes it"}]}""")]
    [InlineData("DateTime", "kind specifiedByURL", """{"kind":"SCALAR","specifiedByURL":"https://scalars.graphql.org/andimarek/date-time.html"}""")]
    [InlineData("Missing", "kind", "null")]
    [InlineData("__Type", "kind fields { name }", """{"kind":"OBJECT","fields":[{"name":"kind"},{"name":"name"},{"name":"description"},{"name":"specifiedByURL"},{"name":"fields"},{"name":"interfaces"},{"name":"possibleTypes"},{"name":"enumValues"},{"name":"inputFields"},{"name":"ofType"},{"name":"isOneOf"}]}""")]
    public async Task Type_Should_DescribeItself(string name, string selection, string expected)
        => Assert.Equal($$"""{"__type":{{expected}}}""", await Api.DataAsync("query ($name: String!) { __type(name: $name) { " + selection + " } }", $$"""{"name":"{{name}}"}"""));

    [Fact]
    public async Task Arguments_Should_HideTheDeprecated_When_TheyAreNotAskedFor()
        => Assert.Equal(
            """{"__type":{"fields":[{"args":[{"name":"by"}],"all":[{"name":"by","defaultValue":null}]},{"args":[{"name":"filter"}],"all":[{"name":"filter","defaultValue":null},{"name":"taste","defaultValue":"SWEET"}]},{"args":[],"all":[]},{"args":[],"all":[]}]}}""",
            await Api.DataAsync("""{ __type(name: "Query") { fields { args { name } all: args(includeDeprecated: true) { name defaultValue } } } }"""));

    [Fact]
    public async Task TypeName_Should_BeThere_On_EveryType()
        => Assert.Equal(
            """{"__typename":"Query","things":[{"__typename":"Cup","t":"Cup"}],"__schema":{"__typename":"__Schema","queryType":{"__typename":"__Type"}}}""",
            await Api.DataAsync("{ __typename things { __typename t: __typename } __schema { __typename queryType { __typename } } }"));

    [Theory]
    [InlineData("{ __schema { description } }", "__schema")]
    [InlineData("query { ...F } fragment F on Query { x: __type(name: \"Query\") { name } }", "__type")]
    public async Task Introspection_Should_BeRefused_When_TheCallerMayNot(string query, string field)
    {
        var api = new GraphQLApi(typeof(Mutations), typeof(Queries), typeof(IThing), typeof(ISmallThing), typeof(IFound)) { AllowIntrospection = false };
        using var result = await api.ExecuteAsync(query, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.IsRequestError);
        Assert.Equal(ErrorCodes.IntrospectionDisabled, Assert.Single(result.Errors).Code);
        Assert.Contains($"\"{field}\"", result.Errors[0].Message, StringComparison.Ordinal);
        Assert.Equal("""{"__typename":"Query"}""", await api.DataAsync("{ __typename }"));
    }

    [Theory]
    [InlineData("a: [String] b: String = null c: String = \"tes\\t\"", "inputFields { name defaultValue type { kind name ofType { name } } }", """{"inputFields":[{"name":"a","defaultValue":null,"type":{"kind":"LIST","name":null,"ofType":{"name":"String"}}},{"name":"b","defaultValue":"null","type":{"kind":"SCALAR","name":"String","ofType":null}},{"name":"c","defaultValue":"\"tes\\t\"","type":{"kind":"SCALAR","name":"String","ofType":null}}]}""")]
    [InlineData("a: Int b: Int @deprecated(reason: \"\")", "inputFields(includeDeprecated: true) { name isDeprecated deprecationReason }", """{"inputFields":[{"name":"a","isDeprecated":false,"deprecationReason":null},{"name":"b","isDeprecated":true,"deprecationReason":""}]}""")]
    [InlineData("a: Int b: Int @deprecated(reason: \"\")", "all: inputFields(includeDeprecated: true) { name } some: inputFields(includeDeprecated: false) { name } inputFields { name }", """{"all":[{"name":"a"},{"name":"b"}],"some":[{"name":"a"}],"inputFields":[{"name":"a"}]}""")]
    [InlineData("\"about\" a: Int", "description inputFields { description }", """{"description":"An input.","inputFields":[{"description":"about"}]}""")]
    public async Task Type_Should_TellOfItsFields_When_TheSchemaIsText(string fields, string selection, string expected)
    {
        var executor = new Dam.GraphQL.Execution.Executor(SdlSchemaBuilder.Build($"type Query {{ a(b: I): Int }} \"An input.\" input I {{ {fields} }}"));
        using var result = await executor.ExecuteAsync(
            new Dam.GraphQL.Execution.GraphQLRequest($"{{ __type(name: \"I\") {{ {selection} }} }}"), TestContext.Current.CancellationToken);
        Assert.Equal($$$"""{"data":{"__type":{{{expected}}}}}""", result.ToString());
    }

    [Fact]
    public async Task Introspection_Should_Work_When_TheSchemaHasNoCode()
    {
        var schema = SdlSchemaBuilder.Build("type Query { a(b: [Int!] = [1, 2]): String }");
        var executor = new Dam.GraphQL.Execution.Executor(schema);
        using var result = await executor.ExecuteAsync(
            new Dam.GraphQL.Execution.GraphQLRequest("""{ __type(name: "Query") { fields { name args { defaultValue type { ofType { kind ofType { name } } } } } } }"""),
            TestContext.Current.CancellationToken);
        Assert.Equal(
            """{"data":{"__type":{"fields":[{"name":"a","args":[{"defaultValue":"[1, 2]","type":{"ofType":{"kind":"NON_NULL","ofType":{"name":"Int"}}}}]}]}}}""",
            result.ToString());
    }
}
