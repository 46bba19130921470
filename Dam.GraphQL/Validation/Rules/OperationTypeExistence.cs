using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.2.1.1: the schema has a root type for each operation.</summary>
internal sealed class OperationTypeExistence(ValidationContext context) : ValidationRule(context)
{
    public override void EnterOperation(OperationDefinition operation)
    {
        if (Context.Schema.RootOf(operation.Kind) is null)
        {
            var kind = operation.Kind == OperationKind.Mutation ? "mutation" : "subscription";
            Context.Report($"Schema is not configured to execute {kind} operation.", operation.Start);
        }
    }
}
