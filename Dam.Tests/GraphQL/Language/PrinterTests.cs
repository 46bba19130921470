using Dam.GraphQL.Language;

namespace Dam.Tests.GraphQL.Language;

public sealed class PrinterTests
{
    [Theory]
    [InlineData("{a}", "{\n  a\n}")]
    [InlineData("query{a}", "{\n  a\n}")]
    [InlineData("query A{a}", "query A {\n  a\n}")]
    [InlineData("query @x{a}", "query @x {\n  a\n}")]
    [InlineData("query($a:Int){a}", "query ($a: Int) {\n  a\n}")]
    [InlineData("query A($a:Int=1@x$b:[B!]!){a}", "query A($a: Int = 1 @x, $b: [B!]!) {\n  a\n}")]
    [InlineData("\"d\"query{a}", "\"d\"\nquery {\n  a\n}")]
    [InlineData("query A(\"d\"$a:Int,$b:Int){a}", "query A(\n  \"d\"\n  $a: Int\n  $b: Int\n) {\n  a\n}")]
    [InlineData("mutation{a:b(c:$d)@e(f:{g:[1.5,null,H,true]}){...I@j...on K@l{m}...{n}...@o{p}}}", "mutation {\n  a: b(c: $d) @e(f: {g: [1.5, null, H, true]}) {\n    ...I @j\n    ... on K @l {\n      m\n    }\n    ... {\n      n\n    }\n    ... @o {\n      p\n    }\n  }\n}")]
    [InlineData("\"d\"fragment A on B@c{d}", "\"d\"\nfragment A on B @c {\n  d\n}")]
    [InlineData("{a}subscription B{b}", "{\n  a\n}\n\nsubscription B {\n  b\n}")]
    [InlineData("{a(b:\"12345678901234567890123456789012345678901234567890\",c:\"12345678901234567890\")}", "{\n  a(\n    b: \"12345678901234567890123456789012345678901234567890\"\n    c: \"12345678901234567890\"\n  )\n}")]
    [InlineData("{a(b:\"\"\"one\"\"\",c:\"\"\"\none\n  two\n\"\"\")}", "{\n  a(b: \"\"\"one\"\"\", c: \"\"\"\n  one\n    two\n  \"\"\")\n}")]
    [InlineData("\"\"\"d\"\"\"type A implements B&C@d{\"e\"f(\"g\"h:Int=1@i):J@k}", "\"\"\"d\"\"\"\ntype A implements B & C @d {\n  \"e\"\n  f(\n    \"g\"\n    h: Int = 1 @i\n  ): J @k\n}")]
    [InlineData("\"\"\"\nlong\nlonger\"\"\"directive@a(b:Int)repeatable on FIELD|QUERY", "\"\"\"\nlong\nlonger\n\"\"\"\ndirective @a(b: Int) repeatable on FIELD | QUERY")]
    [InlineData("enum A{\"d\"B C@e}", "enum A {\n  \"d\"\n  B\n  C @e\n}")]
    [InlineData("union A=|B|C extend union A@d extend schema{query:Q}", "union A = B | C\n\nextend union A @d\n\nextend schema {\n  query: Q\n}")]
    public void Print_Should_LayItOut_When_ANodeHasParts(string text, string expected) => Assert.Equal(expected, Parser.Parse(text).ToString());

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("", "\"\"")]
    [InlineData("quote \" backslash \\ slash /", "\"quote \\\" backslash \\\\ slash /\"")]
    [InlineData("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"")]
    [InlineData("\0\u0007\u001F\u007F\u009F\u00A0é😀", "\"\\u0000\\u0007\\u001F\\u007F\\u009F\u00A0é😀\"")]
    public void Print_Should_Escape_When_AStringNeedsIt(string text, string expected)
    {
        var printed = new StringValue { Text = text }.ToString();

        Assert.Equal(expected, printed);
        Syntax.ShouldSay(printed, text, isBlock: false);
    }

    [Theory]
    [InlineData("", "\"\"\"\"\"\"")]
    [InlineData("one", "\"\"\"one\"\"\"")]
    [InlineData("  indented", "\"\"\"  indented\"\"\"")]
    [InlineData("ends with \"", "\"\"\"ends with \"\n\"\"\"")]
    [InlineData("ends with \\", "\"\"\"ends with \\\n\"\"\"")]
    [InlineData("has \"\"\" inside", "\"\"\"has \\\"\"\" inside\"\"\"")]
    [InlineData("\"", "\"\"\"\"\n\"\"\"")]
    [InlineData("a\n  b\n\nc", "\"\"\"\na\n  b\n\nc\n\"\"\"")]
    [InlineData("  a\nb", "\"\"\"\n  a\nb\n\"\"\"")]
    [InlineData("a\n   \nb", "\"\"\"\na\n   \nb\n\"\"\"")]
    [InlineData("triple quotation \"\"\"", "\"\"\"triple quotation \\\"\"\"\n\"\"\"")]
    [InlineData("    space-led value \"quoted string\"", "\"\"\"    space-led value \"quoted string\"\n\"\"\"")]
    [InlineData("\u0009\"\n\"", "\"\"\"\n\u0009\"\n\"\n\"\"\"")]
    [InlineData("    first  \n  line     \nindentation\n     string", "\"\"\"\n    first  \n  line     \nindentation\n     string\n\"\"\"")]
    public void Print_Should_StayABlock_When_ABlockCanSayIt(string text, string expected)
    {
        var printed = new StringValue { Text = text, IsBlock = true }.ToString();

        Assert.Equal(expected, printed);
        Syntax.ShouldSay(printed, text, isBlock: true);
    }

    [Theory]
    [InlineData("\nstarts blank")]
    [InlineData("ends blank\n")]
    [InlineData("   ")]
    [InlineData("  all\n  lines indented")]
    [InlineData("carriage\rreturn")]
    [InlineData("\u0009")]
    [InlineData(" \u0009")]
    [InlineData("\n")]
    [InlineData("\n\n\n")]
    [InlineData(" \n  \n")]
    [InlineData("\u0009\n\u0009\u0009\n")]
    [InlineData("\r")]
    [InlineData("\n\r")]
    [InlineData("a\rb")]
    [InlineData(" \na")]
    [InlineData("\u0009\na")]
    [InlineData("a\n ")]
    [InlineData("a\n\u0009")]
    [InlineData("\u0009\"\n \n\u0009\"")]
    public void Print_Should_QuoteIt_When_NoBlockCanSayIt(string text)
    {
        var printed = new StringValue { Text = text, IsBlock = true }.ToString();

        Syntax.ShouldSay(printed, text, isBlock: false);
    }

    [Fact]
    public void Print_Should_KeepABlocksText_When_ItStandsDeep()
    {
        const string Text = "one\n\n   \n  two\n \tthree";
        var type = Parser.Parse($"type A {{ b(\"\"\"\n{Text}\n\"\"\" c: Int): Int }}");

        var again = Assert.IsType<Dam.GraphQL.Language.TypeSystem.ObjectTypeDefinition>(Assert.Single(Parser.Parse(type.ToString()).Definitions));

        Assert.Equal(Text, again.Fields[0].Arguments[0].Description?.Text);
    }
}
