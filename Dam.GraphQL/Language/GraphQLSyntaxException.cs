namespace Dam.GraphQL.Language;

/// <summary>A document that is not GraphQL, or larger than the parser's limits allow. The message begins with <c>Syntax Error: </c>.</summary>
public sealed class GraphQLSyntaxException : Exception
{
    public GraphQLSyntaxException(Source source, int offset, string detail)
        : base($"Syntax Error: {detail}")
    {
        ArgumentNullException.ThrowIfNull(source);
        Offset = offset;
        Location = source.LocationOf(offset);
    }

    /// <summary>Byte offset of the place.</summary>
    public int Offset { get; }

    public SourceLocation Location { get; }
}
