using System.Diagnostics.CodeAnalysis;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Coercion;

/// <summary>Section 3: from a literal, which may hold variables, to a coerced value.</summary>
internal static class LiteralCoercion
{
    /// <summary>False when the literal is not one of the type, which validation has ruled out but for variables that are missing or null.</summary>
    public static bool TryCoerce(Value literal, GraphType type, VariableValues variables, out object? value)
    {
        if (literal is Variable variable)
        {
            return variables.TryUse(variable.Name, out value) && (value is not null || !type.IsNonNull);
        }

        if (literal is NullValue)
        {
            value = null;
            return !type.IsNonNull;
        }

        switch (type.Nullable)
        {
            case ListType list:
                return TryCoerceList(literal, list, variables, out value);
            case InputObjectType input:
                return TryCoerceObject(literal, input, variables, out value);
            case EnumType enumType:
                value = literal is EnumValue name ? enumType.Values.Find(name.Name)?.ClrValue : null;
                return value is not null;
            case ScalarType scalar:
                return scalar.TryParseLiteral(literal, variables.Json, out value, out _);
            default:
                throw new InvalidOperationException($"{type} is no input type.");
        }
    }

    /// <summary>The default of an argument or input field, coerced once.</summary>
    public static object? Default(InputValue definition)
    {
        if (definition.CoercedDefault is null)
        {
            if (!TryCoerce(definition.DefaultValue!, definition.Type, VariableValues.None, out var value))
            {
                throw new InvalidOperationException($"The default {definition.DefaultValue} of {definition} is not of its type ({definition.ClrMember}).");
            }

            definition.CoercedDefault = value ?? Absent.Value;
        }

        return ReferenceEquals(definition.CoercedDefault, Absent.Value) ? null : definition.CoercedDefault;
    }

    private static bool TryCoerceList(Value literal, ListType type, VariableValues variables, out object? value)
    {
        var items = literal is ListValue list ? list.Items : [literal];
        var coerced = new object?[items.Count];
        value = coerced;
        for (var i = 0; i < coerced.Length; i++)
        {
            if (items[i] is Variable variable && !variables.TryGet(variable.Name, out _) && !type.Of.IsNonNull)
            {
                // A variable that was not given is null here.
                continue;
            }

            if (!TryCoerce(items[i], type.Of, variables, out coerced[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryCoerceObject(Value literal, InputObjectType type, VariableValues variables, [NotNullWhen(true)] out object? value)
    {
        value = null;
        if (literal is not ObjectValue given)
        {
            return false;
        }

        var values = new object?[type.Fields.Count];
        var present = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var definition = type.Fields[i];
            var field = given.Fields.FirstOrDefault(candidate => string.Equals(candidate.Name, definition.Name, StringComparison.Ordinal));
            if (field is null || (field.Value is Variable variable && !variables.TryGet(variable.Name, out _)))
            {
                if (definition.IsRequired)
                {
                    return false;
                }

                values[i] = definition.DefaultValue is null ? Absent.Value : Default(definition);
                continue;
            }

            if (!TryCoerce(field.Value, definition.Type, variables, out values[i]))
            {
                return false;
            }

            present++;
            if (type.IsOneOf && values[i] is null)
            {
                return false;
            }
        }

        if (type.IsOneOf && present != 1)
        {
            return false;
        }

        value = new InputObjectValue(type, values);
        return true;
    }
}
