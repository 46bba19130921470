using Dam.GraphQL.Language;

namespace Dam.Tests.GraphQL.Language;

/// <summary>Documents beyond the limits end at the limit, not at the document's end or the stack's.</summary>
public sealed class LimitTests
{
    private const int MostMilliseconds = 500;

    public static TheoryData<string, string> Bombs => new()
    {
        { new string('{', 100_000), "Syntax Error: Expected Name, found \"{\". @1:2" },
        { Repeat("{a", 100_000), "Syntax Error: Document is nested deeper than 200 levels. Parsing aborted. @1:401" },
        { Repeat("{...", 100_000), "Syntax Error: Document is nested deeper than 200 levels. Parsing aborted. @1:801" },
        { Repeat("{...on A", 100_000), "Syntax Error: Document is nested deeper than 200 levels. Parsing aborted. @1:1601" },
        { "{a(b:" + new string('[', 100_000), "Syntax Error: Document is nested deeper than 200 levels. Parsing aborted. @1:205" },
        { "{a(b:" + Repeat("{c:", 100_000), "Syntax Error: Document is nested deeper than 200 levels. Parsing aborted. @1:603" },
        { "{a@b(c:" + Repeat("[{d:", 100_000), "Syntax Error: Document is nested deeper than 200 levels. Parsing aborted. @1:405" },
        { "query($a:" + new string('[', 100_000), "Syntax Error: Document is nested deeper than 200 levels. Parsing aborted. @1:210" },
        { "query($a:A=" + new string('[', 100_000), "Syntax Error: Document is nested deeper than 200 levels. Parsing aborted. @1:212" },
        { "type A{a:" + new string('[', 100_000), "Syntax Error: Document is nested deeper than 200 levels. Parsing aborted. @1:210" },
        { "{" + Repeat("a ", 500_000) + "}", "Syntax Error: Document contains more than 10000 fields. Parsing aborted. @1:20002" },
        { "{a" + Repeat("@b", 400_000), "Syntax Error: Document contains more than 20000 tokens. Parsing aborted. @1:20001" },
        { "{a(b:[" + Repeat("1 ", 400_000), "Syntax Error: Document contains more than 20000 tokens. Parsing aborted. @1:39995" },
        { Repeat("query{a}", 100_000), "Syntax Error: Document contains more than 20000 tokens. Parsing aborted. @1:40001" },
        { "{" + new string(' ', 4_000_000), "Syntax Error: Document is larger than 2097152 bytes. Parsing aborted. @1:1" },
        { Repeat("#\n", 500_000), "Syntax Error: Unexpected <EOF>. @500001:1" },
        { "{a(b:\"" + Repeat("\\u0041", 150_000), "Syntax Error: Unterminated string. @1:900007" },
        { "{a(b:\"\"\"" + Repeat("\\\"\"\"", 200_000), "Syntax Error: Unterminated string. @1:800009" },
        { "{a(b:\"\"\"" + new string('\n', 900_000), "Syntax Error: Unterminated string. @900001:1" },
        { new string('a', 1_000_000), $"Syntax Error: Unexpected Name \"{new string('a', 200)}…\". @1:1" },
    };

    [Theory]
    [MemberData(nameof(Bombs), DisableDiscoveryEnumeration = true)]
    public void Parse_Should_RefuseAtOnce_When_ADocumentIsABomb(string document, string expected)
    {
        var started = ThreadTime.Now;

        Syntax.ShouldRefuse(document, expected);

        var spent = (ThreadTime.Now - started).TotalMilliseconds;
        Assert.True(spent < MostMilliseconds, $"It took {spent:0} ms.");
    }

    [Fact]
    public void Parse_Should_KeepItsStack_When_DepthIsAtTheCeiling()
    {
        const int Deep = ParserOptions.DepthCeiling;
        var document = Repeat("{a", Deep - 1) + "{a(b:1)}" + new string('}', Deep - 1);
        var printed = string.Empty;

        // A stack much smaller than any that a request runs on.
        var thread = new Thread(() => printed = Parser.Parse(Parser.Parse(document, ParserOptions.Trusted).ToString(), ParserOptions.Trusted).ToString(), 1024 * 1024);
        thread.Start();
        thread.Join();

        Assert.Contains("a(b: 1)", printed, StringComparison.Ordinal);
        Assert.Throws<GraphQLSyntaxException>(() => Parser.Parse("{a" + document + "}", ParserOptions.Trusted));
    }

    [Fact]
    public void Parse_Should_Accept_When_ADocumentIsJustWithinItsLimits()
    {
        var options = new ParserOptions { MaxBytes = 8, MaxTokens = 7, MaxFields = 3, MaxDepth = 2 };

        Assert.Equal(7, Parser.Parse("{a b{c}}", options).TokenCount);
        Assert.Throws<GraphQLSyntaxException>(() => Parser.Parse("{a b{c}}", options with { MaxTokens = 6 }));
        Assert.Throws<GraphQLSyntaxException>(() => Parser.Parse("{a b{c}}", options with { MaxFields = 2 }));
        Assert.Throws<GraphQLSyntaxException>(() => Parser.Parse("{a b{c}}", options with { MaxDepth = 1 }));
        Assert.Throws<GraphQLSyntaxException>(() => Parser.Parse("{a b{c}}", options with { MaxBytes = 7 }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ParserOptions.DepthCeiling + 1)]
    public void MaxDepth_Should_Throw_When_NoStackWouldBearIt(int depth) => Assert.Throws<ArgumentOutOfRangeException>(() => new ParserOptions { MaxDepth = depth });

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
