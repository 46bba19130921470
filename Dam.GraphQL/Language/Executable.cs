namespace Dam.GraphQL.Language;

/// <summary>Section 2.3: what an operation does.</summary>
public enum OperationKind
{
    Query,
    Mutation,
    Subscription,
}

/// <summary>An operation or a fragment.</summary>
public abstract class ExecutableDefinition : Definition
{
    public StringValue? Description { get; init; }

    public IReadOnlyList<Directive> Directives { get; init; } = [];

    public required SelectionSet SelectionSet { get; init; }
}

public sealed class OperationDefinition : ExecutableDefinition
{
    public OperationKind Kind { get; init; }

    /// <summary>Null for an anonymous operation.</summary>
    public string? Name { get; init; }

    public int NameStart { get; init; }

    public IReadOnlyList<VariableDefinition> Variables { get; init; } = [];
}

public sealed class FragmentDefinition : ExecutableDefinition, INamedNode
{
    public required string Name { get; init; }

    public int NameStart { get; init; }

    public required NamedTypeReference TypeCondition { get; init; }
}

public sealed class VariableDefinition : Node
{
    public StringValue? Description { get; init; }

    public required Variable Variable { get; init; }

    /// <summary>The variable's name without the dollar sign.</summary>
    public string Name => Variable.Name;

    public required TypeReference Type { get; init; }

    public Value? DefaultValue { get; init; }

    public IReadOnlyList<Directive> Directives { get; init; } = [];
}

public sealed class SelectionSet : Node
{
    public required IReadOnlyList<Selection> Selections { get; init; }
}

/// <summary>A field, a fragment spread or an inline fragment.</summary>
public abstract class Selection : Node
{
    public IReadOnlyList<Directive> Directives { get; init; } = [];
}

public sealed class Field : Selection, INamedNode
{
    public string? Alias { get; init; }

    public required string Name { get; init; }

    public int NameStart { get; init; }

    /// <summary>The key in the response: the alias, or the name.</summary>
    public string ResponseName => Alias ?? Name;

    public IReadOnlyList<Argument> Arguments { get; init; } = [];

    public SelectionSet? SelectionSet { get; init; }
}

public sealed class FragmentSpread : Selection, INamedNode
{
    public required string Name { get; init; }

    public int NameStart { get; init; }
}

public sealed class InlineFragment : Selection
{
    public NamedTypeReference? TypeCondition { get; init; }

    public required SelectionSet SelectionSet { get; init; }
}

public sealed class Argument : Node
{
    public required string Name { get; init; }

    public required Value Value { get; init; }
}

public sealed class Directive : Node, INamedNode
{
    /// <summary>The name without the at sign.</summary>
    public required string Name { get; init; }

    public int NameStart { get; init; }

    public IReadOnlyList<Argument> Arguments { get; init; } = [];
}
