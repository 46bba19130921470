using Dam.GraphQL.Language;

namespace Dam.GraphQL.Types;

/// <summary>Section 4.2: the types by which a schema describes itself. Their resolvers belong to the executor.</summary>
public static class IntrospectionTypes
{
    private static readonly InputValue IncludeDeprecated = new("includeDeprecated", BuiltInScalars.Boolean.NonNull())
    {
        DefaultValue = new BooleanValue { Value = false },
    };

    private static readonly EnumType TypeKind = new("__TypeKind")
    {
        Description = "An enum describing what kind of type a given `__Type` is.",
        Values = new(
        [
            new("SCALAR") { Description = "A scalar." },
            new("OBJECT") { Description = "An object: `fields` and `interfaces` are valid fields." },
            new("INTERFACE") { Description = "An interface: `fields`, `interfaces` and `possibleTypes` are valid fields." },
            new("UNION") { Description = "A union: `possibleTypes` is a valid field." },
            new("ENUM") { Description = "An enum: `enumValues` is a valid field." },
            new("INPUT_OBJECT") { Description = "An input object: `inputFields` is a valid field." },
            new("LIST") { Description = "A list: `ofType` is a valid field." },
            new("NON_NULL") { Description = "A non-null: `ofType` is a valid field." },
        ]),
    };

    private static readonly EnumType DirectiveLocation = new("__DirectiveLocation")
    {
        Description = "A place that a directive can stand at.",
        Values = new(new[]
        {
            "QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT", "VARIABLE_DEFINITION",
            "SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE", "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT",
            "INPUT_FIELD_DEFINITION",
        }.Select(name => new EnumTypeValue(name))),
    };

    private static readonly ObjectType Type = new("__Type") { Description = "A type of the schema, or a list or non-null wrapper around one; `kind` says which fields apply." };
    private static readonly ObjectType Field = new("__Field") { Description = "A field of an object or interface type." };
    private static readonly ObjectType InputValueType = new("__InputValue") { Description = "An argument of a field or directive, or a field of an input object." };
    private static readonly ObjectType EnumValueType = new("__EnumValue") { Description = "One possible value of an enum." };
    private static readonly ObjectType Directive = new("__Directive") { Description = "A directive that the schema supports." };

    static IntrospectionTypes()
    {
        Type.Fields = new(
        [
            new("kind", TypeKind.NonNull()),
            new("name", BuiltInScalars.String),
            new("description", BuiltInScalars.String),
            new("specifiedByURL", BuiltInScalars.String),
            new("fields", Field.NonNull().List()) { Arguments = new([IncludeDeprecated]) },
            new("interfaces", Type.NonNull().List()),
            new("possibleTypes", Type.NonNull().List()),
            new("enumValues", EnumValueType.NonNull().List()) { Arguments = new([IncludeDeprecated]) },
            new("inputFields", InputValueType.NonNull().List()) { Arguments = new([IncludeDeprecated]) },
            new("ofType", Type),
            new("isOneOf", BuiltInScalars.Boolean),
        ]);
        Field.Fields = new(
        [
            new("name", BuiltInScalars.String.NonNull()),
            new("description", BuiltInScalars.String),
            new("args", InputValueType.NonNull().List().NonNull()) { Arguments = new([IncludeDeprecated]) },
            new("type", Type.NonNull()),
            new("isDeprecated", BuiltInScalars.Boolean.NonNull()),
            new("deprecationReason", BuiltInScalars.String),
        ]);
        InputValueType.Fields = new(
        [
            new("name", BuiltInScalars.String.NonNull()),
            new("description", BuiltInScalars.String),
            new("type", Type.NonNull()),
            new("defaultValue", BuiltInScalars.String) { Description = "The default as a GraphQL literal." },
            new("isDeprecated", BuiltInScalars.Boolean.NonNull()),
            new("deprecationReason", BuiltInScalars.String),
        ]);
        EnumValueType.Fields = new(
        [
            new("name", BuiltInScalars.String.NonNull()),
            new("description", BuiltInScalars.String),
            new("isDeprecated", BuiltInScalars.Boolean.NonNull()),
            new("deprecationReason", BuiltInScalars.String),
        ]);
        Directive.Fields = new(
        [
            new("name", BuiltInScalars.String.NonNull()),
            new("description", BuiltInScalars.String),
            new("isRepeatable", BuiltInScalars.Boolean.NonNull()),
            new("locations", DirectiveLocation.NonNull().List().NonNull()),
            new("args", InputValueType.NonNull().List().NonNull()) { Arguments = new([IncludeDeprecated]) },
        ]);
        Schema.Fields = new(
        [
            new("description", BuiltInScalars.String),
            new("types", Type.NonNull().List().NonNull()) { Description = "All types of the schema." },
            new("queryType", Type.NonNull()),
            new("mutationType", Type),
            new("subscriptionType", Type),
            new("directives", Directive.NonNull().List().NonNull()) { Description = "All directives of the schema." },
        ]);
    }

    public static ObjectType Schema { get; } = new("__Schema") { Description = "What a server can do: its types, its directives, and where each operation begins." };

    internal static IReadOnlyList<NamedType> All { get; } = [TypeKind, DirectiveLocation, Type, Field, InputValueType, EnumValueType, Directive, Schema];

    /// <summary>Of every composite type.</summary>
    public static FieldDefinition TypeNameField { get; } = new("__typename", BuiltInScalars.String.NonNull())
    {
        Description = "The name of the object's type.",
    };

    /// <summary>Of the query root.</summary>
    public static FieldDefinition SchemaField { get; } = new("__schema", Schema.NonNull()) { Description = "The schema of this server." };

    /// <summary>Of the query root.</summary>
    public static FieldDefinition TypeField { get; } = new("__type", Type)
    {
        Description = "One type by its name.",
        Arguments = new([new("name", BuiltInScalars.String.NonNull())]),
    };
}
