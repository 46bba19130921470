using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Coercion;

/// <summary>Section 6.4.1: the arguments of a field or directive.</summary>
internal static class ArgumentCoercion
{
    /// <summary>Coerced values in the order of the definitions; <see cref="Absent"/> where none was given and there is no default.</summary>
    /// <exception cref="GraphQLException">A variable in it is missing or null where a value must be.</exception>
    public static object?[] Coerce(NamedList<InputValue> definitions, IReadOnlyList<Argument> given, VariableValues variables)
    {
        if (definitions.Count == 0)
        {
            return [];
        }

        var values = new object?[definitions.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Coerce(definitions[i], given, variables);
        }

        return values;
    }

    /// <summary>Whether any value depends on the request's variables.</summary>
    public static bool DependsOnVariables(IReadOnlyList<Argument> given)
    {
        for (var i = 0; i < given.Count; i++)
        {
            if (HasVariable(given[i].Value))
            {
                return true;
            }
        }

        return false;
    }

    private static object? Coerce(InputValue definition, IReadOnlyList<Argument> given, VariableValues variables)
    {
        var argument = given.FirstOrDefault(candidate => string.Equals(candidate.Name, definition.Name, StringComparison.Ordinal));
        var variable = argument?.Value as Variable;
        if (argument is null || (variable is not null && !variables.TryGet(variable.Name, out _)))
        {
            if (definition.DefaultValue is not null)
            {
                return LiteralCoercion.Default(definition);
            }

            if (!definition.Type.IsNonNull)
            {
                return Absent.Value;
            }

            throw new GraphQLException(
                variable is null
                    ? $"Argument \"{definition.Name}\" of required type \"{definition.Type}\" was not provided."
                    : $"Argument \"{definition.Name}\" of required type \"{definition.Type}\" was provided the variable \"${variable.Name}\" which was not provided a runtime value.",
                ErrorCodes.BadUserInput)
            {
                Offset = variable?.Start,
            };
        }

        if (LiteralCoercion.TryCoerce(argument.Value, definition.Type, variables, out var value))
        {
            return value;
        }

        var isNull = argument.Value is NullValue || (variable is not null && variables.TryGet(variable.Name, out var sent) && sent is null);
        throw new GraphQLException(
            isNull
                ? $"Argument \"{definition.Name}\" of non-null type \"{definition.Type}\" must not be null."
                : $"Argument \"{definition.Name}\" has invalid value {argument.Value}.",
            ErrorCodes.BadUserInput)
        {
            Offset = argument.Value.Start,
        };
    }

    private static bool HasVariable(Value value) => value switch
    {
        Variable => true,
        ListValue list => list.Items.Any(HasVariable),
        ObjectValue fields => fields.Fields.Any(field => HasVariable(field.Value)),
        _ => false,
    };
}
