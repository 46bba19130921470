using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.6.4: an input field that is non-null and has no default is given.</summary>
internal sealed class InputObjectRequiredFields(ValidationContext context) : ValidationRule(context)
{
    public override void EnterValue(Value value, ValuePosition position)
    {
        if (value is not ObjectValue given || position.Type?.Named is not InputObjectType type)
        {
            return;
        }

        foreach (var required in type.Fields.Where(field => field.IsRequired))
        {
            if (!given.Fields.Any(field => string.Equals(field.Name, required.Name, StringComparison.Ordinal)))
            {
                Context.Report($"Field \"{type.Name}.{required.Name}\" of required type \"{required.Type}\" was not provided.", value.Start);
            }
        }
    }
}
