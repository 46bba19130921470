using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.6.1: a literal fits the type that its place asks for.</summary>
internal sealed class ValuesOfCorrectType(ValidationContext context) : ValidationRule(context)
{
    public override void EnterValue(Value value, ValuePosition position)
    {
        if (position.Type is not { } type || value is Variable)
        {
            return;
        }

        if (value is NullValue)
        {
            if (type.IsNonNull)
            {
                Misfit(value, type);
            }

            return;
        }

        if (value is ListValue && type.Nullable is ListType)
        {
            // The items are visited on their own. A single value stands for a list of one, so other values meet the innermost type.
            return;
        }

        switch (type.Named)
        {
            case InputObjectType input when value is ObjectValue fields:
                CheckOneOf(input, fields);
                break;
            case EnumType enumType:
                CheckEnum(enumType, value);
                break;
            case ScalarType scalar when !scalar.TryParseLiteral(value, variables: null, out _, out var problem):
                Context.Report(problem, value.Start);
                break;
            case InputObjectType:
                // A list is not what a null would be: that none may be there is beside the point.
                Misfit(value, value is ListValue ? type.Nullable : type);
                break;
        }
    }

    private void Misfit(Value value, GraphType type) => Context.Report($"Expected value of type \"{type}\", found {value}.", value.Start);

    private void CheckEnum(EnumType type, Value value)
    {
        var text = value.ToString();
        if (value is EnumValue name && type.Values.Contains(name.Name))
        {
            return;
        }

        var candidates = type.Values.Select(known => known.Name);
        var question = Context.DidYouMean(text.Trim('"'), candidates, "the enum value");
        Context.Report(
            value is EnumValue
                ? $"Value \"{text}\" does not exist in \"{type.Name}\" enum.{question}"
                : $"Enum \"{type.Name}\" cannot represent non-enum value: {text}.{question}",
            value.Start);
    }

    /// <summary>Section 3.10.1: exactly one field, and not null. That a variable for it is non-null is checked with the variables.</summary>
    private void CheckOneOf(InputObjectType type, ObjectValue value)
    {
        if (!type.IsOneOf)
        {
            return;
        }

        if (value.Fields.DistinctBy(field => field.Name, StringComparer.Ordinal).Count() != 1)
        {
            Context.Report($"OneOf Input Object \"{type.Name}\" must specify exactly one key.", value.Start);
        }
        else if (value.Fields[0].Value is NullValue)
        {
            Context.Report($"Field \"{type.Name}.{value.Fields[0].Name}\" must be non-null.", value.Start);
        }
    }
}
