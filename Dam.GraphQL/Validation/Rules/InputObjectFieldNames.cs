using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.6.2: a given input field is defined by its type.</summary>
internal sealed class InputObjectFieldNames(ValidationContext context) : ValidationRule(context)
{
    public override void EnterValue(Value value, ValuePosition position)
    {
        if (value is not ObjectValue given || position.Type?.Named is not InputObjectType type)
        {
            return;
        }

        foreach (var field in given.Fields.Where(field => !type.Fields.Contains(field.Name)))
        {
            var question = Context.DidYouMean(field.Name, type.Fields.Select(known => known.Name));
            Context.Report($"Field \"{field.Name}\" is not defined by type \"{type.Name}\".{question}", field.Start);
        }
    }
}
