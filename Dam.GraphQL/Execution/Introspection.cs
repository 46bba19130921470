using Dam.GraphQL.Planning;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Execution;

/// <summary>Section 4: the resolvers of the introspection types, which run through the same plans as all others.</summary>
internal static class Introspection
{
    private static readonly ObjectOutput<GraphType?> OneType = new();
    private static readonly ObjectListOutput<IReadOnlyList<GraphType>?, GraphType> TypeList = new(new ObjectOutput<GraphType>());
    private static readonly ResolverParameter[] NoParameters = [];
    private static readonly ResolverParameter[] IncludeDeprecated = [new FirstArgument()];
    private static readonly ResolverParameter[] TheSchema = [new SchemaParameter()];

    static Introspection()
    {
        AttachRoots();
        AttachSchema(IntrospectionTypes.Schema);
        AttachType((ObjectType)IntrospectionTypes.TypeField.Type.Named);
        AttachField(Of(IntrospectionTypes.TypeField.Type.Named, "fields"));
        AttachInputValue(Of(IntrospectionTypes.TypeField.Type.Named, "inputFields"));
        AttachEnumValue(Of(IntrospectionTypes.TypeField.Type.Named, "enumValues"));
        AttachDirective(Of(IntrospectionTypes.Schema, "directives"));
    }

    /// <summary>Makes sure that the types have their resolvers.</summary>
    public static void Attach()
    {
        // The static constructor does it, once.
    }

    private static ObjectType Of(NamedType type, string field) => (ObjectType)((ObjectType)type).Fields.Find(field)!.Type.Named;

    private static void AttachRoots()
    {
        IntrospectionTypes.SchemaField.Resolver = new SyncResolver<Schema>(TheSchema, () => (_, bound) => (Schema)bound[0]!, new ObjectOutput<Schema>());
        IntrospectionTypes.TypeField.Resolver = new SyncResolver<GraphType?>(
            [new SchemaParameter(), new FirstArgument()], () => (_, bound) => ((Schema)bound[0]!).GetType((string)bound[1]!), OneType);
    }

    private static void AttachSchema(ObjectType type)
    {
        Text<Schema>(type, "description", schema => schema.Description);
        Objects<Schema, IReadOnlyList<GraphType>?>(type, "types", schema => schema.Types, TypeList);
        Objects<Schema, GraphType?>(type, "queryType", schema => schema.Query, OneType);
        Objects<Schema, GraphType?>(type, "mutationType", schema => schema.Mutation, OneType);
        Objects<Schema, GraphType?>(type, "subscriptionType", schema => schema.Subscription, OneType);
        Objects<Schema, IReadOnlyList<DirectiveDefinition>?>(
            type, "directives", schema => schema.Directives, new ObjectListOutput<IReadOnlyList<DirectiveDefinition>?, DirectiveDefinition>(new ObjectOutput<DirectiveDefinition>()));
    }

    private static void AttachType(ObjectType type)
    {
        var kinds = new EnumOutput<string>((EnumType)type.Fields.Find("kind")!.Type.Named);
        Leaf<GraphType, string>(type, "kind", KindOf, kinds);
        Text<GraphType>(type, "name", self => (self as NamedType)?.Name);
        Text<GraphType>(type, "description", self => (self as NamedType)?.Description);
        Text<GraphType>(type, "specifiedByURL", self => (self as ScalarType)?.SpecifiedBy);
        Leaf<GraphType, bool?>(type, "isOneOf", self => (self as InputObjectType)?.IsOneOf, new NullableOutput<bool>(new BooleanOutput()));
        Objects<GraphType, GraphType?>(type, "ofType", self => (self as NonNullType)?.Of ?? (self as ListType)?.Of, OneType);
        Objects<GraphType, IReadOnlyList<GraphType>?>(type, "interfaces", self => (self as FieldsType)?.Interfaces, TypeList);
        type.Fields.Find("possibleTypes")!.Resolver = new SyncResolver<IReadOnlyList<GraphType>?>(
            TheSchema,
            () => (self, bound) => ((GraphType)self).IsAbstract && self is CompositeType composite ? ((Schema)bound[0]!).PossibleTypes(composite) : null,
            TypeList);
        Filtered<GraphType, FieldDefinition>(type, "fields", self => (self as FieldsType)?.Fields, field => field.DeprecationReason is not null);
        Filtered<GraphType, EnumTypeValue>(type, "enumValues", self => (self as EnumType)?.Values, value => value.DeprecationReason is not null);
        Filtered<GraphType, InputValue>(type, "inputFields", self => (self as InputObjectType)?.Fields, field => field.DeprecationReason is not null);
    }

    private static void AttachField(ObjectType type)
    {
        Text<FieldDefinition>(type, "name", field => field.Name);
        Text<FieldDefinition>(type, "description", field => field.Description);
        Filtered<FieldDefinition, InputValue>(type, "args", field => field.Arguments, argument => argument.DeprecationReason is not null);
        Objects<FieldDefinition, GraphType?>(type, "type", field => field.Type, OneType);
        AttachDeprecation<FieldDefinition>(type, field => field.DeprecationReason);
    }

    private static void AttachInputValue(ObjectType type)
    {
        Text<InputValue>(type, "name", value => value.Name);
        Text<InputValue>(type, "description", value => value.Description);
        Text<InputValue>(type, "defaultValue", value => value.DefaultValue?.ToString());
        Objects<InputValue, GraphType?>(type, "type", value => value.Type, OneType);
        AttachDeprecation<InputValue>(type, value => value.DeprecationReason);
    }

    private static void AttachEnumValue(ObjectType type)
    {
        Text<EnumTypeValue>(type, "name", value => value.Name);
        Text<EnumTypeValue>(type, "description", value => value.Description);
        AttachDeprecation<EnumTypeValue>(type, value => value.DeprecationReason);
    }

    private static void AttachDirective(ObjectType type)
    {
        Text<DirectiveDefinition>(type, "name", directive => directive.Name);
        Text<DirectiveDefinition>(type, "description", directive => directive.Description);
        Leaf<DirectiveDefinition, bool>(type, "isRepeatable", directive => directive.IsRepeatable, new BooleanOutput());
        Leaf<DirectiveDefinition, IReadOnlyList<string>>(
            type,
            "locations",
            directive => directive.Locations,
            new LeafListOutput<IReadOnlyList<string>, string>(new EnumOutput<string>((EnumType)type.Fields.Find("locations")!.Type.Named), itemsAreNonNull: true));
        Filtered<DirectiveDefinition, InputValue>(type, "args", directive => directive.Arguments, argument => argument.DeprecationReason is not null);
    }

    private static void AttachDeprecation<T>(ObjectType type, Func<T, string?> reason)
    {
        Leaf<T, bool>(type, "isDeprecated", self => reason(self) is not null, new BooleanOutput());
        Text(type, "deprecationReason", reason);
    }

    private static void Text<TParent>(ObjectType type, string field, Func<TParent, string?> get) => Leaf(type, field, get, new StringOutput());

    private static void Leaf<TParent, T>(ObjectType type, string field, Func<TParent, T> get, LeafOutput<T> output)
        => type.Fields.Find(field)!.Resolver = new InlineResolver(() => (parent, writer) => output.Write(writer, get((TParent)parent)));

    private static void Objects<TParent, T>(ObjectType type, string field, Func<TParent, T> get, Output<T> output)
        => type.Fields.Find(field)!.Resolver = new SyncResolver<T>(NoParameters, () => (parent, _) => get((TParent)parent), output);

    private static void Filtered<TParent, T>(ObjectType type, string field, Func<TParent, IReadOnlyList<T>?> get, Func<T, bool> isDeprecated)
        => type.Fields.Find(field)!.Resolver = new SyncResolver<IReadOnlyList<T>?>(
            IncludeDeprecated,
            () => (parent, bound) =>
            {
                var all = get((TParent)parent);
                return all is null || (bool)bound[0]! || !all.Any(isDeprecated) ? all : [.. all.Where(item => !isDeprecated(item))];
            },
            new ObjectListOutput<IReadOnlyList<T>?, T>(new ObjectOutput<T>()));

    private static string KindOf(GraphType type) => type switch
    {
        ScalarType => "SCALAR",
        ObjectType => "OBJECT",
        InterfaceType => "INTERFACE",
        UnionType => "UNION",
        EnumType => "ENUM",
        InputObjectType => "INPUT_OBJECT",
        ListType => "LIST",
        _ => "NON_NULL",
    };

    private sealed class FirstArgument : ResolverParameter
    {
        public override bool IsArgument => true;

        public override object? Bind(RequestExecution execution, FieldPlan plan, object?[] arguments) => arguments[0];
    }
}

/// <summary>The schema that is being executed.</summary>
internal sealed class SchemaParameter : ResolverParameter
{
    public override object Bind(RequestExecution execution, FieldPlan plan, object?[] arguments) => execution.Schema;
}
