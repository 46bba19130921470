namespace Dam.GraphQL.Language.TypeSystem;

/// <summary>Section 3: a definition or an extension of the type system.</summary>
public abstract class TypeSystemDefinition : Definition
{
    public StringValue? Description { get; init; }

    /// <summary>Whether it begins with <c>extend</c>; an extension has no description.</summary>
    public bool IsExtension { get; init; }

    public IReadOnlyList<Directive> Directives { get; init; } = [];
}

public sealed class SchemaDefinition : TypeSystemDefinition
{
    public IReadOnlyList<RootOperationTypeDefinition> OperationTypes { get; init; } = [];
}

public sealed class RootOperationTypeDefinition : Node
{
    public OperationKind Operation { get; init; }

    public required NamedTypeReference Type { get; init; }
}

public abstract class TypeDefinition : TypeSystemDefinition, INamedNode
{
    public required string Name { get; init; }

    public int NameStart { get; init; }
}

public sealed class ScalarTypeDefinition : TypeDefinition;

/// <summary>An object or interface type: what has fields and implements interfaces.</summary>
public abstract class FieldsTypeDefinition : TypeDefinition
{
    public IReadOnlyList<NamedTypeReference> Interfaces { get; init; } = [];

    public IReadOnlyList<FieldDefinition> Fields { get; init; } = [];
}

public sealed class ObjectTypeDefinition : FieldsTypeDefinition;

public sealed class InterfaceTypeDefinition : FieldsTypeDefinition;

public sealed class UnionTypeDefinition : TypeDefinition
{
    public IReadOnlyList<NamedTypeReference> Types { get; init; } = [];
}

public sealed class EnumTypeDefinition : TypeDefinition
{
    public IReadOnlyList<EnumValueDefinition> Values { get; init; } = [];
}

public sealed class InputObjectTypeDefinition : TypeDefinition
{
    public IReadOnlyList<InputValueDefinition> Fields { get; init; } = [];
}

public sealed class DirectiveDefinition : TypeSystemDefinition, INamedNode
{
    /// <summary>The name without the at sign.</summary>
    public required string Name { get; init; }

    public int NameStart { get; init; }

    public IReadOnlyList<InputValueDefinition> Arguments { get; init; } = [];

    public bool IsRepeatable { get; init; }

    public required IReadOnlyList<string> Locations { get; init; }
}

public sealed class FieldDefinition : Node, INamedNode
{
    public StringValue? Description { get; init; }

    public required string Name { get; init; }

    public int NameStart { get; init; }

    public IReadOnlyList<InputValueDefinition> Arguments { get; init; } = [];

    public required TypeReference Type { get; init; }

    public IReadOnlyList<Directive> Directives { get; init; } = [];
}

/// <summary>An argument or an input field.</summary>
public sealed class InputValueDefinition : Node, INamedNode
{
    public StringValue? Description { get; init; }

    public required string Name { get; init; }

    public int NameStart { get; init; }

    public required TypeReference Type { get; init; }

    public Value? DefaultValue { get; init; }

    public IReadOnlyList<Directive> Directives { get; init; } = [];
}

public sealed class EnumValueDefinition : Node, INamedNode
{
    public StringValue? Description { get; init; }

    public required string Name { get; init; }

    public int NameStart { get; init; }

    public IReadOnlyList<Directive> Directives { get; init; } = [];
}
