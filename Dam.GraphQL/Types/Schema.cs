using System.Collections.Frozen;

namespace Dam.GraphQL.Types;

/// <summary>Section 3.3: the root types, all types reachable from them, and the directives.</summary>
public sealed class Schema
{
    private readonly FrozenDictionary<string, NamedType> _types;
    private readonly FrozenDictionary<string, ObjectType[]> _possibleTypes;
    private readonly FrozenDictionary<string, FrozenSet<string>> _possibleNames;
    private readonly FrozenDictionary<string, InterfaceType[]> _implementingInterfaces;

    /// <param name="query">Root of queries.</param>
    /// <param name="mutation">Root of mutations.</param>
    /// <param name="subscription">Root of subscriptions.</param>
    /// <param name="types">Further types, at least those that are reached only through an interface. Built-in and introspection types come by themselves.</param>
    /// <param name="directives">Further directives; the built-in ones come by themselves.</param>
    public Schema(
        ObjectType query,
        ObjectType? mutation = null,
        ObjectType? subscription = null,
        IEnumerable<NamedType>? types = null,
        IEnumerable<DirectiveDefinition>? directives = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        Query = query;
        Mutation = mutation;
        Subscription = subscription;
        var own = (directives ?? []).ToArray();
        Directives = new NamedList<DirectiveDefinition>(
            [.. BuiltInDirectives.All.Where(builtIn => !own.Any(directive => string.Equals(directive.Name, builtIn.Name, StringComparison.Ordinal))), .. own]);

        var found = new Dictionary<string, NamedType>(StringComparer.Ordinal);
        var open = new Stack<GraphType>();
        IEnumerable<GraphType?> roots = [.. types ?? [], subscription, mutation, query, IntrospectionTypes.Schema, BuiltInScalars.String, BuiltInScalars.Boolean];
        foreach (var type in roots.OfType<GraphType>())
        {
            open.Push(type);
        }

        foreach (var argument in Directives.SelectMany(directive => directive.Arguments))
        {
            open.Push(argument.Type);
        }

        while (open.TryPop(out var type))
        {
            if (!found.TryAdd(type.Named.Name, type.Named))
            {
                continue;
            }

            foreach (var next in References(type.Named))
            {
                open.Push(next);
            }
        }

        _types = found.ToFrozenDictionary(StringComparer.Ordinal);
        Types = new NamedList<NamedType>(found.Values.OrderBy(type => type.Name, StringComparer.Ordinal));

        var objects = Types.OfType<ObjectType>().ToArray();
        _possibleTypes = Types.OfType<CompositeType>().ToFrozenDictionary(
            type => type.Name,
            type => type switch
            {
                ObjectType self => [self],
                UnionType union => [.. union.Types],
                _ => objects.Where(candidate => candidate.Interfaces.Contains(type)).ToArray(),
            },
            StringComparer.Ordinal);
        _possibleNames = _possibleTypes.ToFrozenDictionary(
            pair => pair.Key, pair => pair.Value.Select(type => type.Name).ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);
        _implementingInterfaces = Types.OfType<InterfaceType>().ToFrozenDictionary(
            type => type.Name,
            type => Types.OfType<InterfaceType>().Where(candidate => candidate.Interfaces.Contains(type)).ToArray(),
            StringComparer.Ordinal);
    }

    public string? Description { get; init; }

    public IReadOnlyList<AppliedDirective> AppliedDirectives { get; init; } = [];

    public ObjectType Query { get; }

    public ObjectType? Mutation { get; }

    public ObjectType? Subscription { get; }

    /// <summary>All types by name, alphabetically, built-in and introspection types included.</summary>
    public NamedList<NamedType> Types { get; }

    public NamedList<DirectiveDefinition> Directives { get; }

    /// <summary>The type of that name, or null.</summary>
    public NamedType? GetType(string name) => _types.GetValueOrDefault(name);

    /// <summary>Section 5.5.2.3: the object types that a value of this type can have; an object type has itself.</summary>
    public IReadOnlyList<ObjectType> PossibleTypes(CompositeType type) => _possibleTypes.TryGetValue(type.Name, out var types) ? types : [];

    /// <summary>Whether <paramref name="candidate"/> is among the possible types of <paramref name="type"/>.</summary>
    public bool IsPossible(CompositeType type, ObjectType candidate)
        => _possibleNames.TryGetValue(type.Name, out var names) && names.Contains(candidate.Name);

    /// <summary>The interfaces that implement an interface.</summary>
    public IReadOnlyList<InterfaceType> ImplementingInterfaces(InterfaceType type)
        => _implementingInterfaces.TryGetValue(type.Name, out var types) ? types : [];

    /// <summary>Whether some object can be of both types.</summary>
    public bool Overlap(CompositeType a, CompositeType b)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }

        return _possibleNames.TryGetValue(a.Name, out var left) && _possibleNames.TryGetValue(b.Name, out var right) && left.Overlaps(right);
    }

    /// <summary>Section 3.6.1: whether a value of <paramref name="type"/> can stand where <paramref name="super"/> is asked for.</summary>
    public static bool IsSubtype(GraphType type, GraphType super) => (type, super) switch
    {
        (NonNullType a, NonNullType b) => IsSubtype(a.Of, b.Of),
        (_, NonNullType) => false,
        (NonNullType a, _) => IsSubtype(a.Of, super),
        (ListType a, ListType b) => IsSubtype(a.Of, b.Of),
        (ListType, _) or (_, ListType) => false,
        _ when ReferenceEquals(type, super) => true,
        (ObjectType a, UnionType b) => b.Types.Contains(a.Name),
        (FieldsType a, InterfaceType b) => a.Interfaces.Contains(b),
        _ => false,
    };

    /// <summary>The root type of an operation, or null when the schema has none.</summary>
    public ObjectType? RootOf(Language.OperationKind kind) => kind switch
    {
        Language.OperationKind.Query => Query,
        Language.OperationKind.Mutation => Mutation,
        _ => Subscription,
    };

    /// <summary>The field of a type, the meta-fields <c>__typename</c>, <c>__schema</c> and <c>__type</c> included; null when there is none.</summary>
    public FieldDefinition? FindField(CompositeType type, string name)
    {
        if (name.StartsWith("__", StringComparison.Ordinal))
        {
            return name switch
            {
                "__typename" => IntrospectionTypes.TypeNameField,
                "__schema" when ReferenceEquals(type, Query) => IntrospectionTypes.SchemaField,
                "__type" when ReferenceEquals(type, Query) => IntrospectionTypes.TypeField,
                _ => (type as FieldsType)?.Fields.Find(name),
            };
        }

        return (type as FieldsType)?.Fields.Find(name);
    }

    private static IEnumerable<GraphType> References(NamedType type) => type switch
    {
        FieldsType fields => [.. fields.Interfaces, .. fields.Fields.SelectMany(field => field.Arguments.Select(argument => argument.Type).Append(field.Type))],
        UnionType union => union.Types,
        InputObjectType input => input.Fields.Select(field => field.Type),
        _ => [],
    };
}
