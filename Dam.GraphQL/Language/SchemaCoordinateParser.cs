using System.Text;
using Dam.GraphQL.Language.TypeSystem;

namespace Dam.GraphQL.Language;

/// <summary>Section 3.15: its tokens are names, <c>@ . ( : )</c>, and nothing is ignored between them.</summary>
internal ref struct SchemaCoordinateParser(Source source)
{
    private readonly ReadOnlySpan<byte> _text = source.Utf8.Span;
    private int _position;

    public SchemaCoordinate Parse()
    {
        var isDirective = Skip('@');
        var name = ParseName();
        var member = !isDirective && Skip('.') ? ParseName() : null;
        var argument = (isDirective || member is not null) && Skip('(') ? ParseArgument() : null;
        if (_position < _text.Length)
        {
            throw Expected("<EOF>");
        }

        var end = _position;
        return (isDirective, member, argument) switch
        {
            (true, _, null) => new DirectiveCoordinate { Name = name, End = end },
            (true, _, _) => new DirectiveArgumentCoordinate { Name = name, Argument = argument, End = end },
            (_, null, _) => new TypeCoordinate { Name = name, End = end },
            (_, _, null) => new MemberCoordinate { Name = name, Member = member, End = end },
            _ => new ArgumentCoordinate { Name = name, Field = member, Argument = argument, End = end },
        };
    }

    private string ParseArgument()
    {
        var name = ParseName();
        Expect(':');
        Expect(')');
        return name;
    }

    private string ParseName()
    {
        var start = _position;
        while (_position < _text.Length && (_text[_position] == '_' || char.IsAsciiLetter((char)_text[_position])
            || (_position > start && char.IsAsciiDigit((char)_text[_position]))))
        {
            _position++;
        }

        return _position > start ? Encoding.ASCII.GetString(_text[start.._position]) : throw Expected("Name");
    }

    private bool Skip(char punctuator)
    {
        if (_position >= _text.Length || _text[_position] != punctuator)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Expect(char punctuator)
    {
        if (!Skip(punctuator))
        {
            throw Expected($"\"{punctuator}\"");
        }
    }

    private readonly GraphQLSyntaxException Expected(string what)
    {
        if (_position >= _text.Length)
        {
            return new GraphQLSyntaxException(source, _position, $"Expected {what}, found <EOF>.");
        }

        _ = Rune.DecodeFromUtf8(_text[_position..], out var rune, out _);
        return new GraphQLSyntaxException(source, _position, $"Expected {what}, found \"{rune}\".");
    }
}
