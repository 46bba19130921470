using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.8.4: an operation or one of its fragments uses each variable.</summary>
internal sealed class AllVariablesUsed(ValidationContext context) : ValidationRule(context)
{
    public override void CheckOperation(OperationDefinition operation, IReadOnlyList<DefinitionFacts> reachable)
    {
        if (operation.Variables.Count == 0)
        {
            return;
        }

        var used = reachable.SelectMany(facts => facts.Variables).Select(use => use.Variable.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var variable in operation.Variables.Where(variable => !used.Contains(variable.Name)))
        {
            var where = operation.Name is { } name ? $" in operation \"{name}\"" : string.Empty;
            Context.Report($"Variable \"${variable.Name}\" is never used{where}.", variable.Start);
        }
    }
}
