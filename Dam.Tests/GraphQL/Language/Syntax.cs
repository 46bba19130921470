using Dam.GraphQL.Language;

namespace Dam.Tests.GraphQL.Language;

/// <summary>What the parser's tests share.</summary>
internal static class Syntax
{
    /// <summary>Expects a refusal, written as <c>message @line:column</c>.</summary>
    public static void ShouldRefuse(string document, string expected)
    {
        var problem = Assert.Throws<GraphQLSyntaxException>(() => Parser.Parse(document));
        Assert.Equal(expected, Write(problem));
    }

    public static void ShouldSay(string text, string expected, bool isBlock)
    {
        var value = Assert.IsType<StringValue>(Parser.ParseValue(text));
        Assert.Equal(expected, value.Text);
        Assert.Equal(isBlock, value.IsBlock);
    }

    public static string Write(GraphQLSyntaxException problem) => $"{problem.Message} @{problem.Location.Line}:{problem.Location.Column}";

    /// <summary>The bytes of the document that a node spans.</summary>
    public static string Span(Document document, Node node) => System.Text.Encoding.UTF8.GetString(document.Source.Utf8.Span[node.Start..node.End]);
}
