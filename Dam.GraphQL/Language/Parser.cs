using Dam.GraphQL.Language.TypeSystem;

namespace Dam.GraphQL.Language;

/// <summary>Section 2: from UTF-8 text to the tree, by recursive descent of bounded depth.</summary>
public sealed partial class Parser
{
    /// <summary>Parses a document of executable definitions, type system definitions, or both.</summary>
    /// <exception cref="GraphQLSyntaxException">It is not GraphQL, or larger than the options allow.</exception>
    public static Document Parse(ReadOnlyMemory<byte> utf8, ParserOptions? options = null) => throw new NotSupportedException();

    /// <summary>Parses a document given as text.</summary>
    public static Document Parse(string text, ParserOptions? options = null) => throw new NotSupportedException();

    /// <summary>Parses one value, such as a default; variables are allowed unless <paramref name="isConst"/>.</summary>
    public static Value ParseValue(string text, bool isConst = false, ParserOptions? options = null) => throw new NotSupportedException();

    /// <summary>Parses one type reference, such as <c>[Int!]!</c>.</summary>
    public static TypeReference ParseType(string text, ParserOptions? options = null) => throw new NotSupportedException();

    /// <summary>Parses a schema coordinate (section 3.15).</summary>
    public static SchemaCoordinate ParseSchemaCoordinate(string text) => throw new NotSupportedException();
}
