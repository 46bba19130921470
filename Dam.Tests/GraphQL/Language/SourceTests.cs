using System.Text;
using Dam.GraphQL.Language;

namespace Dam.Tests.GraphQL.Language;

public sealed class SourceTests
{
    [Theory]
    [InlineData("", 0, 1, 1)]
    [InlineData("abc", 2, 1, 3)]
    [InlineData("a\nb", 2, 2, 1)]
    [InlineData("a\rb", 2, 2, 1)]
    [InlineData("a\r\nb", 3, 2, 1)]
    [InlineData("a\r\nb", 2, 1, 3)]
    [InlineData("\n\r\n\r\n\nx", 6, 5, 1)]
    [InlineData("é😀x", 6, 1, 3)]
    [InlineData("é\n😀x", 7, 2, 2)]
    [InlineData("ab", 99, 1, 3)]
    [InlineData("ab", -1, 1, 1)]
    public void LocationOf_Should_CountLinesAndCharacters_When_GivenAByteOffset(string text, int offset, int line, int column)
        => Assert.Equal(new SourceLocation(line, column), new Source(Encoding.UTF8.GetBytes(text)).LocationOf(offset));
}
