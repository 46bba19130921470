namespace Dam.GraphQL.Types;

/// <summary>A type that selections can be made on: object, interface or union.</summary>
public abstract class CompositeType(string name) : NamedType(name);

/// <summary>A composite type with fields: object or interface.</summary>
public abstract class FieldsType(string name) : CompositeType(name)
{
    public NamedList<FieldDefinition> Fields { get; set; } = NamedList<FieldDefinition>.Empty;

    /// <summary>The interfaces it declares to implement, the transitive ones included.</summary>
    public IReadOnlyList<InterfaceType> Interfaces { get; set; } = [];
}

/// <summary>Section 3.6.</summary>
public sealed class ObjectType(string name) : FieldsType(name);

/// <summary>Section 3.7.</summary>
public sealed class InterfaceType(string name) : FieldsType(name);

/// <summary>Section 3.8.</summary>
public sealed class UnionType(string name) : CompositeType(name)
{
    public NamedList<ObjectType> Types { get; set; } = NamedList<ObjectType>.Empty;
}
