using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.8.1.</summary>
internal sealed class VariableUniqueness(ValidationContext context) : ValidationRule(context)
{
    public override void EnterOperation(OperationDefinition operation)
    {
        foreach (var same in ValidationContext.Duplicates(operation.Variables, variable => variable.Name))
        {
            // The name stands behind the dollar sign.
            Context.Report($"There can be only one variable named \"${same[0].Name}\".", same.Select(variable => variable.Variable.Start + 1));
        }
    }
}
