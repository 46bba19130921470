using Dam.GraphQL.Language;
using Dam.GraphQL.Language.TypeSystem;

namespace Dam.GraphQL.Types;

/// <summary>Prints a schema as SDL: types alphabetically, their elements as declared, what the specification brings left out.</summary>
public static class SchemaPrinter
{
    public static string Print(Schema schema) => Printer.Print(ToDocument(schema)) + "\n";

    /// <summary>The schema as type system definitions.</summary>
    public static Document ToDocument(Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var definitions = new List<Definition>();
        if (Root(schema) is { } root)
        {
            definitions.Add(root);
        }

        definitions.AddRange(schema.Directives.Where(directive => !BuiltInDirectives.IsBuiltIn(directive.Name))
            .OrderBy(directive => directive.Name, StringComparer.Ordinal).Select(Define));
        definitions.AddRange(schema.Types.Where(type => !type.IsIntrospection && !BuiltInScalars.IsBuiltIn(type.Name)).Select(Define));
        return new Document { Source = new Source(default), Definitions = definitions };
    }

    /// <summary>Left out when it says nothing that the names of the root types do not say.</summary>
    private static SchemaDefinition? Root(Schema schema)
    {
        var isCommon = schema.Description is null && schema.AppliedDirectives.Count == 0 && Is(schema.Query, "Query")
            && IsUnlessMissing(schema, schema.Mutation, "Mutation") && IsUnlessMissing(schema, schema.Subscription, "Subscription");
        if (isCommon)
        {
            return null;
        }

        var operations = new List<RootOperationTypeDefinition> { Operation(OperationKind.Query, schema.Query) };
        if (schema.Mutation is not null)
        {
            operations.Add(Operation(OperationKind.Mutation, schema.Mutation));
        }

        if (schema.Subscription is not null)
        {
            operations.Add(Operation(OperationKind.Subscription, schema.Subscription));
        }

        return new SchemaDefinition { Description = Text(schema.Description), Directives = Applied(schema.AppliedDirectives), OperationTypes = operations };
    }

    private static bool Is(ObjectType type, string name) => string.Equals(type.Name, name, StringComparison.Ordinal);

    private static bool IsUnlessMissing(Schema schema, ObjectType? type, string name) => type is null ? schema.GetType(name) is null : Is(type, name);

    private static RootOperationTypeDefinition Operation(OperationKind kind, ObjectType type)
        => new() { Operation = kind, Type = new NamedTypeReference { Name = type.Name } };

    private static TypeDefinition Define(NamedType type) => type switch
    {
        ScalarType scalar => new ScalarTypeDefinition
        {
            Name = scalar.Name,
            Description = Text(scalar.Description),
            Directives = [.. scalar.SpecifiedBy is { } url ? [Apply("specifiedBy", "url", url)] : Array.Empty<Directive>(), .. Applied(scalar.AppliedDirectives)],
        },
        ObjectType fields => new ObjectTypeDefinition
        {
            Name = fields.Name,
            Description = Text(fields.Description),
            Directives = Applied(fields.AppliedDirectives),
            Interfaces = [.. fields.Interfaces.Select(Named)],
            Fields = [.. fields.Fields.Select(Define)],
        },
        InterfaceType fields => new InterfaceTypeDefinition
        {
            Name = fields.Name,
            Description = Text(fields.Description),
            Directives = Applied(fields.AppliedDirectives),
            Interfaces = [.. fields.Interfaces.Select(Named)],
            Fields = [.. fields.Fields.Select(Define)],
        },
        UnionType union => new UnionTypeDefinition
        {
            Name = union.Name,
            Description = Text(union.Description),
            Directives = Applied(union.AppliedDirectives),
            Types = [.. union.Types.Select(Named)],
        },
        EnumType values => new EnumTypeDefinition
        {
            Name = values.Name,
            Description = Text(values.Description),
            Directives = Applied(values.AppliedDirectives),
            Values = [.. values.Values.Select(Define)],
        },
        InputObjectType input => new InputObjectTypeDefinition
        {
            Name = input.Name,
            Description = Text(input.Description),
            Directives = [.. input.IsOneOf ? [new Directive { Name = "oneOf" }] : Array.Empty<Directive>(), .. Applied(input.AppliedDirectives)],
            Fields = [.. input.Fields.Select(Define)],
        },
        _ => throw new InvalidOperationException($"Unknown kind of type {type}."),
    };

    private static Language.TypeSystem.DirectiveDefinition Define(DirectiveDefinition directive) => new()
    {
        Name = directive.Name,
        Description = Text(directive.Description),
        Arguments = [.. directive.Arguments.Select(Define)],
        IsRepeatable = directive.IsRepeatable,
        Locations = directive.Locations,
    };

    private static Language.TypeSystem.FieldDefinition Define(FieldDefinition field) => new()
    {
        Name = field.Name,
        Description = Text(field.Description),
        Arguments = [.. field.Arguments.Select(Define)],
        Type = Reference(field.Type),
        Directives = Directives(field.DeprecationReason, field.AppliedDirectives),
    };

    private static InputValueDefinition Define(InputValue value) => new()
    {
        Name = value.Name,
        Description = Text(value.Description),
        Type = Reference(value.Type),
        DefaultValue = value.DefaultValue,
        Directives = Directives(value.DeprecationReason, value.AppliedDirectives),
    };

    private static EnumValueDefinition Define(EnumTypeValue value) => new()
    {
        Name = value.Name,
        Description = Text(value.Description),
        Directives = Directives(value.DeprecationReason, value.AppliedDirectives),
    };

    private static Directive[] Directives(string? deprecation, IReadOnlyList<AppliedDirective> applied)
    {
        Directive[] first = deprecation switch
        {
            null => [],
            BuiltInDirectives.NoLongerSupported => [new Directive { Name = "deprecated" }],
            _ => [Apply("deprecated", "reason", deprecation)],
        };
        return [.. first, .. Applied(applied)];
    }

    private static Directive Apply(string name, string argument, string value)
        => new() { Name = name, Arguments = [new Argument { Name = argument, Value = new StringValue { Text = value } }] };

    private static Directive[] Applied(IReadOnlyList<AppliedDirective> directives)
        => [.. directives.Select(directive => new Directive { Name = directive.Name, Arguments = directive.Arguments })];

    private static NamedTypeReference Named(NamedType type) => new() { Name = type.Name };

    private static TypeReference Reference(GraphType type) => type switch
    {
        NonNullType nonNull => new NonNullTypeReference { Of = Reference(nonNull.Of) },
        ListType list => new ListTypeReference { Of = Reference(list.Of) },
        _ => Named(type.Named),
    };

    private static StringValue? Text(string? description)
        => description is null ? null : new StringValue { Text = description, IsBlock = description.AsSpan().ContainsAny('\n', '"') };
}
