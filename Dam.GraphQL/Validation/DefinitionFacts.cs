using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation;

/// <summary>What one operation or fragment uses itself, without what its fragments use.</summary>
internal sealed class DefinitionFacts(ExecutableDefinition definition)
{
    public ExecutableDefinition Definition { get; } = definition;

    public List<FragmentSpread> Spreads { get; } = [];

    public List<VariableUse> Variables { get; } = [];
}

/// <summary>A variable where it is used.</summary>
internal readonly record struct VariableUse(Variable Variable, ValuePosition Position);
