using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation;

/// <summary>Name and arguments of a field as text that does not depend on the order of arguments and input fields, nor on how a string is written.</summary>
internal static class FieldSignature
{
    public static string Of(Field field)
    {
        if (field.Arguments.Count == 0)
        {
            return field.Name;
        }

        var arguments = field.Arguments
            .OrderBy(argument => argument.Name, StringComparer.Ordinal).Select(argument => $"{argument.Name}:{Normalize(argument.Value)}");
        return $"{field.Name}({string.Join(',', arguments)})";
    }

    private static Value Normalize(Value value) => value switch
    {
        StringValue { IsBlock: true } text => new StringValue { Text = text.Text },
        ListValue list => new ListValue { Items = [.. list.Items.Select(Normalize)] },
        ObjectValue fields => new ObjectValue
        {
            Fields =
            [
                .. fields.Fields.OrderBy(field => field.Name, StringComparer.Ordinal)
                    .Select(field => new ObjectField { Name = field.Name, Value = Normalize(field.Value) }),
            ],
        },
        _ => value,
    };
}
