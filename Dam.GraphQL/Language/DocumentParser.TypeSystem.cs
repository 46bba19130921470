using System.Collections.Frozen;
using Dam.GraphQL.Language.TypeSystem;

namespace Dam.GraphQL.Language;

/// <summary>Section 3: definitions and extensions of the type system.</summary>
internal ref partial struct DocumentParser
{
    private static readonly FrozenSet<string> DirectiveLocations = new[]
    {
        "QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT", "VARIABLE_DEFINITION",
        "SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE", "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT", "INPUT_FIELD_DEFINITION",
    }.ToFrozenSet(StringComparer.Ordinal);

    private TypeSystemDefinition? TryParseTypeSystemDefinition(int start, StringValue? description) =>
        At(TokenKind.Name) && _lexer.Raw.SequenceEqual("directive"u8)
            ? ParseDirectiveDefinition(start, description)
            : TryParseDefinitionOrExtension(start, description, isExtension: false);

    /// <summary>An extension must say something: directives, members or both.</summary>
    private TypeSystemDefinition ParseExtension(int start)
    {
        var extension = TryParseDefinitionOrExtension(start, description: null, isExtension: true) ?? throw Unexpected();
        var isEmpty = extension.Directives.Count == 0 && extension switch
        {
            SchemaDefinition schema => schema.OperationTypes.Count == 0,
            FieldsTypeDefinition type => type.Fields.Count == 0 && type.Interfaces.Count == 0,
            UnionTypeDefinition union => union.Types.Count == 0,
            EnumTypeDefinition type => type.Values.Count == 0,
            InputObjectTypeDefinition input => input.Fields.Count == 0,
            _ => true,
        };
        return isEmpty ? throw Unexpected() : extension;
    }

    private TypeSystemDefinition? TryParseDefinitionOrExtension(int start, StringValue? description, bool isExtension)
    {
        if (SkipKeyword("schema"u8))
        {
            return ParseSchema(start, description, isExtension);
        }

        if (SkipKeyword("scalar"u8))
        {
            var nameStart = _lexer.Start;
            return new ScalarTypeDefinition
            {
                Description = description,
                IsExtension = isExtension,
                Name = ParseName(),
                NameStart = nameStart,
                Directives = ParseDirectives(isConst: true),
                Start = start,
                End = _lexer.PreviousEnd,
            };
        }

        if (SkipKeyword("type"u8))
        {
            var nameStart = _lexer.Start;
            return new ObjectTypeDefinition
            {
                Description = description,
                IsExtension = isExtension,
                Name = ParseName(),
                NameStart = nameStart,
                Interfaces = ParseImplements(),
                Directives = ParseDirectives(isConst: true),
                Fields = OptionalMany(TokenKind.BraceOpen, static (ref p) => p.ParseFieldDefinition(), TokenKind.BraceClose),
                Start = start,
                End = _lexer.PreviousEnd,
            };
        }

        if (SkipKeyword("interface"u8))
        {
            var nameStart = _lexer.Start;
            return new InterfaceTypeDefinition
            {
                Description = description,
                IsExtension = isExtension,
                Name = ParseName(),
                NameStart = nameStart,
                Interfaces = ParseImplements(),
                Directives = ParseDirectives(isConst: true),
                Fields = OptionalMany(TokenKind.BraceOpen, static (ref p) => p.ParseFieldDefinition(), TokenKind.BraceClose),
                Start = start,
                End = _lexer.PreviousEnd,
            };
        }

        if (SkipKeyword("union"u8))
        {
            var nameStart = _lexer.Start;
            return new UnionTypeDefinition
            {
                Description = description,
                IsExtension = isExtension,
                Name = ParseName(),
                NameStart = nameStart,
                Directives = ParseDirectives(isConst: true),
                Types = Skip(TokenKind.EqualsSign) ? Delimited(TokenKind.Pipe, static (ref p) => p.ParseNamedType()) : [],
                Start = start,
                End = _lexer.PreviousEnd,
            };
        }

        if (SkipKeyword("enum"u8))
        {
            var nameStart = _lexer.Start;
            return new EnumTypeDefinition
            {
                Description = description,
                IsExtension = isExtension,
                Name = ParseName(),
                NameStart = nameStart,
                Directives = ParseDirectives(isConst: true),
                Values = OptionalMany(TokenKind.BraceOpen, static (ref p) => p.ParseEnumValueDefinition(), TokenKind.BraceClose),
                Start = start,
                End = _lexer.PreviousEnd,
            };
        }

        if (SkipKeyword("input"u8))
        {
            var nameStart = _lexer.Start;
            return new InputObjectTypeDefinition
            {
                Description = description,
                IsExtension = isExtension,
                Name = ParseName(),
                NameStart = nameStart,
                Directives = ParseDirectives(isConst: true),
                Fields = OptionalMany(TokenKind.BraceOpen, static (ref p) => p.ParseInputValueDefinition(), TokenKind.BraceClose),
                Start = start,
                End = _lexer.PreviousEnd,
            };
        }

        return null;
    }

    private SchemaDefinition ParseSchema(int start, StringValue? description, bool isExtension)
    {
        var directives = ParseDirectives(isConst: true);
        return new SchemaDefinition
        {
            Description = description,
            IsExtension = isExtension,
            Directives = directives,
            OperationTypes = isExtension
                ? OptionalMany(TokenKind.BraceOpen, static (ref p) => p.ParseRootOperationType(), TokenKind.BraceClose)
                : Many(TokenKind.BraceOpen, static (ref p) => p.ParseRootOperationType(), TokenKind.BraceClose),
            Start = start,
            End = _lexer.PreviousEnd,
        };
    }

    private RootOperationTypeDefinition ParseRootOperationType()
    {
        var start = _lexer.Start;
        var operation = ParseOperationKind();
        Expect(TokenKind.Colon);
        return new RootOperationTypeDefinition { Operation = operation, Type = ParseNamedType(), Start = start, End = _lexer.PreviousEnd };
    }

    private NamedTypeReference[] ParseImplements() =>
        SkipKeyword("implements"u8) ? Delimited(TokenKind.Ampersand, static (ref p) => p.ParseNamedType()) : [];

    private FieldDefinition ParseFieldDefinition()
    {
        var start = _lexer.Start;
        var description = ParseDescription();
        var nameStart = _lexer.Start;
        var name = ParseName();
        var arguments = OptionalMany(TokenKind.ParenOpen, static (ref p) => p.ParseInputValueDefinition(), TokenKind.ParenClose);
        Expect(TokenKind.Colon);
        return new FieldDefinition
        {
            Description = description,
            Name = name,
            NameStart = nameStart,
            Arguments = arguments,
            Type = ParseTypeReference(),
            Directives = ParseDirectives(isConst: true),
            Start = start,
            End = _lexer.PreviousEnd,
        };
    }

    private InputValueDefinition ParseInputValueDefinition()
    {
        var start = _lexer.Start;
        var description = ParseDescription();
        var nameStart = _lexer.Start;
        var name = ParseName();
        Expect(TokenKind.Colon);
        return new InputValueDefinition
        {
            Description = description,
            Name = name,
            NameStart = nameStart,
            Type = ParseTypeReference(),
            DefaultValue = Skip(TokenKind.EqualsSign) ? ParseValue(isConst: true) : null,
            Directives = ParseDirectives(isConst: true),
            Start = start,
            End = _lexer.PreviousEnd,
        };
    }

    private EnumValueDefinition ParseEnumValueDefinition()
    {
        var start = _lexer.Start;
        var description = ParseDescription();
        var nameStart = _lexer.Start;
        if (AtKeyword("true"u8) || AtKeyword("false"u8) || AtKeyword("null"u8))
        {
            throw _lexer.Error(nameStart, $"{_lexer.Describe()} is reserved and cannot be used for an enum value.");
        }

        return new EnumValueDefinition
        {
            Description = description,
            Name = ParseName(),
            NameStart = nameStart,
            Directives = ParseDirectives(isConst: true),
            Start = start,
            End = _lexer.PreviousEnd,
        };
    }

    private DirectiveDefinition ParseDirectiveDefinition(int start, StringValue? description)
    {
        ExpectKeyword("directive");
        Expect(TokenKind.At);
        var nameStart = _lexer.Start;
        var name = ParseName();
        var arguments = OptionalMany(TokenKind.ParenOpen, static (ref p) => p.ParseInputValueDefinition(), TokenKind.ParenClose);
        var isRepeatable = SkipKeyword("repeatable"u8);
        ExpectKeyword("on");
        return new DirectiveDefinition
        {
            Description = description,
            Name = name,
            NameStart = nameStart,
            Arguments = arguments,
            IsRepeatable = isRepeatable,
            Locations = Delimited(TokenKind.Pipe, static (ref p) => p.ParseDirectiveLocation()),
            Start = start,
            End = _lexer.PreviousEnd,
        };
    }

    private string ParseDirectiveLocation()
    {
        var place = _lexer;
        var name = ParseName();
        return DirectiveLocations.Contains(name) ? name : throw place.Error(place.Start, $"Unexpected {place.Describe()}.");
    }
}
