using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.1.1: a document to execute holds operations and fragments only.</summary>
internal sealed class ExecutableDefinitions(ValidationContext context) : ValidationRule(context)
{
    public override void EnterDefinition(Definition definition)
    {
        if (definition is not ExecutableDefinition)
        {
            var name = definition is INamedNode named ? $"\"{named.Name}\"" : "schema";
            Context.Report($"The {name} definition is not executable.", definition.Start);
        }
    }
}
