using Dam.GraphQL.Types;
using Dam.GraphQL.Validation;

namespace Dam.Tests.GraphQL.Types;

/// <summary>A schema's text says all that the schema is: what is built from it prints the same again.</summary>
public sealed class SchemaPrinterTests
{
    private const string Root = "type Query {\n  a: Int\n}";

    [Theory]
    [InlineData("")]
    [InlineData("type A {\n  str: String\n  int: Int\n  float: Float\n  id: ID\n  bool: Boolean\n}")]
    [InlineData("type A {\n  b: Int!\n  c: [Int]\n  d: [Int]!\n  e: [Int!]\n  f: [Int!]!\n  g: [[Int!]!]!\n}")]
    [InlineData("type A {\n  self: A\n  b: B\n}\n\ntype B {\n  a: A\n}")]
    [InlineData("type A {\n  b(c: Int): Int\n}")]
    [InlineData("type A {\n  b(c: Int, d: Boolean): Int\n}")]
    [InlineData("type A {\n  b(c: Int = 2): Int\n}")]
    [InlineData("type A {\n  b(c: String = \"tes\\t de\\fault\"): Int\n}")]
    [InlineData("type A {\n  b(c: Int = null): Int\n}")]
    [InlineData("type A {\n  b(c: Int!, d: [Int!]! = [1, 2], e: Boolean = false, f: Float = 1.5e3): Int\n}")]
    [InlineData("type A {\n  b(c: I = {d: 1, e: [{d: 2}]}): Int\n}\n\ninput I {\n  d: Int\n  e: [I!]\n}")]
    [InlineData("interface A {\n  b: Int\n}")]
    [InlineData("type A implements B {\n  c: Int\n}\n\ninterface B {\n  c: Int\n}")]
    [InlineData("type A implements B & C {\n  d: Int\n}\n\ninterface B {\n  d: Int\n}\n\ninterface C {\n  d: Int\n}")]
    [InlineData("type A implements B & C {\n  d: Int\n}\n\ninterface B implements C {\n  d: Int\n}\n\ninterface C {\n  d: Int\n}")]
    [InlineData("union A = Query")]
    [InlineData("type A {\n  b: Int\n}\n\nunion C = Query | A")]
    [InlineData("enum A {\n  B\n}")]
    [InlineData("enum A {\n  C\n  B\n}")]
    [InlineData("input A {\n  b: Int\n}")]
    [InlineData("input A {\n  b: Int = 1\n  c: [E!] = [F]\n}\n\nenum E {\n  F\n}")]
    [InlineData("input A @oneOf {\n  b: Int\n  c: String\n}")]
    [InlineData("scalar A")]
    [InlineData("scalar A @specifiedBy(url: \"https://example.com/a\")")]
    [InlineData("directive @a on FIELD\n\ndirective @b(c: Int = 1, d: [String!]!) repeatable on OBJECT | INTERFACE")]
    [InlineData("directive @a(b: Int @deprecated) on FIELD")]
    [InlineData("type A {\n  b: Int @deprecated\n  c: Int @deprecated(reason: \"\")\n  d: Int @deprecated(reason: \"Use `b`.\")\n  e(f: Int @deprecated): Int\n}")]
    [InlineData("enum A {\n  B @deprecated\n  C @deprecated(reason: \"why\")\n}")]
    [InlineData("input A {\n  b: Int @deprecated(reason: \"why\")\n  c: Int @deprecated\n}")]
    [InlineData("directive @t repeatable on SCALAR | OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION | INTERFACE | UNION | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION\n\n"
        + "type A implements I @t @t {\n  b(c: Int @t): Int @t\n}\n\nenum E @t {\n  F @t\n}\n\ninterface I @t {\n  b(c: Int): Int\n}\n\ninput P @t {\n  b: Int @t\n}\n\nscalar S @t\n\nunion U @t = A")]
    [InlineData("\"What it is.\"\ntype A {\n  \"One\"\n  b: Int\n}")]
    [InlineData("\"\"\"\nLong\n  and indented\n\"\"\"\ntype A {\n  b(\n    \"of c\"\n    c: Int\n  ): Int\n}")]
    [InlineData("\"\"\"\na \\\"\"\" quote\nand \\ slash\n\"\"\"\nscalar A")]
    [InlineData("\"d\"\nenum A {\n  \"e\"\n  B\n}\n\n\"d\"\ninput C {\n  \"e\"\n  b: Int\n}\n\n\"d\"\ninterface D {\n  \"e\"\n  b: Int\n}\n\n\"d\"\nunion U = Query")]
    [InlineData("\"d\"\ndirective @a(\n  \"e\"\n  b: Int\n) on FIELD")]
    public void Print_Should_SayItAll_When_ASchemaIsBuiltFromItsText(string definitions)
    {
        // Directives come first, then types by their names: the root stands where its name does.
        var parts = definitions.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Append(Root).OrderBy(NameOf, StringComparer.Ordinal);
        ShouldPrintBack(string.Join("\n\n", parts));
    }

    [Theory]
    [InlineData("type Mutation {\n  b: Int\n}\n\ntype Query {\n  a: Int\n}\n\ntype Subscription {\n  c: Int\n}")]
    [InlineData("schema {\n  query: Q\n}\n\ntype Q {\n  a: Int\n}")]
    [InlineData("schema {\n  query: Q\n  mutation: M\n  subscription: S\n}\n\ntype M {\n  a: Int\n}\n\ntype Q {\n  a: Int\n}\n\ntype S {\n  a: Int\n}")]
    [InlineData("\"What it is for.\"\nschema {\n  query: Query\n}\n\ntype Query {\n  a: Int\n}")]
    [InlineData("schema @a {\n  query: Query\n}\n\ndirective @a on SCHEMA\n\ntype Query {\n  a: Int\n}")]
    [InlineData("schema {\n  query: Query\n}\n\ntype Mutation {\n  noRoot: Int\n}\n\ntype Query {\n  a: Int\n}")]
    public void Print_Should_NameRoots_When_TheirNamesDoNot(string sdl) => ShouldPrintBack(sdl);

    [Theory]
    [InlineData("extend type Query { b: Int } type Query { a: Int }", "type Query {\n  a: Int\n  b: Int\n}")]
    [InlineData("type Query { a: E } enum E { A } extend enum E { B } extend enum E @t directive @t on ENUM", "directive @t on ENUM\n\nenum E @t {\n  A\n  B\n}\n\ntype Query {\n  a: E\n}")]
    [InlineData("type Query { a: Int } extend schema { mutation: M } type M { b: Int }", "schema {\n  query: Query\n  mutation: M\n}\n\ntype M {\n  b: Int\n}\n\ntype Query {\n  a: Int\n}")]
    [InlineData("type Query { a: S } scalar S extend scalar S @t directive @t on SCALAR", "directive @t on SCALAR\n\ntype Query {\n  a: S\n}\n\nscalar S @t")]
    [InlineData("type Query { a: Int } extend type Query implements I interface I { a: Int } extend interface I { a2: Int } extend type Query { a2: Int }", "interface I {\n  a: Int\n  a2: Int\n}\n\ntype Query implements I {\n  a: Int\n  a2: Int\n}")]
    [InlineData("type Query { a(i: I): U } union U = A extend union U = B type A { a: Int } type B { a: Int } input I { a: Int } extend input I { b: Int }", "type A {\n  a: Int\n}\n\ntype B {\n  a: Int\n}\n\ninput I {\n  a: Int\n  b: Int\n}\n\ntype Query {\n  a(i: I): U\n}\n\nunion U = A | B")]
    [InlineData("type Query { a: S } scalar S extend scalar S @specifiedBy(url: \"u\")", "type Query {\n  a: S\n}\n\nscalar S @specifiedBy(url: \"u\")")]
    [InlineData("type Query { a(i: I): Int } input I { b: Int } extend input I @oneOf { c: Int }", "input I @oneOf {\n  b: Int\n  c: Int\n}\n\ntype Query {\n  a(i: I): Int\n}")]
    public void Print_Should_ShowWhatBecame_When_TypesAreExtended(string sdl, string expected) => Assert.Equal(expected, Printed(sdl));

    [Fact]
    public void Print_Should_LeaveOutWhatEverySchemaHas()
        => Assert.Equal(Root, Printed($"{Root} directive @skip(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT scalar Int"));

    [Theory]
    [InlineData("String", true)]
    [InlineData("Boolean", true)]
    [InlineData("Int", true)]
    [InlineData("Float", false)]
    [InlineData("ID", false)]
    [InlineData("__Schema", true)]
    [InlineData("Missing", false)]
    public void Schema_Should_HaveBuiltInScalars_When_TheyAreReferredTo(string name, bool expected)
        => Assert.Equal(expected, SdlSchemaBuilder.Build(Root).GetType(name) is not null);

    private static string NameOf(string definition)
    {
        var head = definition.Split('\n').First(line => line.Split(' ')[0] is "type" or "interface" or "union" or "enum" or "input" or "scalar" or "directive");
        return head.StartsWith("directive", StringComparison.Ordinal) ? "" : head.Split(' ')[1];
    }

    private static void ShouldPrintBack(string sdl)
    {
        Assert.Empty(SchemaValidation.Validate(SdlSchemaBuilder.Build(sdl)));
        Assert.Equal(sdl, Printed(sdl));
    }

    private static string Printed(string sdl) => SchemaPrinter.Print(SdlSchemaBuilder.Build(sdl)).Trim();
}
