using System.Text;
using System.Text.Unicode;
using Dam.GraphQL.Language.TypeSystem;

namespace Dam.GraphQL.Language;

/// <summary>Section 2: from UTF-8 text to the tree, by recursive descent of bounded depth.</summary>
public static class Parser
{
    /// <summary>Parses a document of executable definitions, type system definitions, or both.</summary>
    /// <exception cref="GraphQLSyntaxException">It is not GraphQL, or larger than the options allow.</exception>
    public static Document Parse(ReadOnlyMemory<byte> utf8, ParserOptions? options = null) => Start(new Source(utf8), options).ParseDocument();

    /// <summary>Parses a document given as text.</summary>
    public static Document Parse(string text, ParserOptions? options = null) => Start(Encode(text), options).ParseDocument();

    /// <summary>Parses one value, such as a default; variables are allowed unless <paramref name="isConst"/>.</summary>
    public static Value ParseValue(string text, bool isConst = false, ParserOptions? options = null)
    {
        var parser = Start(Encode(text), options);
        var value = parser.ParseValue(isConst);
        parser.ExpectEnd();
        return value;
    }

    /// <summary>Parses one type reference, such as <c>[Int!]!</c>.</summary>
    public static TypeReference ParseType(string text, ParserOptions? options = null)
    {
        var parser = Start(Encode(text), options);
        var type = parser.ParseTypeReference();
        parser.ExpectEnd();
        return type;
    }

    /// <summary>Parses a schema coordinate (section 3.15). Blanks and comments are not allowed in one.</summary>
    public static SchemaCoordinate ParseSchemaCoordinate(string text) => new SchemaCoordinateParser(Encode(text)).Parse();

    private static DocumentParser Start(Source source, ParserOptions? options)
    {
        options ??= ParserOptions.Default;
        if (source.Utf8.Length > options.MaxBytes)
        {
            throw new GraphQLSyntaxException(source, 0, $"Document is larger than {options.MaxBytes} bytes. Parsing aborted.");
        }

        return new DocumentParser(source, options);
    }

    private static Source Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var utf8 = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        if (Utf8.FromUtf16(text, utf8, out var read, out var written, replaceInvalidSequences: false) != System.Buffers.OperationStatus.Done)
        {
            throw new GraphQLSyntaxException(new Source(utf8.AsMemory(0, written)), written, $"Invalid character: U+{(int)text[read]:X4}.");
        }

        return new Source(utf8.AsMemory(0, written));
    }
}
