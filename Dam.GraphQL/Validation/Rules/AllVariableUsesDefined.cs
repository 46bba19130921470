using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.8.3: an operation defines the variables that it and its fragments use.</summary>
internal sealed class AllVariableUsesDefined(ValidationContext context) : ValidationRule(context)
{
    public override void CheckOperation(OperationDefinition operation, IReadOnlyList<DefinitionFacts> reachable)
    {
        var defined = operation.Variables.Select(variable => variable.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (variable, _) in reachable.SelectMany(facts => facts.Variables))
        {
            if (!defined.Contains(variable.Name))
            {
                var by = operation.Name is { } name ? $" by operation \"{name}\"" : string.Empty;
                Context.Report($"Variable \"${variable.Name}\" is not defined{by}.", variable.Start, operation.Start);
            }
        }
    }
}
