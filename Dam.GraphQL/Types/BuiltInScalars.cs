using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Json;
using Dam.GraphQL.Language;

namespace Dam.GraphQL.Types;

/// <summary>Section 3.5: the scalars that every schema knows.</summary>
public static class BuiltInScalars
{
    public static ScalarType Int { get; } = new IntScalar();

    public static ScalarType Float { get; } = new FloatScalar();

    public static ScalarType String { get; } = new StringScalar();

    public static ScalarType Boolean { get; } = new BooleanScalar();

    public static ScalarType Id { get; } = new IdScalar();

    public static IReadOnlyList<ScalarType> All { get; } = [Int, Float, String, Boolean, Id];

    public static bool IsBuiltIn(string name) => name is "Int" or "Float" or "String" or "Boolean" or "ID";

    private abstract class BuiltIn(string name) : ScalarType(name)
    {
        public override bool TryParseLiteral(Value literal, Func<string, JsonElement?>? variables, out object? value, [NotNullWhen(false)] out string? problem)
        {
            problem = Parse(literal, out value);
            return problem is null;
        }

        public override bool TryParseJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? problem)
        {
            problem = Parse(json, out value);
            return problem is null;
        }

        /// <summary>Null, or what is wrong.</summary>
        protected abstract string? Parse(Value literal, out object? value);

        protected abstract string? Parse(JsonElement json, out object? value);
    }

    private sealed class IntScalar() : BuiltIn("Int")
    {
        public override IReadOnlyList<Type> ClrTypes => [typeof(int), typeof(short), typeof(ushort), typeof(byte), typeof(sbyte)];

        public override void Write(JsonBuffer buffer, object value) => buffer.WriteNumber(Convert.ToInt32(value, CultureInfo.InvariantCulture));

        protected override string? Parse(Value literal, out object? value)
        {
            value = null;
            if (literal is not IntValue number)
            {
                return $"Int cannot represent non-integer value: {literal}";
            }

            if (!int.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed))
            {
                return $"Int cannot represent non 32-bit signed integer value: {number.Text}";
            }

            value = parsed;
            return null;
        }

        protected override string? Parse(JsonElement json, out object? value)
        {
            value = null;
            if (json.ValueKind != JsonValueKind.Number || !json.TryGetDouble(out var number) || number != Math.Floor(number))
            {
                return $"Int cannot represent non-integer value: {JsonInspection.Show(json)}";
            }

            if (number is < int.MinValue or > int.MaxValue)
            {
                return $"Int cannot represent non 32-bit signed integer value: {JsonInspection.Show(json)}";
            }

            value = (int)number;
            return null;
        }
    }

    private sealed class FloatScalar() : BuiltIn("Float")
    {
        public override IReadOnlyList<Type> ClrTypes => [typeof(double), typeof(float), typeof(decimal)];

        public override void Write(JsonBuffer buffer, object value)
        {
            if (value is decimal exact)
            {
                buffer.WriteNumber(exact);
                return;
            }

            var number = value is float single
                ? double.Parse(single.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
                : (double)value;
            buffer.WriteNumber(double.IsFinite(number) ? number : throw new GraphQLException($"Float cannot represent non numeric value: {number}"));
        }

        protected override string? Parse(Value literal, out object? value)
        {
            var text = literal switch
            {
                IntValue whole => whole.Text,
                FloatValue fraction => fraction.Text,
                _ => null,
            };
            if (text is not null && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && double.IsFinite(parsed))
            {
                value = parsed;
                return null;
            }

            value = null;
            return $"Float cannot represent non numeric value: {literal}";
        }

        protected override string? Parse(JsonElement json, out object? value)
        {
            if (json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var parsed) && double.IsFinite(parsed))
            {
                value = parsed;
                return null;
            }

            value = null;
            return $"Float cannot represent non numeric value: {JsonInspection.Show(json)}";
        }
    }

    private sealed class StringScalar() : BuiltIn("String")
    {
        public override IReadOnlyList<Type> ClrTypes => [typeof(string)];

        public override void Write(JsonBuffer buffer, object value) => buffer.WriteString((string)value);

        protected override string? Parse(Value literal, out object? value)
        {
            value = (literal as StringValue)?.Text;
            return value is null ? $"String cannot represent a non string value: {literal}" : null;
        }

        protected override string? Parse(JsonElement json, out object? value)
        {
            value = json.ValueKind == JsonValueKind.String ? json.GetString() : null;
            return value is null ? $"String cannot represent a non string value: {JsonInspection.Show(json)}" : null;
        }
    }

    private sealed class BooleanScalar() : BuiltIn("Boolean")
    {
        public override IReadOnlyList<Type> ClrTypes => [typeof(bool)];

        public override void Write(JsonBuffer buffer, object value) => buffer.WriteBoolean((bool)value);

        protected override string? Parse(Value literal, out object? value)
        {
            value = (literal as BooleanValue)?.Value;
            return value is null ? $"Boolean cannot represent a non boolean value: {literal}" : null;
        }

        protected override string? Parse(JsonElement json, out object? value)
        {
            value = json.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => null,
            };
            return value is null ? $"Boolean cannot represent a non boolean value: {JsonInspection.Show(json)}" : null;
        }
    }

    /// <summary>An identifier: always a string in answers, a string or an integer in questions. Its value here is the string.</summary>
    private sealed class IdScalar() : BuiltIn("ID")
    {
        /// <summary>None: a C# type becomes an ID by annotation only.</summary>
        public override IReadOnlyList<Type> ClrTypes => [];

        public override void Write(JsonBuffer buffer, object value)
        {
            switch (value)
            {
                case string text:
                    buffer.WriteString(text);
                    break;
                case Guid guid:
                    buffer.WriteGuid(guid);
                    break;
                case IFormattable formattable:
                    buffer.WriteString(formattable.ToString(format: null, CultureInfo.InvariantCulture));
                    break;
                default:
                    buffer.WriteString(value.ToString());
                    break;
            }
        }

        protected override string? Parse(Value literal, out object? value)
        {
            value = literal switch
            {
                StringValue text => text.Text,
                IntValue number => number.Text,
                _ => null,
            };
            return value is null ? $"ID cannot represent a non-string and non-integer value: {literal}" : null;
        }

        protected override string? Parse(JsonElement json, out object? value)
        {
            value = json.ValueKind switch
            {
                JsonValueKind.String => json.GetString(),
                JsonValueKind.Number when json.TryGetInt64(out var whole) => whole.ToString(CultureInfo.InvariantCulture),
                JsonValueKind.Number when json.GetRawText() is var text && text.AsSpan().IndexOfAny(".eE") < 0 => text,

                // JSON does not tell 4.0 from 4, so both are the same ID.
                JsonValueKind.Number when json.TryGetDouble(out var number) && double.IsInteger(number) => new BigInteger(number).ToString(CultureInfo.InvariantCulture),
                _ => null,
            };
            return value is null ? $"ID cannot represent value: {JsonInspection.Show(json)}" : null;
        }
    }
}
