using Dam.GraphQL.Language;

namespace Dam.GraphQL.Types;

/// <summary>An argument, of a field or a directive, or a field of an input object.</summary>
public sealed class InputValue(string name, GraphType type) : INamedElement
{
    public string Name { get; } = name;

    public GraphType Type { get; } = type;

    public string? Description { get; set; }

    /// <summary>The default as a literal; null when there is none (a default of null is a <see cref="NullValue"/>).</summary>
    public Value? DefaultValue { get; set; }

    /// <summary>Null when it is not deprecated.</summary>
    public string? DeprecationReason { get; set; }

    public IReadOnlyList<AppliedDirective> AppliedDirectives { get; set; } = [];

    /// <summary>What giving it a value adds to the cost of an operation; null for nothing.</summary>
    public double? Weight { get; set; }

    /// <summary>The C# parameter or property behind it, for messages.</summary>
    public string? ClrMember { get; set; }

    /// <summary>The default as the executor coerced it, once it was asked for.</summary>
    internal object? CoercedDefault { get; set; }

    /// <summary>Whether a value must be given: non-null and without a default.</summary>
    public bool IsRequired => Type.IsNonNull && DefaultValue is null;

    public override string ToString() => $"{Name}: {Type}";
}

/// <summary>Section 3.10.</summary>
public sealed class InputObjectType(string name) : NamedType(name)
{
    public NamedList<InputValue> Fields { get; set; } = NamedList<InputValue>.Empty;

    /// <summary>Whether exactly one field must be given, and not null.</summary>
    public bool IsOneOf { get; set; }
}

/// <summary>Section 3.9.</summary>
public sealed class EnumType(string name) : NamedType(name)
{
    public NamedList<EnumTypeValue> Values { get; set; } = NamedList<EnumTypeValue>.Empty;
}

public sealed class EnumTypeValue(string name) : INamedElement
{
    public string Name { get; } = name;

    public string? Description { get; set; }

    /// <summary>Null when it is not deprecated.</summary>
    public string? DeprecationReason { get; set; }

    public IReadOnlyList<AppliedDirective> AppliedDirectives { get; set; } = [];

    /// <summary>The C# enum's value; the name itself in a schema made from text.</summary>
    public object ClrValue { get; set; } = name;

    public override string ToString() => Name;
}
