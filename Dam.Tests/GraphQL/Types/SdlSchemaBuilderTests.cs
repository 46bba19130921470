using Dam.GraphQL.Language;
using Dam.GraphQL.Types;
using Dam.GraphQL.Validation;

namespace Dam.Tests.GraphQL.Types;

public sealed class SdlSchemaBuilderTests
{
    [Fact]
    public void Build_Should_KnowEveryPart_When_TheTextDefinesIt()
    {
        var schema = SdlSchemaBuilder.Build(
            """
            "About" schema @tag(name: "s") { query: Root mutation: Change }
            directive @tag("its name" name: String! = "x") repeatable on SCHEMA | OBJECT | FIELD_DEFINITION
            scalar Day @specifiedBy(url: "https://example.com/day")
            interface Node { id: ID! }
            "The root" type Root implements Node @tag { id: ID! day(in: Day = "today" @deprecated): [Day!]! @deprecated(reason: "old") any: Any find(by: By!): Node }
            type Change { id: ID }
            type Query { unused: Int }
            union Any = Root | Change
            enum Size { "little" SMALL LARGE @deprecated }
            input By @oneOf { id: ID size: Size }
            extend type Root { more: Size }
            extend union Any = Query
            extend enum Size { HUGE }
            extend input By { name: String }
            """);

        Assert.Equal(("About", "Root", "Change"), (schema.Description, schema.Query.Name, schema.Mutation?.Name));
        Assert.Null(schema.Subscription);
        Assert.Equal("tag", Assert.Single(schema.AppliedDirectives).Name);
        Assert.Equal("The root", schema.Query.Description);
        Assert.Equal(["id", "day", "any", "find", "more"], schema.Query.Fields.Select(field => field.Name));
        var day = schema.Query.Fields.Find("day")!;
        Assert.Equal(("[Day!]!", "old"), (day.Type.ToString(), day.DeprecationReason));
        Assert.Equal(("\"today\"", "No longer supported"), (day.Arguments[0].DefaultValue?.ToString(), day.Arguments[0].DeprecationReason));
        Assert.Equal("https://example.com/day", Assert.IsAssignableFrom<ScalarType>(schema.GetType("Day")).SpecifiedBy);
        Assert.Equal(["Change", "Query", "Root"], schema.PossibleTypes((UnionType)schema.GetType("Any")!).Select(type => type.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["Root"], schema.PossibleTypes((InterfaceType)schema.GetType("Node")!).Select(type => type.Name));
        var size = (EnumType)schema.GetType("Size")!;
        Assert.Equal([("SMALL", "little", null), ("LARGE", null, "No longer supported"), ("HUGE", null, null)], size.Values.Select(value => (value.Name, value.Description, value.DeprecationReason)));
        var by = (InputObjectType)schema.GetType("By")!;
        Assert.True(by.IsOneOf);
        Assert.Equal(["id", "size", "name"], by.Fields.Select(field => field.Name));
        var tag = schema.Directives.Find("tag")!;
        Assert.Equal((true, "its name", 3), (tag.IsRepeatable, tag.Arguments[0].Description, tag.Locations.Count));
    }

    [Theory]
    [InlineData("type Query { a: __EnumValue }", "Query.a: __EnumValue")]
    [InlineData("type Query { a: ID } scalar ID", "Query.a: ID")]
    [InlineData("type Query { a: Query } directive @Query on QUERY", "Query.a: Query")]
    [InlineData("union A = | Query type Query { a: A }", "Query.a: A")]
    [InlineData("interface A implements B { c: Int } interface B { c: Int } type Query implements A & B { c: Int }", "Query.c: Int")]
    [InlineData("type Query { a(b: S = 2): S } scalar S", "Query.a: S")]
    public void Build_Should_FindTypes_When_TheyAreBuiltInOrStandBehind(string sdl, string expected)
    {
        var schema = SdlSchemaBuilder.Build(sdl);

        Assert.Empty(SchemaValidation.Validate(schema));
        Assert.Equal(expected, $"{schema.Query}.{schema.Query.Fields[0].Name}: {schema.Query.Fields[0].Type}");
    }

    [Theory]
    [InlineData("type Query { a: B }", "Syntax Error: Unknown type \"B\". @1:17")]
    [InlineData("type A { a: Int }", "Syntax Error: The schema has no query type. @1:1")]
    [InlineData("type Query { a: Int } type Query { b: Int }", "Syntax Error: There can be only one type named \"Query\". @1:23")]
    [InlineData("type Query { a: Int } extend type B { b: Int }", "Syntax Error: Cannot extend type \"B\" because it is not defined. @1:23")]
    [InlineData("type Query { a: Int } extend input Query { b: Int }", "Syntax Error: Type \"Query\" is extended as another kind of type. @1:23")]
    [InlineData("type Query implements A { a: Int } union A = Query", "Syntax Error: Type \"A\" is of another kind than is needed here. @1:23")]
    [InlineData("schema { query: A } enum A { B }", "Syntax Error: Type \"A\" is of another kind than is needed here. @1:17")]
    [InlineData("type Query { a: Int } query { a }", "Syntax Error: A schema's text holds no operations and fragments. @1:23")]
    [InlineData("schema { query: A } schema { query: A } type A { b: Int }", "Syntax Error: There can be only one schema definition. @1:21")]
    [InlineData("schema { query: A query: A } type A { b: Int }", "Syntax Error: There can be only one query type in schema. @1:19")]
    [InlineData("schema { query: A mutation: B } extend schema { mutation: C } type A { b: Int } type B { b: Int } type C { b: Int }", "Syntax Error: There can be only one mutation type in schema. @1:49")]
    [InlineData("type Query { a: Int } directive @a on FIELD directive @a on QUERY", "Syntax Error: There can be only one directive named \"@a\". @1:45")]
    [InlineData("type Query { a: Int } scalar A scalar A", "Syntax Error: There can be only one type named \"A\". @1:32")]
    [InlineData("type Query { a(b: C): Int }", "Syntax Error: Unknown type \"C\". @1:19")]
    [InlineData("type Query { a: Int } union A = B", "Syntax Error: Unknown type \"B\". @1:33")]
    [InlineData("type Query { a: Int } union A = Int", "Syntax Error: Type \"Int\" is of another kind than is needed here. @1:33")]
    [InlineData("type Query { a: Int } union A = B interface B { a: Int }", "Syntax Error: Type \"B\" is of another kind than is needed here. @1:33")]
    [InlineData("type Query implements A { a: Int } type A { a: Int }", "Syntax Error: Type \"A\" is of another kind than is needed here. @1:23")]
    [InlineData("schema { query: Q mutation: M } type Q { a: Int } input M { a: Int }", "Syntax Error: Type \"M\" is of another kind than is needed here. @1:29")]
    [InlineData("schema { mutation: M } type M { a: Int }", "Syntax Error: The schema has no query type. @1:1")]
    [InlineData("schema { query: Missing }", "Syntax Error: Unknown type \"Missing\". @1:17")]
    [InlineData("type Query { a: Int } extend scalar Unknown @d", "Syntax Error: Cannot extend type \"Unknown\" because it is not defined. @1:23")]
    [InlineData("type Query { a: Int } extend type Unknown @d", "Syntax Error: Cannot extend type \"Unknown\" because it is not defined. @1:23")]
    [InlineData("type Query { a: Int } extend interface Unknown @d", "Syntax Error: Cannot extend type \"Unknown\" because it is not defined. @1:23")]
    [InlineData("type Query { a: Int } extend union Unknown @d", "Syntax Error: Cannot extend type \"Unknown\" because it is not defined. @1:23")]
    [InlineData("type Query { a: Int } extend enum Unknown @d", "Syntax Error: Cannot extend type \"Unknown\" because it is not defined. @1:23")]
    [InlineData("type Query { a: Int } extend input Unknown @d", "Syntax Error: Cannot extend type \"Unknown\" because it is not defined. @1:23")]
    [InlineData("type Query { a: Int } directive @Foo on SCHEMA extend type Foo @d", "Syntax Error: Cannot extend type \"Foo\" because it is not defined. @1:48")]
    [InlineData("type Query { a: Int } scalar A extend type A @d", "Syntax Error: Type \"A\" is extended as another kind of type. @1:32")]
    [InlineData("type Query { a: Int } type A { a: Int } extend interface A @d", "Syntax Error: Type \"A\" is extended as another kind of type. @1:41")]
    [InlineData("type Query { a: Int } interface A { a: Int } extend union A @d", "Syntax Error: Type \"A\" is extended as another kind of type. @1:46")]
    [InlineData("type Query { a: Int } union A = Query extend enum A @d", "Syntax Error: Type \"A\" is extended as another kind of type. @1:39")]
    [InlineData("type Query { a: Int } enum A { B } extend input A @d", "Syntax Error: Type \"A\" is extended as another kind of type. @1:36")]
    [InlineData("type Query { a: Int } input A { a: Int } extend scalar A @d", "Syntax Error: Type \"A\" is extended as another kind of type. @1:42")]
    [InlineData("schema { query: Query mutation: M subscription: M query: Query } type M { a: Int } type Query { a: Int }", "Syntax Error: There can be only one query type in schema. @1:51")]
    [InlineData("extend schema { mutation: M } schema { query: Query mutation: M } type M { a: Int } type Query { a: Int }", "Syntax Error: There can be only one mutation type in schema. @1:53")]
    [InlineData("type Query { a: Foo } directive @Foo on QUERY", "Syntax Error: Unknown type \"Foo\". @1:17")]
    [InlineData("type Query { a: Int } fragment F on Query { a }", "Syntax Error: A schema's text holds no operations and fragments. @1:23")]
    [InlineData("type Query { a: Int } directive @a(b: Foo) on FIELD", "Syntax Error: Unknown type \"Foo\". @1:39")]
    [InlineData("type Query { a: Int } input A { b: Foo }", "Syntax Error: Unknown type \"Foo\". @1:36")]
    [InlineData("type Query implements Foo { a: Int }", "Syntax Error: Unknown type \"Foo\". @1:23")]
    [InlineData("type Query { a: Int } extend schema { mutation: A } input A { b: Int }", "Syntax Error: Type \"A\" is of another kind than is needed here. @1:49")]
    [InlineData("type Query { a: Int } interface A implements B { a: Int } input B { a: Int }", "Syntax Error: Type \"B\" is of another kind than is needed here. @1:46")]
    public void Build_Should_Refuse_When_TheTextIsNoSchema(string sdl, string expected)
    {
        var problem = Assert.Throws<GraphQLSyntaxException>(() => SdlSchemaBuilder.Build(sdl));

        Assert.Equal(expected, $"{problem.Message} @{problem.Location.Line}:{problem.Location.Column}");
    }
}
