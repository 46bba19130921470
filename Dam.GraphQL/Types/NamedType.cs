namespace Dam.GraphQL.Types;

/// <summary>What the schema knows by a name.</summary>
public interface INamedElement
{
    string Name { get; }
}

/// <summary>A scalar, object, interface, union, enum or input object type.</summary>
public abstract class NamedType(string name) : GraphType, INamedElement
{
    public string Name { get; } = name;

    public string? Description { get; set; }

    /// <summary>Directives applied to the definition, without the ones that have a property of their own (<c>@specifiedBy</c>, <c>@oneOf</c>).</summary>
    public IReadOnlyList<AppliedDirective> AppliedDirectives { get; set; } = [];

    /// <summary>What an object or value of it adds to the cost of an operation; null for the default.</summary>
    public double? Weight { get; set; }

    /// <summary>The C# type behind it, for messages and for finding an object's type at run time; null in a schema made from text.</summary>
    public Type? ClrType { get; set; }

    /// <summary>Whether it belongs to the specification's introspection system.</summary>
    public bool IsIntrospection => Name.StartsWith("__", StringComparison.Ordinal);

    public override NamedType Named => this;

    public override string ToString() => Name;
}
