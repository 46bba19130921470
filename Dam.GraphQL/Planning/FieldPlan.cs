using System.Text;
using Dam.GraphQL.Coercion;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Planning;

/// <summary>How a field's value gets into the response.</summary>
internal enum FieldKind
{
    TypeName,
    Inline,
    Leaf,
    Composite,
}

/// <summary>One response key of a selection: all fields that were merged into it.</summary>
internal sealed class FieldPlan
{
    private readonly VariantPlan _variant;
    private object?[]? _arguments;

    public FieldPlan(VariantPlan variant, ObjectType parent, FieldDefinition field, IReadOnlyList<Field> nodes, int column)
    {
        _variant = variant;
        Parent = parent;
        Field = field;
        Nodes = nodes;
        Column = column;
        ResponseName = nodes[0].ResponseName;
        Key = Encoding.UTF8.GetBytes($",\"{ResponseName}\":");
        IsNonNull = field.Type.IsNonNull;
        Kind = ReferenceEquals(field, IntrospectionTypes.TypeNameField) ? FieldKind.TypeName
            : field.Type.IsComposite ? FieldKind.Composite
            : column < 0 ? FieldKind.Inline : FieldKind.Leaf;
        if (Kind == FieldKind.Composite)
        {
            Children = new ChildPlan(variant, (CompositeType)field.Type.Named, nodes);
            ItemsAreNonNull = ListItems(field.Type);
        }

        ArgumentsVary = ArgumentCoercion.DependsOnVariables(nodes[0].Arguments);
    }

    public ObjectType Parent { get; }

    public FieldDefinition Field { get; }

    /// <summary>The places it was written at.</summary>
    public IReadOnlyList<Field> Nodes { get; }

    public string ResponseName { get; }

    /// <summary>Comma, response key and colon in UTF-8; without the first byte for an object's first field.</summary>
    public byte[] Key { get; }

    public FieldKind Kind { get; }

    /// <summary>Position among the selection's columns, or -1 when it has none.</summary>
    public int Column { get; }

    public bool IsNonNull { get; }

    /// <summary>For each list wrapper from the outside, whether its items are non-null.</summary>
    public bool[] ItemsAreNonNull { get; } = [];

    /// <summary>Whether the arguments depend on the request's variables.</summary>
    public bool ArgumentsVary { get; }

    /// <summary>What the executor made of the arguments, when that is the same for every request.</summary>
    public object?[]? Bound { get; set; }

    /// <summary>What the field costs by itself, once somebody asked.</summary>
    public FieldWeight? Weight { get; set; }

    /// <summary>The selections below; null for a leaf.</summary>
    public ChildPlan? Children { get; }

    /// <summary>Places in the document, for errors.</summary>
    public IReadOnlyList<SourceLocation> Locations => [.. Nodes.Select(node => LocationOf(node.Start))];

    public SourceLocation LocationOf(int offset) => _variant.Operation.Document.Source.LocationOf(offset);

    /// <summary>The coerced arguments, in the order of the field's definition.</summary>
    /// <exception cref="Errors.GraphQLException">One is not acceptable.</exception>
    public object?[] Arguments(VariableValues variables) => ArgumentsVary
        ? ArgumentCoercion.Coerce(Field.Arguments, Nodes[0].Arguments, variables)
        : _arguments ??= ArgumentCoercion.Coerce(Field.Arguments, Nodes[0].Arguments, VariableValues.None);

    private static bool[] ListItems(GraphType type)
    {
        var items = new List<bool>();
        while (type.Nullable is ListType list)
        {
            items.Add(list.Of.IsNonNull);
            type = list.Of;
        }

        return [.. items];
    }
}
