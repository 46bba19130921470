using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Dam.GraphQL.Json;
using Dam.GraphQL.Language;
using Dam.GraphQL.Language.TypeSystem;

namespace Dam.GraphQL.Types;

/// <summary>Makes a schema without resolvers from its text, extensions merged: for tests, tools and clients that validate.</summary>
public sealed class SdlSchemaBuilder
{
    private readonly Dictionary<string, NamedType> _types = new(StringComparer.Ordinal);
    private readonly ILookup<string, TypeDefinition> _definitions;
    private readonly TypeSystemDefinition[] _all;
    private readonly Source _source;

    private SdlSchemaBuilder(Document document, IEnumerable<ScalarType> scalars)
    {
        _source = document.Source;
        _all = [.. document.Definitions.Select(definition => definition as TypeSystemDefinition
            ?? throw Problem(definition, "A schema's text holds no operations and fragments."))];
        // An extension may stand ahead of what it extends; its members come behind.
        _definitions = _all.OfType<TypeDefinition>().OrderBy(definition => definition.IsExtension).ToLookup(definition => definition.Name, StringComparer.Ordinal);
        foreach (var scalar in BuiltInScalars.All.Concat(scalars))
        {
            _types[scalar.Name] = scalar;
        }
    }

    /// <summary>Parses the text and builds the schema.</summary>
    /// <param name="sdl">Definitions and extensions of types and directives.</param>
    /// <param name="scalars">How custom scalars read literals; one that is missing here accepts any literal.</param>
    /// <exception cref="GraphQLSyntaxException">The text is not GraphQL, or names a type that it does not define.</exception>
    public static Schema Build(string sdl, IEnumerable<ScalarType>? scalars = null)
        => new SdlSchemaBuilder(Parser.Parse(sdl, ParserOptions.Trusted), scalars ?? []).Build();

    private Schema Build()
    {
        foreach (var group in _definitions)
        {
            var first = group.FirstOrDefault(definition => !definition.IsExtension) ?? throw Problem(group.First(), $"Cannot extend type \"{group.Key}\" because it is not defined.");
            if (group.Where(definition => !definition.IsExtension).Skip(1).FirstOrDefault() is { } second)
            {
                throw Problem(second, $"There can be only one type named \"{group.Key}\".");
            }

            if (group.FirstOrDefault(definition => definition.GetType() != first.GetType()) is { } other)
            {
                throw Problem(other, $"Type \"{group.Key}\" is extended as another kind of type.");
            }

            if (first is not ScalarTypeDefinition || !_types.ContainsKey(group.Key))
            {
                _types[group.Key] = Declare(first, [.. group.SelectMany(definition => definition.Directives)]);
            }
        }

        foreach (var group in _definitions)
        {
            Complete(_types[group.Key], [.. group]);
        }

        var schemas = _all.OfType<SchemaDefinition>().ToArray();
        CheckUnique(schemas.Where(schema => !schema.IsExtension), _ => "schema definition");
        CheckUnique(schemas.SelectMany(schema => schema.OperationTypes), root => $"{root.Operation.ToString().ToLowerInvariant()} type in schema");
        CheckUnique(_all.OfType<Language.TypeSystem.DirectiveDefinition>(), directive => $"directive named \"@{directive.Name}\"");
        return new Schema(
            Root(schemas, OperationKind.Query, "Query") ?? throw Problem(null, "The schema has no query type."),
            Root(schemas, OperationKind.Mutation, "Mutation"),
            Root(schemas, OperationKind.Subscription, "Subscription"),
            _definitions.Select(group => _types[group.Key]),
            _all.OfType<Language.TypeSystem.DirectiveDefinition>().Select(MakeDirective))
        {
            Description = schemas.FirstOrDefault(schema => schema.Description is not null)?.Description?.Text,
            AppliedDirectives = Applied(schemas.SelectMany(schema => schema.Directives)),
        };
    }

    private void CheckUnique<T>(IEnumerable<T> nodes, Func<T, string> what)
        where T : Node
    {
        if (nodes.GroupBy(what, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw Problem(twice.ElementAt(1), $"There can be only one {twice.Key}.");
        }
    }

    private ObjectType? Root(SchemaDefinition[] schemas, OperationKind kind, string defaultName)
    {
        var named = schemas.SelectMany(schema => schema.OperationTypes).FirstOrDefault(root => root.Operation == kind)?.Type;
        return named is not null ? Find<ObjectType>(named)
            : schemas.Any(schema => !schema.IsExtension) ? null
            : _types.GetValueOrDefault(defaultName) as ObjectType;
    }

    private static NamedType Declare(TypeDefinition definition, Directive[] directives) => definition switch
    {
        ScalarTypeDefinition => new LiteralScalar(definition.Name) { SpecifiedBy = Text(directives, "specifiedBy", "url") },
        ObjectTypeDefinition => new ObjectType(definition.Name),
        InterfaceTypeDefinition => new InterfaceType(definition.Name),
        UnionTypeDefinition => new UnionType(definition.Name),
        EnumTypeDefinition => new EnumType(definition.Name),
        _ => new InputObjectType(definition.Name),
    };

    /// <summary>Fills a type from its definition and its extensions.</summary>
    private void Complete(NamedType type, TypeDefinition[] definitions)
    {
        type.Description ??= definitions.Select(definition => definition.Description?.Text).FirstOrDefault(text => text is not null);
        Directive[] directives = [.. definitions.SelectMany(definition => definition.Directives)];
        type.AppliedDirectives = Applied(directives, type switch
        {
            ScalarType => BuiltInDirectives.SpecifiedBy,
            InputObjectType => BuiltInDirectives.OneOf,
            _ => null,
        });
        type.Weight = CostDirectives.WeightOf(directives) ?? type.Weight;
        switch (type)
        {
            case FieldsType fields:
                var parts = definitions.Cast<FieldsTypeDefinition>().ToArray();
                fields.Interfaces = [.. parts.SelectMany(part => part.Interfaces).Select(Find<InterfaceType>)];
                fields.Fields = new(parts.SelectMany(part => part.Fields).Select(MakeField));
                break;
            case UnionType union:
                union.Types = new(definitions.Cast<UnionTypeDefinition>().SelectMany(part => part.Types).Select(Find<ObjectType>));
                break;
            case EnumType enumType:
                enumType.Values = new(definitions.Cast<EnumTypeDefinition>().SelectMany(part => part.Values).Select(MakeEnumValue));
                break;
            case InputObjectType input:
                input.Fields = new(definitions.Cast<InputObjectTypeDefinition>().SelectMany(part => part.Fields).Select(MakeInput));
                input.IsOneOf = definitions.Any(part => part.Directives.Any(directive => directive.Name is "oneOf"));
                break;
        }
    }

    private FieldDefinition MakeField(Language.TypeSystem.FieldDefinition field) => new(field.Name, Resolve(field.Type))
    {
        Description = field.Description?.Text,
        Arguments = new(field.Arguments.Select(MakeInput)),
        DeprecationReason = Deprecation(field.Directives),
        AppliedDirectives = Applied(field.Directives, BuiltInDirectives.Deprecated),
        Weight = CostDirectives.WeightOf(field.Directives),
        ListSize = CostDirectives.ListSizeOf(field.Directives),
    };

    private InputValue MakeInput(InputValueDefinition input) => new(input.Name, Resolve(input.Type))
    {
        Description = input.Description?.Text,
        DefaultValue = input.DefaultValue,
        DeprecationReason = Deprecation(input.Directives),
        AppliedDirectives = Applied(input.Directives, BuiltInDirectives.Deprecated),
        Weight = CostDirectives.WeightOf(input.Directives),
    };

    private static EnumTypeValue MakeEnumValue(EnumValueDefinition value) => new(value.Name)
    {
        Description = value.Description?.Text,
        DeprecationReason = Deprecation(value.Directives),
        AppliedDirectives = Applied(value.Directives, BuiltInDirectives.Deprecated),
    };

    private DirectiveDefinition MakeDirective(Language.TypeSystem.DirectiveDefinition directive) => new(directive.Name)
    {
        Description = directive.Description?.Text,
        Arguments = new(directive.Arguments.Select(MakeInput)),
        IsRepeatable = directive.IsRepeatable,
        Locations = directive.Locations,
    };

    private GraphType Resolve(TypeReference reference) => reference switch
    {
        NonNullTypeReference nonNull => Resolve(nonNull.Of).NonNull(),
        ListTypeReference list => Resolve(list.Of).List(),
        _ => Find<NamedType>((NamedTypeReference)reference),
    };

    private T Find<T>(NamedTypeReference reference)
        where T : NamedType
        => (_types.GetValueOrDefault(reference.Name) ?? IntrospectionTypes.All.FirstOrDefault(type => string.Equals(type.Name, reference.Name, StringComparison.Ordinal))) switch
        {
            T type => type,
            null => throw Problem(reference, $"Unknown type \"{reference.Name}\"."),
            _ => throw Problem(reference, $"Type \"{reference.Name}\" is of another kind than is needed here."),
        };

    private static string? Deprecation(IReadOnlyList<Directive> directives)
        => directives.Any(directive => directive.Name is "deprecated") ? Text(directives, "deprecated", "reason") ?? BuiltInDirectives.NoLongerSupported : null;

    private static string? Text(IReadOnlyList<Directive> directives, string directive, string argument)
        => (directives.FirstOrDefault(applied => string.Equals(applied.Name, directive, StringComparison.Ordinal))
            ?.Arguments.FirstOrDefault(given => string.Equals(given.Name, argument, StringComparison.Ordinal))?.Value as StringValue)?.Text;

    /// <summary>All but the directive that the element has a property for, unless that one is wrong: then validation finds it here.</summary>
    private static AppliedDirective[] Applied(IEnumerable<Directive> directives, DirectiveDefinition? property = null)
    {
        Directive[] all = [.. directives];
        var isSaid = property is not null && Array.FindAll(all, directive => Is(directive, property)) is [var only] && IsRight(only, property);
        return [.. all.Where(directive => !isSaid || !Is(directive, property!)).Select(directive => new AppliedDirective(directive.Name, directive.Arguments))];
    }

    private static bool Is(Directive directive, DirectiveDefinition definition) => string.Equals(directive.Name, definition.Name, StringComparison.Ordinal);

    private static bool IsRight(Directive directive, DirectiveDefinition definition)
        => directive.Arguments.All(given => given.Value is StringValue && definition.Arguments.Find(given.Name) is not null)
        && definition.Arguments.All(argument => !argument.IsRequired || directive.Arguments.Any(given => string.Equals(given.Name, argument.Name, StringComparison.Ordinal)));

    private GraphQLSyntaxException Problem(Node? place, string message) => new(_source, place?.Start ?? 0, message);

    /// <summary>A custom scalar of which only the name is known: any literal is a value, and its value is the literal.</summary>
    private sealed class LiteralScalar(string name) : ScalarType(name)
    {
        public override IReadOnlyList<Type> ClrTypes => [typeof(Value)];

        public override bool TryParseLiteral(Value literal, Func<string, JsonElement?>? variables, out object? value, [NotNullWhen(false)] out string? problem)
        {
            value = literal;
            problem = null;
            return true;
        }

        public override bool TryParseJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? problem)
        {
            value = json;
            problem = null;
            return true;
        }

        public override void Write(JsonBuffer buffer, object value) => buffer.WriteString(value.ToString());
    }
}
