namespace Dam.GraphQL.Types;

/// <summary>A field of an object or interface type.</summary>
public sealed class FieldDefinition(string name, GraphType type) : INamedElement
{
    public string Name { get; } = name;

    public GraphType Type { get; } = type;

    public string? Description { get; set; }

    public NamedList<InputValue> Arguments { get; set; } = NamedList<InputValue>.Empty;

    /// <summary>Null when it is not deprecated.</summary>
    public string? DeprecationReason { get; set; }

    public IReadOnlyList<AppliedDirective> AppliedDirectives { get; set; } = [];

    /// <summary>How the field gets its value; null in a schema made from text and on interfaces.</summary>
    public FieldResolver? Resolver { get; set; }

    /// <summary>Where a subscription's field gets its events from; null on other fields.</summary>
    public FieldSource? Source { get; set; }

    /// <summary>Permissions that the caller must all have; empty lets everyone pass.</summary>
    public IReadOnlyList<string> Permissions { get; set; } = [];

    /// <summary>The parts of its object's data that it reads, as flags; null when it does not say.</summary>
    public Enum? Needs { get; set; }

    /// <summary>What selecting it adds to the cost of an operation; null for the default.</summary>
    public double? Weight { get; set; }

    /// <summary>How long its list is taken to be; null for the default.</summary>
    public ListSize? ListSize { get; set; }

    /// <summary>The C# member behind it, for messages.</summary>
    public string? ClrMember { get; set; }

    public override string ToString() => $"{Name}: {Type}";
}

/// <summary>Where a subscription's field gets its events from. The executor knows what it is.</summary>
public abstract class FieldSource;

/// <summary>How a field gets its value. The executor knows what kinds there are.</summary>
public abstract class FieldResolver
{
    /// <summary>Whether the value is written straight from the parent, with nothing computed before.</summary>
    internal abstract bool IsInline { get; }

    /// <summary>Whether each object's value is waited for by itself, and not in a batch with others.</summary>
    internal virtual bool IsAwaited => false;
}
