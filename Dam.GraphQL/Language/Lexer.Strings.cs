using System.Text;

namespace Dam.GraphQL.Language;

/// <summary>Section 2.9.4: quoted strings with escapes, and block strings.</summary>
internal ref partial struct Lexer
{
    private TokenKind ReadString()
    {
        var start = ++_position;
        StringBuilder? text = null;
        while (true)
        {
            var rest = _text[_position..];
            var stop = rest.IndexOfAny("\"\\\n\r"u8);
            if (stop < 0 || rest[stop] is (byte)'\n' or (byte)'\r')
            {
                throw Error(stop < 0 ? _text.Length : _position + stop, "Unterminated string.");
            }

            _position += stop;
            if (rest[stop] == '"')
            {
                var tail = Encoding.UTF8.GetString(_text[start.._position]);
                StringText = text is null ? tail : text.Append(tail).ToString();
                _position++;
                return TokenKind.String;
            }

            text ??= new StringBuilder();
            text.Append(Encoding.UTF8.GetString(_text[start.._position]));
            text.Append(ReadEscape());
            start = _position;
        }
    }

    /// <summary>Reads from a backslash; stands behind the escape afterwards.</summary>
    private Rune ReadEscape()
    {
        if (Peek(1) == 'u')
        {
            return Peek(2) == '{' ? ReadBracedUnicode() : ReadFixedUnicode();
        }

        var meaning = Peek(1) switch
        {
            '"' => '"',
            '\\' => '\\',
            '/' => '/',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw Error(_position, $"Invalid character escape sequence: \"{ShowCharacters(2)}\"."),
        };
        _position += 2;
        return new Rune(meaning);
    }

    /// <summary><c>\u{1F600}</c>: any number of hexadecimal digits that give a Unicode scalar value.</summary>
    private Rune ReadBracedUnicode()
    {
        var value = 0;
        var length = 3;
        for (; HexDigit(Peek(length)) is >= 0 and var digit; length++)
        {
            // Past U+10FFFF it stays invalid, however many digits follow.
            value = Math.Min((value << 4) | digit, 0x110000);
        }

        if (length == 3 || Peek(length) != '}' || !Rune.IsValid(value))
        {
            throw Error(_position, $"Invalid Unicode escape sequence: \"{ShowCharacters(Math.Min(length + 1, 16))}\".");
        }

        _position += length + 1;
        return new Rune(value);
    }

    /// <summary><c>\u00E9</c>, or two of them that are a surrogate pair; half a pair is refused.</summary>
    private Rune ReadFixedUnicode()
    {
        var first = FourHexDigits(2);
        if (first >= 0 && Rune.IsValid(first))
        {
            _position += 6;
            return new Rune(first);
        }

        if (first >= 0 && Peek(6) == '\\' && Peek(7) == 'u' && FourHexDigits(8) is >= 0 and var second
            && Rune.TryCreate((char)first, (char)second, out var rune))
        {
            _position += 12;
            return rune;
        }

        throw Error(_position, $"Invalid Unicode escape sequence: \"{ShowCharacters(6)}\".");
    }

    private readonly int FourHexDigits(int ahead)
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
        {
            var digit = HexDigit(Peek(ahead + i));
            if (digit < 0)
            {
                return -1;
            }

            value = (value << 4) | digit;
        }

        return value;
    }

    private static int HexDigit(int c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };

    private readonly string ShowCharacters(int count)
    {
        var rest = _text[_position..];
        var end = 0;
        for (var i = 0; i < count && end < rest.Length; i++)
        {
            _ = Rune.DecodeFromUtf8(rest[end..], out _, out var length);
            end += length;
        }

        return Encoding.UTF8.GetString(rest[..end]);
    }

    private TokenKind ReadBlockString()
    {
        _position += 3;
        var start = _position;
        while (true)
        {
            var quotes = _text[_position..].IndexOf("\"\"\""u8);
            if (quotes < 0)
            {
                throw Error(_text.Length, "Unterminated string.");
            }

            _position += quotes;
            if (_text[_position - 1] == '\\' && _position > start)
            {
                _position += 3;
                continue;
            }

            StringText = BlockString.Decode(Encoding.UTF8.GetString(_text[start.._position]).Replace("\\\"\"\"", "\"\"\"", StringComparison.Ordinal));
            _position += 3;
            return TokenKind.BlockString;
        }
    }
}
