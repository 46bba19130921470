using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.8.5: a variable's type fits each place where it is used; a default, its own or the place's, makes up for null. A field of a <c>@oneOf</c> object is never null.</summary>
internal sealed class AllVariableUsagesAreAllowed(ValidationContext context) : ValidationRule(context)
{
    public override void CheckOperation(OperationDefinition operation, IReadOnlyList<DefinitionFacts> reachable)
    {
        if (operation.Variables.Count == 0)
        {
            return;
        }

        // Of several definitions of a name, which another rule refuses, the last one counts.
        var definitions = new Dictionary<string, (VariableDefinition, GraphType?)>(StringComparer.Ordinal);
        foreach (var definition in operation.Variables)
        {
            definitions[definition.Name] = (definition, Context.Resolve(definition.Type));
        }

        foreach (var (variable, position) in reachable.SelectMany(facts => facts.Variables))
        {
            if (position.Type is { } place && definitions.TryGetValue(variable.Name, out var found) && found is var (definition, type) && type is not null)
            {
                Check(definition, type, variable, position, place);
            }
        }
    }

    private void Check(VariableDefinition definition, GraphType type, Variable variable, ValuePosition position, GraphType place)
    {
        var hasDefault = position.HasDefault || definition.DefaultValue is not (null or NullValue);
        var mayBeNull = !type.IsNonNull && !hasDefault;
        if (!Schema.IsSubtype(type, type.IsNonNull || mayBeNull ? place : place.Nullable))
        {
            Context.Report(
                $"Variable \"${variable.Name}\" of type \"{type}\" used in position expecting type \"{place}\".", definition.Start, variable.Start);
        }
        else if (position.Parent is { IsOneOf: true } parent && mayBeNull)
        {
            Context.Report(
                $"Variable \"${variable.Name}\" is of type \"{type}\" but must be non-nullable to be used for OneOf Input Object \"{parent.Name}\".",
                definition.Start,
                variable.Start);
        }
    }
}
