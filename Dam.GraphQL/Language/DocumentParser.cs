using System.Text;

namespace Dam.GraphQL.Language;

/// <summary>One run over one document: what the grammar's productions share.</summary>
internal ref partial struct DocumentParser
{
    private const int LongestInternedName = 64;

    private readonly ParserOptions _options;

    // A document says the same names many times.
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _names;

    private Lexer _lexer;
    private int _depth;
    private int _fields;

    public DocumentParser(Source source, ParserOptions options)
    {
        _options = options;
        _names = new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _lexer = new Lexer(source, options.MaxTokens);
        _lexer.Advance();
    }

    private delegate T Production<T>(ref DocumentParser parser);

    public void ExpectEnd() => Expect(TokenKind.EndOfFile);

    private readonly bool At(TokenKind kind) => _lexer.Kind == kind;

    private readonly bool AtKeyword(scoped ReadOnlySpan<byte> keyword) => At(TokenKind.Name) && _lexer.Raw.SequenceEqual(keyword);

    private bool Skip(TokenKind kind)
    {
        if (!At(kind))
        {
            return false;
        }

        _lexer.Advance();
        return true;
    }

    private bool SkipKeyword(scoped ReadOnlySpan<byte> keyword)
    {
        if (!AtKeyword(keyword))
        {
            return false;
        }

        _lexer.Advance();
        return true;
    }

    private void Expect(TokenKind kind)
    {
        if (!Skip(kind))
        {
            throw Expected(kind.Describe());
        }
    }

    private void ExpectKeyword(string keyword)
    {
        Span<byte> utf8 = stackalloc byte[keyword.Length];
        Encoding.ASCII.GetBytes(keyword, utf8);
        if (!SkipKeyword(utf8))
        {
            throw Expected($"\"{keyword}\"");
        }
    }

    private readonly GraphQLSyntaxException Expected(string what) => _lexer.Error(_lexer.Start, $"Expected {what}, found {_lexer.Describe()}.");

    private readonly GraphQLSyntaxException Unexpected() => _lexer.Error(_lexer.Start, $"Unexpected {_lexer.Describe()}.");

    private string ParseName()
    {
        if (!At(TokenKind.Name))
        {
            throw Expected(TokenKind.Name.Describe());
        }

        var name = Intern(_lexer.Raw);
        _lexer.Advance();
        return name;
    }

    private readonly string Intern(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestInternedName)
        {
            return Encoding.ASCII.GetString(utf8);
        }

        Span<char> chars = stackalloc char[LongestInternedName];
        chars = chars[..Encoding.ASCII.GetChars(utf8, chars)];
        if (!_names.TryGetValue(chars, out var name))
        {
            name = chars.ToString();
            _names.Set.Add(name);
        }

        return name;
    }

    /// <summary>Items between two tokens, at least one.</summary>
    private T[] Many<T>(TokenKind open, Production<T> item, TokenKind close)
    {
        Expect(open);
        var items = new List<T>();
        do
        {
            items.Add(item(ref this));
        }
        while (!Skip(close));

        return [.. items];
    }

    /// <summary>Nothing, or items between two tokens, at least one.</summary>
    private T[] OptionalMany<T>(TokenKind open, Production<T> item, TokenKind close) => At(open) ? Many(open, item, close) : [];

    /// <summary>Items between two tokens, or none between them.</summary>
    private T[] Any<T>(TokenKind open, Production<T> item, TokenKind close)
    {
        Expect(open);
        var items = new List<T>();
        while (!Skip(close))
        {
            items.Add(item(ref this));
        }

        return [.. items];
    }

    /// <summary>Items with a token between them and, if one likes, before the first.</summary>
    private T[] Delimited<T>(TokenKind delimiter, Production<T> item)
    {
        Skip(delimiter);
        var items = new List<T>();
        do
        {
            items.Add(item(ref this));
        }
        while (Skip(delimiter));

        return [.. items];
    }

    /// <summary>Counts one level of nesting. It is called before recursion, since a stack overflow cannot be caught.</summary>
    private void Enter()
    {
        if (++_depth > _options.MaxDepth)
        {
            throw _lexer.Error(_lexer.Start, $"Document is nested deeper than {_options.MaxDepth} levels. Parsing aborted.");
        }
    }

    private void Leave() => _depth--;
}
