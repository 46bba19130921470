namespace Dam.GraphQL.Language;

/// <summary>Sections 2.2 to 2.8, 2.10 and 2.12: documents, operations, selections, fragments, variables, directives.</summary>
internal ref partial struct DocumentParser
{
    public Document ParseDocument()
    {
        var definitions = new List<Definition>();
        do
        {
            definitions.Add(ParseDefinition());
        }
        while (!At(TokenKind.EndOfFile));

        return new Document
        {
            Source = _lexer.Source,
            Definitions = definitions.ToArray(),
            TokenCount = _lexer.TokenCount,
            End = _lexer.End,
        };
    }

    private Definition ParseDefinition()
    {
        if (At(TokenKind.BraceOpen))
        {
            return ParseShorthand();
        }

        var start = _lexer.Start;
        var descriptionPlace = _lexer;
        var description = ParseDescription();
        if (AtKeyword("query"u8) || AtKeyword("mutation"u8) || AtKeyword("subscription"u8))
        {
            return ParseOperation(start, description);
        }

        if (AtKeyword("fragment"u8))
        {
            return ParseFragment(start, description);
        }

        if (TryParseTypeSystemDefinition(start, description) is { } definition)
        {
            return definition;
        }

        if (description is not null)
        {
            if (At(TokenKind.BraceOpen))
            {
                throw descriptionPlace.Error(start, "Unexpected description, descriptions are not supported on shorthand queries.");
            }

            if (At(TokenKind.Name))
            {
                throw descriptionPlace.Error(start, "Unexpected description, only GraphQL definitions support descriptions.");
            }
        }

        return SkipKeyword("extend"u8) ? ParseExtension(start) : throw Unexpected();
    }

    private StringValue? ParseDescription() => At(TokenKind.String) || At(TokenKind.BlockString) ? ParseString() : null;

    private OperationDefinition ParseShorthand()
    {
        var start = _lexer.Start;
        var selections = ParseSelectionSet();
        return new OperationDefinition { Kind = OperationKind.Query, SelectionSet = selections, NameStart = start, Start = start, End = _lexer.PreviousEnd };
    }

    private OperationKind ParseOperationKind()
    {
        var kind = AtKeyword("query"u8) ? OperationKind.Query
            : AtKeyword("mutation"u8) ? OperationKind.Mutation
            : AtKeyword("subscription"u8) ? OperationKind.Subscription
            : throw (At(TokenKind.Name) ? Unexpected() : Expected(TokenKind.Name.Describe()));
        _lexer.Advance();
        return kind;
    }

    private OperationDefinition ParseOperation(int start, StringValue? description)
    {
        var kind = ParseOperationKind();
        var nameStart = _lexer.Start;
        return new OperationDefinition
        {
            Description = description,
            Kind = kind,
            Name = At(TokenKind.Name) ? ParseName() : null,
            NameStart = nameStart,
            Variables = OptionalMany(TokenKind.ParenOpen, static (ref p) => p.ParseVariableDefinition(), TokenKind.ParenClose),
            Directives = ParseDirectives(isConst: false),
            SelectionSet = ParseSelectionSet(),
            Start = start,
            End = _lexer.PreviousEnd,
        };
    }

    private VariableDefinition ParseVariableDefinition()
    {
        var start = _lexer.Start;
        var description = ParseDescription();
        var variable = ParseVariable();
        Expect(TokenKind.Colon);
        return new VariableDefinition
        {
            Description = description,
            Variable = variable,
            Type = ParseTypeReference(),
            DefaultValue = Skip(TokenKind.EqualsSign) ? ParseValue(isConst: true) : null,
            Directives = ParseDirectives(isConst: true),
            Start = start,
            End = _lexer.PreviousEnd,
        };
    }

    private FragmentDefinition ParseFragment(int start, StringValue? description)
    {
        ExpectKeyword("fragment");
        var nameStart = _lexer.Start;
        return new FragmentDefinition
        {
            Description = description,
            Name = AtKeyword("on"u8) ? throw Unexpected() : ParseName(),
            NameStart = nameStart,
            TypeCondition = ParseTypeCondition(),
            Directives = ParseDirectives(isConst: false),
            SelectionSet = ParseSelectionSet(),
            Start = start,
            End = _lexer.PreviousEnd,
        };
    }

    private NamedTypeReference ParseTypeCondition()
    {
        ExpectKeyword("on");
        return ParseNamedType();
    }

    private SelectionSet ParseSelectionSet()
    {
        var start = _lexer.Start;
        if (At(TokenKind.BraceOpen))
        {
            Enter();
        }

        var selections = Many(TokenKind.BraceOpen, static (ref p) => p.ParseSelection(), TokenKind.BraceClose);
        Leave();
        return new SelectionSet { Selections = selections, Start = start, End = _lexer.PreviousEnd };
    }

    private Selection ParseSelection() => At(TokenKind.Spread) ? ParseFragmentSelection() : ParseField();

    private Field ParseField()
    {
        var start = _lexer.Start;
        if (At(TokenKind.Name) && ++_fields > _options.MaxFields)
        {
            throw _lexer.Error(start, $"Document contains more than {_options.MaxFields} fields. Parsing aborted.");
        }

        var nameStart = start;
        var name = ParseName();
        string? alias = null;
        if (Skip(TokenKind.Colon))
        {
            alias = name;
            nameStart = _lexer.Start;
            name = ParseName();
        }

        return new Field
        {
            Alias = alias,
            Name = name,
            NameStart = nameStart,
            Arguments = ParseArguments(isConst: false),
            Directives = ParseDirectives(isConst: false),
            SelectionSet = At(TokenKind.BraceOpen) ? ParseSelectionSet() : null,
            Start = start,
            End = _lexer.PreviousEnd,
        };
    }

    private Selection ParseFragmentSelection()
    {
        var start = _lexer.Start;
        Expect(TokenKind.Spread);
        if (At(TokenKind.Name) && !AtKeyword("on"u8))
        {
            var nameStart = _lexer.Start;
            return new FragmentSpread
            {
                Name = ParseName(),
                NameStart = nameStart,
                Directives = ParseDirectives(isConst: false),
                Start = start,
                End = _lexer.PreviousEnd,
            };
        }

        return new InlineFragment
        {
            TypeCondition = SkipKeyword("on"u8) ? ParseNamedType() : null,
            Directives = ParseDirectives(isConst: false),
            SelectionSet = ParseSelectionSet(),
            Start = start,
            End = _lexer.PreviousEnd,
        };
    }

    private Argument[] ParseArguments(bool isConst) => OptionalMany<Argument>(
        TokenKind.ParenOpen,
        isConst ? static (ref p) => p.ParseArgument(isConst: true) : static (ref p) => p.ParseArgument(isConst: false),
        TokenKind.ParenClose);

    private Argument ParseArgument(bool isConst)
    {
        var start = _lexer.Start;
        var name = ParseName();
        Expect(TokenKind.Colon);
        return new Argument { Name = name, Value = ParseValue(isConst), Start = start, End = _lexer.PreviousEnd };
    }

    private Directive[] ParseDirectives(bool isConst)
    {
        if (!At(TokenKind.At))
        {
            return [];
        }

        var directives = new List<Directive>();
        while (At(TokenKind.At))
        {
            var start = _lexer.Start;
            _lexer.Advance();
            var nameStart = _lexer.Start;
            directives.Add(new Directive
            {
                Name = ParseName(),
                NameStart = nameStart,
                Arguments = ParseArguments(isConst),
                Start = start,
                End = _lexer.PreviousEnd,
            });
        }

        return [.. directives];
    }
}
