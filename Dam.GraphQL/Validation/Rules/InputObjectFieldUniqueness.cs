using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.6.3.</summary>
internal sealed class InputObjectFieldUniqueness(ValidationContext context) : ValidationRule(context)
{
    public override void EnterValue(Value value, ValuePosition position)
    {
        if (value is not ObjectValue given)
        {
            return;
        }

        foreach (var same in ValidationContext.Duplicates(given.Fields, field => field.Name))
        {
            foreach (var later in same.Skip(1))
            {
                Context.Report($"There can be only one input field named \"{later.Name}\".", same[0].Start, later.Start);
            }
        }
    }
}
