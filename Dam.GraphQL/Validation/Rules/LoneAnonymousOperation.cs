using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.2.3.1: an operation without a name stands alone.</summary>
internal sealed class LoneAnonymousOperation(ValidationContext context) : ValidationRule(context)
{
    private readonly int _operations = context.Operations.Count();

    public override void EnterOperation(OperationDefinition operation)
    {
        if (operation.Name is null && _operations > 1)
        {
            Context.Report("This anonymous operation must be the only defined operation.", operation.Start);
        }
    }
}
