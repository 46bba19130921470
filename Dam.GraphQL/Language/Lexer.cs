using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Dam.GraphQL.Language;

/// <summary>Section 2.1: one automaton over valid UTF-8 that holds the current token. A copy of it looks ahead.</summary>
internal ref partial struct Lexer
{
    private const int LongestShown = 200;

    private readonly ReadOnlySpan<byte> _text;
    private readonly int _maxTokens;
    private int _position;

    public Lexer(Source source, int maxTokens)
    {
        Source = source;
        _text = source.Utf8.Span;
        _maxTokens = maxTokens;
        if (!Utf8.IsValid(_text))
        {
            throw InvalidUtf8();
        }
    }

    public Source Source { get; }

    public TokenKind Kind { get; private set; }

    /// <summary>Offset of the token's first byte.</summary>
    public int Start { get; private set; }

    /// <summary>Offset behind the token's last byte.</summary>
    public int End { get; private set; }

    /// <summary>Offset behind the last byte of the token before.</summary>
    public int PreviousEnd { get; private set; }

    public int TokenCount { get; private set; }

    /// <summary>A string token's value; null for other tokens.</summary>
    public string? StringText { get; private set; }

    /// <summary>The token's bytes as written.</summary>
    public readonly ReadOnlySpan<byte> Raw => _text[Start..End];

    /// <summary>Moves to the next token. At the file's end it stays there.</summary>
    public void Advance()
    {
        PreviousEnd = End;
        StringText = null;
        SkipIgnored();
        Start = _position;
        if (_position >= _text.Length)
        {
            Kind = TokenKind.EndOfFile;
            End = _position;
            return;
        }

        if (++TokenCount > _maxTokens)
        {
            throw Error(Start, $"Document contains more than {_maxTokens} tokens. Parsing aborted.");
        }

        Kind = ReadToken();
        End = _position;
    }

    /// <summary>How a message calls the current token: its kind and, unless a punctuator, what it says.</summary>
    public readonly string Describe()
    {
        if (Kind < TokenKind.Name)
        {
            return Kind.Describe();
        }

        var text = StringText ?? Encoding.UTF8.GetString(Raw);
        return $"{Kind.Describe()} \"{(text.Length <= LongestShown ? text : string.Concat(text.AsSpan(0, LongestShown), "…"))}\"";
    }

    public readonly GraphQLSyntaxException Error(int offset, string detail) => new(Source, offset, detail);

    private static bool IsNameStart(int c) => c == '_' || char.IsAsciiLetter((char)c);

    private static bool IsDigit(int c) => c is >= '0' and <= '9';

    private readonly int Peek(int ahead = 0) => _position + ahead < _text.Length ? _text[_position + ahead] : -1;

    /// <summary>Section 2.1.7: white space, line ends, commas, comments and byte order marks say nothing.</summary>
    private void SkipIgnored()
    {
        while (_position < _text.Length)
        {
            switch (_text[_position])
            {
                case (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)',':
                    _position++;
                    break;
                case (byte)'#':
                    var end = _text[_position..].IndexOfAny((byte)'\n', (byte)'\r');
                    _position = end < 0 ? _text.Length : _position + end;
                    break;
                case 0xEF when Peek(1) == 0xBB && Peek(2) == 0xBF:
                    _position += 3;
                    break;
                default:
                    return;
            }
        }
    }

    private TokenKind ReadToken()
    {
        var c = _text[_position];
        if (IsNameStart(c))
        {
            return ReadName();
        }

        switch (c)
        {
            case (byte)'"':
                return Peek(1) == '"' && Peek(2) == '"' ? ReadBlockString() : ReadString();
            case (byte)'.':
                return ReadSpread();
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return ReadNumber();
        }

        var kind = c switch
        {
            (byte)'!' => TokenKind.Bang,
            (byte)'$' => TokenKind.Dollar,
            (byte)'&' => TokenKind.Ampersand,
            (byte)'(' => TokenKind.ParenOpen,
            (byte)')' => TokenKind.ParenClose,
            (byte)':' => TokenKind.Colon,
            (byte)'=' => TokenKind.EqualsSign,
            (byte)'@' => TokenKind.At,
            (byte)'[' => TokenKind.BracketOpen,
            (byte)']' => TokenKind.BracketClose,
            (byte)'{' => TokenKind.BraceOpen,
            (byte)'|' => TokenKind.Pipe,
            (byte)'}' => TokenKind.BraceClose,
            (byte)'\'' => throw Error(_position, "Unexpected single quote character ('), did you mean to use a double quote (\")?"),
            _ => throw Error(_position, $"Unexpected character: {ShowCharacter(_position)}."),
        };
        _position++;
        return kind;
    }

    private TokenKind ReadName()
    {
        do
        {
            _position++;
        }
        while (_position < _text.Length && (IsNameStart(_text[_position]) || IsDigit(_text[_position])));

        return TokenKind.Name;
    }

    private TokenKind ReadSpread()
    {
        if (Peek(1) == '.' && Peek(2) == '.')
        {
            _position += 3;
            return TokenKind.Spread;
        }

        if (Peek(1) == '.')
        {
            throw Error(_position, "Unexpected \"..\", did you mean \"...\"?");
        }

        if (IsDigit(Peek(1)))
        {
            var digits = _text[(_position + 1)..];
            var count = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            var shown = Encoding.ASCII.GetString(digits[..Math.Min(count < 0 ? digits.Length : count, LongestShown)]);
            throw Error(_position, $"Invalid number, expected digit before \".\", did you mean \"0.{shown}\"?");
        }

        throw Error(_position, "Unexpected character: \".\".");
    }

    /// <summary>Sections 2.9.1 and 2.9.2. A number may not run into a name or a dot.</summary>
    private TokenKind ReadNumber()
    {
        var kind = TokenKind.Int;
        if (Peek() == '-')
        {
            _position++;
        }

        if (Peek() == '0')
        {
            _position++;
            if (IsDigit(Peek()))
            {
                throw Error(_position, $"Invalid number, unexpected digit after 0: {ShowCharacter(_position)}.");
            }
        }
        else
        {
            ReadDigits();
        }

        if (Peek() == '.')
        {
            kind = TokenKind.Float;
            _position++;
            ReadDigits();
        }

        if (Peek() is 'e' or 'E')
        {
            kind = TokenKind.Float;
            _position++;
            if (Peek() is '+' or '-')
            {
                _position++;
            }

            ReadDigits();
        }

        if (Peek() == '.' || IsNameStart(Peek()))
        {
            throw NotADigit();
        }

        return kind;
    }

    private void ReadDigits()
    {
        if (!IsDigit(Peek()))
        {
            throw NotADigit();
        }

        while (IsDigit(Peek()))
        {
            _position++;
        }
    }

    private readonly GraphQLSyntaxException NotADigit() => Error(_position, $"Invalid number, expected digit but got: {ShowCharacter(_position)}.");

    /// <summary>How a message shows a character: printable ASCII quoted, others as <c>U+XXXX</c>.</summary>
    private readonly string ShowCharacter(int position)
    {
        if (position >= _text.Length)
        {
            return TokenKind.EndOfFile.Describe();
        }

        _ = Rune.DecodeFromUtf8(_text[position..], out var rune, out _);
        return rune.Value switch
        {
            '"' => "'\"'",
            >= 0x20 and <= 0x7E => $"\"{rune}\"",
            _ => "U+" + rune.Value.ToString("X4", CultureInfo.InvariantCulture),
        };
    }

    private readonly GraphQLSyntaxException InvalidUtf8()
    {
        var position = 0;
        while (Rune.DecodeFromUtf8(_text[position..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            position += length;
        }

        return Error(position, "The document is not valid UTF-8.");
    }
}
