using System.Text;

namespace Dam.GraphQL.Language;

/// <summary>Sections 2.9 and 2.11: input values and type references.</summary>
internal ref partial struct DocumentParser
{
    public Value ParseValue(bool isConst)
    {
        var start = _lexer.Start;
        switch (_lexer.Kind)
        {
            case TokenKind.BracketOpen:
                return ParseList(isConst);
            case TokenKind.BraceOpen:
                return ParseObject(isConst);
            case TokenKind.String or TokenKind.BlockString:
                return ParseString();
            case TokenKind.Int:
                return new IntValue { Text = TakeText(), Start = start, End = _lexer.PreviousEnd };
            case TokenKind.Float:
                return new FloatValue { Text = TakeText(), Start = start, End = _lexer.PreviousEnd };
            case TokenKind.Name:
                return ParseNameValue();
            case TokenKind.Dollar when isConst:
                _lexer.Advance();
                throw At(TokenKind.Name)
                    ? _lexer.Error(start, $"Unexpected variable \"${Encoding.ASCII.GetString(_lexer.Raw)}\" in constant value.")
                    : _lexer.Error(start, "Unexpected \"$\".");
            case TokenKind.Dollar:
                return ParseVariable();
            default:
                throw Unexpected();
        }
    }

    public TypeReference ParseTypeReference()
    {
        var start = _lexer.Start;
        TypeReference type;
        if (At(TokenKind.BracketOpen))
        {
            Enter();
            _lexer.Advance();
            var of = ParseTypeReference();
            Expect(TokenKind.BracketClose);
            Leave();
            type = new ListTypeReference { Of = of, Start = start, End = _lexer.PreviousEnd };
        }
        else
        {
            type = ParseNamedType();
        }

        return Skip(TokenKind.Bang) ? new NonNullTypeReference { Of = type, Start = start, End = _lexer.PreviousEnd } : type;
    }

    private NamedTypeReference ParseNamedType()
    {
        var start = _lexer.Start;
        return new NamedTypeReference { Name = ParseName(), Start = start, End = _lexer.PreviousEnd };
    }

    private Variable ParseVariable()
    {
        var start = _lexer.Start;
        Expect(TokenKind.Dollar);
        return new Variable { Name = ParseName(), Start = start, End = _lexer.PreviousEnd };
    }

    private StringValue ParseString()
    {
        var start = _lexer.Start;
        var isBlock = At(TokenKind.BlockString);
        var text = _lexer.StringText!;
        _lexer.Advance();
        return new StringValue { Text = text, IsBlock = isBlock, Start = start, End = _lexer.PreviousEnd };
    }

    private ListValue ParseList(bool isConst)
    {
        var start = _lexer.Start;
        Enter();
        var items = Any<Value>(
            TokenKind.BracketOpen,
            isConst ? static (ref p) => p.ParseValue(isConst: true) : static (ref p) => p.ParseValue(isConst: false),
            TokenKind.BracketClose);
        Leave();
        return new ListValue { Items = items, Start = start, End = _lexer.PreviousEnd };
    }

    private ObjectValue ParseObject(bool isConst)
    {
        var start = _lexer.Start;
        Enter();
        var fields = Any<ObjectField>(
            TokenKind.BraceOpen,
            isConst ? static (ref p) => p.ParseObjectField(isConst: true) : static (ref p) => p.ParseObjectField(isConst: false),
            TokenKind.BraceClose);
        Leave();
        return new ObjectValue { Fields = fields, Start = start, End = _lexer.PreviousEnd };
    }

    private ObjectField ParseObjectField(bool isConst)
    {
        var start = _lexer.Start;
        var name = ParseName();
        Expect(TokenKind.Colon);
        return new ObjectField { Name = name, Value = ParseValue(isConst), Start = start, End = _lexer.PreviousEnd };
    }

    private Value ParseNameValue()
    {
        var start = _lexer.Start;
        var name = ParseName();
        return name switch
        {
            "true" => new BooleanValue { Value = true, Start = start, End = _lexer.PreviousEnd },
            "false" => new BooleanValue { Value = false, Start = start, End = _lexer.PreviousEnd },
            "null" => new NullValue { Start = start, End = _lexer.PreviousEnd },
            _ => new EnumValue { Name = name, Start = start, End = _lexer.PreviousEnd },
        };
    }

    private string TakeText()
    {
        var text = Encoding.ASCII.GetString(_lexer.Raw);
        _lexer.Advance();
        return text;
    }
}
