using Dam.GraphQL.Language;

namespace Dam.Tests.GraphQL.Language;

/// <summary>The tree of executable documents.</summary>
public sealed class ParserTests
{
    private const string Sample =
        """
        "What it is for" query Load("which one" $id: ID! = "é😀" @mark(a: 1), $sizes: [[Int!]!]) @cached {
          thing: node(id: $id, where: {min: 1.5, tags: [A, null, true], inner: {}}) @include(if: true) {
            id
            ...Parts @once
            ... on Image @skip(if: false) { width }
            ... { name }
          }
        }
        "Some" fragment Parts on Node @f { id }
        """;

    [Fact]
    public void Parse_Should_KeepEveryPart_When_TheDocumentHasAll()
    {
        var document = Parser.Parse(Sample);

        Assert.Equal(2, document.Definitions.Count);
        var operation = Assert.IsType<OperationDefinition>(document.Definitions[0]);
        Assert.Equal(OperationKind.Query, operation.Kind);
        Assert.Equal("Load", operation.Name);
        Assert.Equal("What it is for", operation.Description?.Text);
        Assert.Equal("cached", Assert.Single(operation.Directives).Name);

        var (id, sizes) = (operation.Variables[0], operation.Variables[1]);
        Assert.Equal("which one", id.Description?.Text);
        Assert.Equal("id", id.Name);
        Assert.Equal("ID", Assert.IsType<NamedTypeReference>(Assert.IsType<NonNullTypeReference>(id.Type).Of).Name);
        Assert.Equal("é😀", Assert.IsType<StringValue>(id.DefaultValue).Text);
        Assert.Equal("mark", Assert.Single(id.Directives).Name);
        var inner = Assert.IsType<NonNullTypeReference>(Assert.IsType<ListTypeReference>(sizes.Type).Of);
        Assert.IsType<NonNullTypeReference>(Assert.IsType<ListTypeReference>(inner.Of).Of);

        var field = Assert.IsType<Field>(Assert.Single(operation.SelectionSet.Selections));
        Assert.Equal(("thing", "node", "thing"), (field.Alias, field.Name, field.ResponseName));
        Assert.Equal("id", Assert.IsType<Variable>(field.Arguments[0].Value).Name);
        var where = Assert.IsType<ObjectValue>(field.Arguments[1].Value);
        Assert.Equal("1.5", Assert.IsType<FloatValue>(where.Fields[0].Value).Text);
        var tags = Assert.IsType<ListValue>(where.Fields[1].Value);
        Assert.Equal("A", Assert.IsType<EnumValue>(tags.Items[0]).Name);
        Assert.IsType<NullValue>(tags.Items[1]);
        Assert.True(Assert.IsType<BooleanValue>(tags.Items[2]).Value);
        Assert.Empty(Assert.IsType<ObjectValue>(where.Fields[2].Value).Fields);

        var selections = field.SelectionSet!.Selections;
        Assert.Null(Assert.IsType<Field>(selections[0]).SelectionSet);
        Assert.Equal("Parts", Assert.IsType<FragmentSpread>(selections[1]).Name);
        Assert.Equal("Image", Assert.IsType<InlineFragment>(selections[2]).TypeCondition?.Name);
        Assert.Null(Assert.IsType<InlineFragment>(selections[3]).TypeCondition);

        var fragment = Assert.IsType<FragmentDefinition>(document.Definitions[1]);
        Assert.Equal(("Parts", "Node", "Some"), (fragment.Name, fragment.TypeCondition.Name, fragment.Description?.Text));
    }

    [Fact]
    public void Parse_Should_GiveEachNodeItsBytes_When_CharactersAreLong()
    {
        var document = Parser.Parse(Sample);
        var operation = (OperationDefinition)document.Definitions[0];
        var field = (Field)operation.SelectionSet.Selections[0];

        Assert.StartsWith("\"What it is for\" query", Syntax.Span(document, operation), StringComparison.Ordinal);
        Assert.EndsWith("}", Syntax.Span(document, operation), StringComparison.Ordinal);
        Assert.Equal("\"which one\" $id: ID! = \"é😀\" @mark(a: 1)", Syntax.Span(document, operation.Variables[0]));
        Assert.Equal("$id", Syntax.Span(document, operation.Variables[0].Variable));
        Assert.Equal("[[Int!]!]", Syntax.Span(document, operation.Variables[1].Type));
        Assert.Equal("where: {min: 1.5, tags: [A, null, true], inner: {}}", Syntax.Span(document, field.Arguments[1]));
        Assert.Equal("@include(if: true)", Syntax.Span(document, field.Directives[0]));
        Assert.Equal("...Parts @once", Syntax.Span(document, field.SelectionSet!.Selections[1]));
        Assert.Equal("... { name }", Syntax.Span(document, field.SelectionSet.Selections[3]));
        Assert.Equal(new SourceLocation(1, 24), document.Source.LocationOf(operation.NameStart));
        Assert.Equal(new SourceLocation(2, 10), document.Source.LocationOf(field.NameStart));
        Assert.Equal(new SourceLocation(1, 57), document.Source.LocationOf(operation.Variables[0].Directives[0].Start));
    }

    [Theory]
    [InlineData("{ a }", OperationKind.Query)]
    [InlineData("query { a }", OperationKind.Query)]
    [InlineData("mutation { a }", OperationKind.Mutation)]
    [InlineData("subscription { a }", OperationKind.Subscription)]
    public void Parse_Should_KnowTheKind_When_AnOperationIsAnonymous(string text, OperationKind expected)
    {
        var operation = Assert.IsType<OperationDefinition>(Assert.Single(Parser.Parse(text).Definitions));

        Assert.Equal(expected, operation.Kind);
        Assert.Null(operation.Name);
    }

    [Theory]
    [InlineData("query on { on }")]
    [InlineData("query fragment { fragment }")]
    [InlineData("query query { query(query: query) @query }")]
    [InlineData("query true { true(true: true, null: null, false: false) }")]
    [InlineData("fragment query on fragment { type }")]
    [InlineData("{ ...type ...fragment ... on on { on } }")]
    [InlineData("type type implements interface & input { type(schema: enum = extend): union }")]
    [InlineData("enum scalar { on type directive repeatable }")]
    [InlineData("directive @directive repeatable on FIELD")]
    [InlineData("{ _ __ _0 a9 }")]
    public void Parse_Should_TakeKeywordsAsNames_When_TheyStandForNames(string text)
    {
        var printed = Parser.Parse(text).ToString();

        Assert.Equal(Tokens(text), Tokens(printed));
    }

    [Theory]
    [InlineData("{a,b,,c}")]
    [InlineData("\uFEFF{ a b \uFEFF c }")]
    [InlineData("# comment\r\n{ a # b\n\tb #c\r c }#")]
    [InlineData(",,,{,a,b\n,c,},")]
    public void Parse_Should_IgnoreThem_When_CommasCommentsAndMarksStandBetweenTokens(string text)
        => Assert.Equal("{\n  a\n  b\n  c\n}", Parser.Parse(text).ToString());

    [Fact]
    public void Parse_Should_CountTokensWithoutComments_When_ThereAreAny() => Assert.Equal(5, Parser.Parse("# x\n{ a ...F } #").TokenCount);

    [Fact]
    public void Parse_Should_ShareStrings_When_NamesRepeat()
    {
        var selections = ((OperationDefinition)Parser.Parse("{ name x: name }").Definitions[0]).SelectionSet.Selections;

        Assert.Same(((Field)selections[0]).Name, ((Field)selections[1]).Name);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'{', 0x80, (byte)'}' })]
    [InlineData(new byte[] { (byte)'#', 0xC0, 0xAF })]
    [InlineData(new byte[] { (byte)'#', 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { (byte)'#', 0xF0, 0x9F, 0x98 })]
    [InlineData(new byte[] { (byte)'#', 0xFF })]
    public void Parse_Should_Refuse_When_TheBytesAreNotUtf8(byte[] utf8)
    {
        var problem = Assert.Throws<GraphQLSyntaxException>(() => Parser.Parse(utf8));

        Assert.Equal("Syntax Error: The document is not valid UTF-8. @1:2", Syntax.Write(problem));
    }

    [Fact]
    public void Parse_Should_Refuse_When_TextHasHalfASurrogatePair()
    {
        var problem = Assert.Throws<GraphQLSyntaxException>(() => Parser.Parse("{ é\n a(x: \"\uD83D\") }"));

        Assert.Equal("Syntax Error: Invalid character: U+D83D. @2:8", Syntax.Write(problem));
    }

    [Theory]
    [InlineData("[1, {a: $b}]", false)]
    [InlineData("\"\"\"block\"\"\"", true)]
    [InlineData("-0", true)]
    [InlineData("-1.5e-10", true)]
    [InlineData("4", true)]
    [InlineData("-4", true)]
    [InlineData("9", true)]
    [InlineData("0", true)]
    [InlineData("4.123", true)]
    [InlineData("-4.123", true)]
    [InlineData("0.123", true)]
    [InlineData("123e4", true)]
    [InlineData("123E4", true)]
    [InlineData("123e-4", true)]
    [InlineData("123e+4", true)]
    [InlineData("-1.123e4", true)]
    [InlineData("-1.123E4", true)]
    [InlineData("-1.123e-4", true)]
    [InlineData("-1.123e+4", true)]
    [InlineData("-1.123e4567", true)]
    [InlineData("[123, \"abc\"]", true)]
    [InlineData("{a: {b: [$c]}}", false)]
    public void ParseValue_Should_ReadOneValue_When_NothingFollows(string text, bool isConst) => Assert.Equal(text, Parser.ParseValue(text, isConst).ToString());

    [Theory]
    [InlineData("1 2", false, "Syntax Error: Expected <EOF>, found Int \"2\". @1:3")]
    [InlineData("[$a]", true, "Syntax Error: Unexpected variable \"$a\" in constant value. @1:2")]
    [InlineData("", true, "Syntax Error: Unexpected <EOF>. @1:1")]
    [InlineData("$", false, "Syntax Error: Expected Name, found <EOF>. @1:2")]
    [InlineData(":", false, "Syntax Error: Unexpected \":\". @1:1")]
    [InlineData("{ field: $var }", true, "Syntax Error: Unexpected variable \"$var\" in constant value. @1:10")]
    [InlineData("$", true, "Syntax Error: Unexpected \"$\". @1:1")]
    public void ParseValue_Should_Refuse_When_ItIsNotOneValue(string text, bool isConst, string expected)
        => Assert.Equal(expected, Syntax.Write(Assert.Throws<GraphQLSyntaxException>(() => Parser.ParseValue(text, isConst))));

    [Theory]
    [InlineData("String")]
    [InlineData("String!")]
    [InlineData("[String]")]
    [InlineData("[[String!]!]!")]
    [InlineData("[MyType!]")]
    public void ParseType_Should_ReadOneType_When_NothingFollows(string text) => Assert.Equal(text, Parser.ParseType(text).ToString());

    [Theory]
    [InlineData("String!!", "Syntax Error: Expected <EOF>, found \"!\". @1:8")]
    [InlineData("[String", "Syntax Error: Expected \"]\", found <EOF>. @1:8")]
    [InlineData("[]", "Syntax Error: Expected Name, found \"]\". @1:2")]
    public void ParseType_Should_Refuse_When_ItIsNotOneType(string text, string expected)
        => Assert.Equal(expected, Syntax.Write(Assert.Throws<GraphQLSyntaxException>(() => Parser.ParseType(text))));

    private static string Tokens(string text) => new([.. text.Where(c => !char.IsWhiteSpace(c) && c != ',')]);
}
