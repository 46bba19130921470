using Dam.GraphQL.Language;
using Dam.GraphQL.Language.TypeSystem;

namespace Dam.Tests.GraphQL.Language;

/// <summary>The tree of schema documents.</summary>
public sealed class TypeSystemParserTests
{
    [Fact]
    public void Parse_Should_KeepEveryPart_When_ATypeIsDefined()
    {
        var type = Parse<ObjectTypeDefinition>(
            """
            "A thing" type Thing implements & Node & Named @a @b(x: 1) {
              "Its name" name("in capitals" upper: Boolean! = false @c, lower: Boolean): [String!]! @deprecated
              plain: Int
            }
            """);

        Assert.Equal(("Thing", "A thing", false), (type.Name, type.Description?.Text, type.IsExtension));
        Assert.Equal(["Node", "Named"], type.Interfaces.Select(found => found.Name));
        Assert.Equal(["a", "b"], type.Directives.Select(found => found.Name));
        Assert.Equal(["name", "plain"], type.Fields.Select(found => found.Name));
        var field = type.Fields[0];
        Assert.Equal("Its name", field.Description?.Text);
        Assert.Equal("[String!]!", field.Type.ToString());
        Assert.Equal("deprecated", Assert.Single(field.Directives).Name);
        Assert.Equal(["upper", "lower"], field.Arguments.Select(found => found.Name));
        Assert.Equal(("in capitals", "Boolean!", "false"), (field.Arguments[0].Description?.Text, $"{field.Arguments[0].Type}", $"{field.Arguments[0].DefaultValue}"));
        Assert.Equal("c", Assert.Single(field.Arguments[0].Directives).Name);
    }

    [Fact]
    public void Parse_Should_KeepEveryPart_When_OtherKindsAreDefined()
    {
        var union = Parse<UnionTypeDefinition>("union U @a = | A | B");
        Assert.Equal(["A", "B"], union.Types.Select(found => found.Name));

        var values = Parse<EnumTypeDefinition>("enum E @a { \"one\" A B @deprecated(reason: \"x\") }").Values;
        Assert.Equal([("A", "one", 0), ("B", null, 1)], values.Select(found => (found.Name, found.Description?.Text, found.Directives.Count)));

        var fields = Parse<InputObjectTypeDefinition>("input I @oneOf { a: Int = 1 @b, c: [I!] }").Fields;
        Assert.Equal(["a: Int = 1 @b", "c: [I!]"], fields.Select(found => found.ToString()));

        Assert.Equal("url", Assert.Single(Assert.Single(Parse<ScalarTypeDefinition>("scalar S @specifiedBy(url: \"u\")").Directives).Arguments).Name);
        Assert.Equal(["Node"], Parse<InterfaceTypeDefinition>("interface N implements Node { id: ID }").Interfaces.Select(found => found.Name));

        var schema = Parse<SchemaDefinition>("\"d\" schema @a { query: Q mutation: M subscription: S }");
        Assert.Equal(
            [(OperationKind.Query, "Q"), (OperationKind.Mutation, "M"), (OperationKind.Subscription, "S")],
            schema.OperationTypes.Select(found => (found.Operation, found.Type.Name)));

        var directive = Parse<DirectiveDefinition>("\"d\" directive @a(x: Int, y: [Int!] = []) repeatable on | FIELD | ENUM_VALUE");
        Assert.Equal(("a", true, 2), (directive.Name, directive.IsRepeatable, directive.Arguments.Count));
        Assert.Equal(["FIELD", "ENUM_VALUE"], directive.Locations);
    }

    [Theory]
    [InlineData("extend schema @a")]
    [InlineData("extend schema {\n  query: Q\n}")]
    [InlineData("extend scalar S @a")]
    [InlineData("extend type T @a")]
    [InlineData("extend type T implements A")]
    [InlineData("extend type T {\n  a: Int\n}")]
    [InlineData("extend interface T implements A & B @a {\n  a: Int\n}")]
    [InlineData("extend union U = A")]
    [InlineData("extend union U @a")]
    [InlineData("extend enum E {\n  A\n}")]
    [InlineData("extend enum E @a")]
    [InlineData("extend input I {\n  a: Int\n}")]
    [InlineData("extend input I @a")]
    public void Parse_Should_KnowAnExtension_When_ItAddsSomething(string text)
    {
        var extension = Parse<TypeSystemDefinition>(text);

        Assert.True(extension.IsExtension);
        Assert.Equal(text, extension.ToString());
    }

    [Theory]
    [InlineData("type T")]
    [InlineData("interface I")]
    [InlineData("union U")]
    [InlineData("enum E")]
    [InlineData("input I")]
    public void Parse_Should_Accept_When_ADefinitionHasNoMembersYet(string text) => Assert.Equal(text, Parse<TypeDefinition>(text).ToString());

    [Theory]
    [InlineData("type Hello {\n  world: String!\n}")]
    [InlineData("type Hello implements Wo & rld {\n  field: String\n}")]
    [InlineData("interface Hello implements Wo & rld {\n  field: String\n}")]
    [InlineData("type Hello {\n  world(flag: Boolean = true): String\n}")]
    [InlineData("type Hello {\n  world(things: [String]): String\n}")]
    [InlineData("type Hello {\n  world(argOne: Boolean, argTwo: Int): String\n}")]
    [InlineData("enum Hello {\n  WORLD\n}")]
    [InlineData("union Hello = World")]
    [InlineData("union Hello = Wo | Rld")]
    [InlineData("scalar Hello")]
    [InlineData("input Hello {\n  world: String\n}")]
    [InlineData("input Hello @oneOf {\n  key: String\n  answer: Int = 42\n  other: Float = 1.23e4 @d\n  six: InputType = {key: \"value\", list: [\"a\", null]}\n}")]
    [InlineData("directive @foo repeatable on OBJECT | INTERFACE")]
    [InlineData("directive @foo(\n  \"about\"\n  if: Boolean! @d\n) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT")]
    [InlineData("\"\"\"About.\"\"\"\nschema @d {\n  query: Q\n  mutation: M\n}")]
    public void Print_Should_GiveTheSameText_When_ADefinitionIsRead(string text) => Assert.Equal(text, Parse<TypeSystemDefinition>(text).ToString());

    [Fact]
    public void Parse_Should_EndAnExtension_When_AnotherFollows()
    {
        var document = Parser.Parse("extend type Hello implements Greeting\n\nextend type Hello implements SecondGreeting extend interface Hello implements A extend interface Hello implements B");

        Assert.Equal(["Greeting", "SecondGreeting"], document.Definitions.OfType<ObjectTypeDefinition>().SelectMany(found => found.Interfaces).Select(found => found.Name));
        Assert.Equal(["A", "B"], document.Definitions.OfType<InterfaceTypeDefinition>().SelectMany(found => found.Interfaces).Select(found => found.Name));
    }

    [Theory]
    [InlineData("Thing", typeof(TypeCoordinate))]
    [InlineData("__Type.name", typeof(MemberCoordinate))]
    [InlineData("Thing.name(upper:)", typeof(ArgumentCoordinate))]
    [InlineData("@mark", typeof(DirectiveCoordinate))]
    [InlineData("@mark(level:)", typeof(DirectiveArgumentCoordinate))]
    public void ParseSchemaCoordinate_Should_KnowItsKind_When_ItIsOne(string text, Type expected)
    {
        var coordinate = Parser.ParseSchemaCoordinate(text);

        Assert.IsType(expected, coordinate);
        Assert.Equal(text, coordinate.ToString());
    }

    [Theory]
    [InlineData("", "Syntax Error: Expected Name, found <EOF>. @1:1")]
    [InlineData(" Thing", "Syntax Error: Expected Name, found \" \". @1:1")]
    [InlineData("Thing.", "Syntax Error: Expected Name, found <EOF>. @1:7")]
    [InlineData("Thing.a.b", "Syntax Error: Expected <EOF>, found \".\". @1:8")]
    [InlineData("Thing.a(b)", "Syntax Error: Expected \":\", found \")\". @1:10")]
    [InlineData("Thing.a(b: 1)", "Syntax Error: Expected \")\", found \" \". @1:11")]
    [InlineData("Thing(b:)", "Syntax Error: Expected <EOF>, found \"(\". @1:6")]
    [InlineData("@mark.a", "Syntax Error: Expected <EOF>, found \".\". @1:6")]
    [InlineData("@ mark", "Syntax Error: Expected Name, found \" \". @1:2")]
    [InlineData("9a", "Syntax Error: Expected Name, found \"9\". @1:1")]
    [InlineData("Thing.é", "Syntax Error: Expected Name, found \"é\". @1:7")]
    public void ParseSchemaCoordinate_Should_Refuse_When_ItIsNone(string text, string expected)
        => Assert.Equal(expected, Syntax.Write(Assert.Throws<GraphQLSyntaxException>(() => Parser.ParseSchemaCoordinate(text))));

    private static T Parse<T>(string text)
        where T : Definition
        => Assert.IsAssignableFrom<T>(Assert.Single(Parser.Parse(text).Definitions));
}
