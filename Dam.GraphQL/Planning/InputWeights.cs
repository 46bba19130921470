using Dam.GraphQL.Coercion;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Planning;

/// <summary>What arguments cost: the weight of each argument and input field that has a value, in each item of a list.</summary>
internal static class InputWeights
{
    /// <summary>Whether any weight can occur in a value of these; one that a cycle leads back to was looked at already.</summary>
    public static bool HasAny(IEnumerable<InputValue> definitions) => HasAny(definitions, []);

    public static double Of(NamedList<InputValue> definitions, IReadOnlyList<Argument> given, VariableValues variables)
    {
        object?[] values;
        try
        {
            values = ArgumentCoercion.Coerce(definitions, given, variables);
        }
        catch (GraphQLException)
        {
            // The field fails with that before it does anything.
            return 0;
        }

        return Sum(definitions, values);
    }

    private static bool HasAny(IEnumerable<InputValue> definitions, HashSet<InputObjectType> seen)
        => definitions.Any(definition => definition.Weight is not null || (definition.Type.Named is InputObjectType type && seen.Add(type) && HasAny(type.Fields, seen)));

    private static double Sum(NamedList<InputValue> definitions, object?[] values)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is not (null or Absent))
            {
                sum += (definitions[i].Weight ?? 0) + Inside(values[i]);
            }
        }

        return sum;
    }

    private static double Inside(object? value) => value switch
    {
        InputObjectValue input => Sum(input.Type.Fields, input.Values),
        object?[] list => list.Sum(Inside),
        _ => 0,
    };
}
