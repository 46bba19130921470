namespace Dam.GraphQL.Types;

/// <summary>Section 3.4: a named type, or a list or non-null wrapper around a type.</summary>
public abstract class GraphType
{
    private NonNullType? _nonNull;
    private ListType? _list;

    /// <summary>The type without its wrappers.</summary>
    public abstract NamedType Named { get; }

    /// <summary>The type without a non-null wrapper at its outside.</summary>
    public GraphType Nullable => this is NonNullType nonNull ? nonNull.Of : this;

    public bool IsNonNull => this is NonNullType;

    /// <summary>Whether the innermost type may be used for arguments and input fields.</summary>
    public bool IsInput => Named is ScalarType or EnumType or InputObjectType;

    /// <summary>Whether the innermost type may be used for fields.</summary>
    public bool IsOutput => Named is not InputObjectType;

    /// <summary>Whether a field of this type has no selection set.</summary>
    public bool IsLeaf => Named is ScalarType or EnumType;

    public bool IsComposite => !IsLeaf && Named is not InputObjectType;

    public bool IsAbstract => Named is InterfaceType or UnionType;

    /// <summary>This type, never null; itself when it is that already.</summary>
    public NonNullType NonNull() => this as NonNullType ?? (_nonNull ??= new NonNullType(this));

    public ListType List() => _list ??= new ListType(this);

    /// <summary>Structural equality: the same wrappers around the same named type.</summary>
    public static bool AreEqual(GraphType a, GraphType b) => (a, b) switch
    {
        (NonNullType x, NonNullType y) => AreEqual(x.Of, y.Of),
        (ListType x, ListType y) => AreEqual(x.Of, y.Of),
        _ => ReferenceEquals(a, b),
    };
}

public sealed class ListType : GraphType
{
    internal ListType(GraphType of) => Of = of;

    public GraphType Of { get; }

    public override NamedType Named => Of.Named;

    public override string ToString() => $"[{Of}]";
}

public sealed class NonNullType : GraphType
{
    internal NonNullType(GraphType of) => Of = of;

    /// <summary>A named type or a list, never another non-null.</summary>
    public GraphType Of { get; }

    public override NamedType Named => Of.Named;

    public override string ToString() => $"{Of}!";
}
