using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Dam.GraphQL.Json;
using Dam.GraphQL.Language;

namespace Dam.GraphQL.Types;

/// <summary>Section 3.5: a leaf with its own way in (literals and JSON) and out.</summary>
public abstract class ScalarType(string name) : NamedType(name)
{
    /// <summary>URL of the scalar's own specification.</summary>
    public string? SpecifiedBy { get; init; }

    /// <summary>The C# types that this scalar stands for without being named.</summary>
    public abstract IReadOnlyList<Type> ClrTypes { get; }

    /// <summary>Reads a literal. A false answer comes with a message that says what the scalar cannot represent.</summary>
    /// <param name="literal">The literal; it may hold variables only where the scalar has an inner structure.</param>
    /// <param name="variables">Gives a variable's JSON, or null when it was not given; null while validating.</param>
    /// <param name="value">The value as the scalar's own C# type.</param>
    /// <param name="problem">What is wrong.</param>
    public abstract bool TryParseLiteral(
        Value literal, Func<string, JsonElement?>? variables, out object? value, [NotNullWhen(false)] out string? problem);

    /// <summary>Reads the JSON of a variable.</summary>
    public abstract bool TryParseJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? problem);

    /// <summary>Writes a value of one of <see cref="ClrTypes"/>.</summary>
    /// <exception cref="Errors.GraphQLException">The value has no form in this scalar; the message is shown to the caller.</exception>
    public abstract void Write(JsonBuffer buffer, object value);

    /// <summary>Whether <see cref="Write(JsonBuffer, object)"/> takes values of a C# type.</summary>
    public virtual bool CanWrite(Type clr) => ClrTypes.Any(known => known.IsAssignableFrom(clr));

    /// <summary>A parsed value as another C# type, for a parameter or property of that type.</summary>
    /// <exception cref="InvalidCastException">The type cannot hold it.</exception>
    public virtual object ConvertTo(Type clr, object value)
        => clr.IsInstanceOfType(value) ? value : Convert.ChangeType(value, clr, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A scalar whose form in JSON and in documents is a string.</summary>
    /// <param name="name">Its name in the schema.</param>
    /// <param name="parse">Reads the text; false when it is not one.</param>
    /// <param name="format">The text of a value.</param>
    /// <param name="description">What it is.</param>
    /// <param name="specifiedBy">URL of its specification.</param>
    public static ScalarType Text<T>(string name, TryParseText<T> parse, Func<T, string> format, string? description = null, string? specifiedBy = null)
        where T : notnull
        => new TextScalar<T>(name, parse, format) { Description = description, SpecifiedBy = specifiedBy };
}

/// <summary>Reads a value from its text.</summary>
public delegate bool TryParseText<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>A scalar with one C# type of its own, which is written without boxing.</summary>
public abstract class ScalarType<T>(string name) : ScalarType(name)
    where T : notnull
{
    public override IReadOnlyList<Type> ClrTypes => [typeof(T)];

    /// <summary>Writes the value as JSON.</summary>
    /// <exception cref="Errors.GraphQLException">The value has no form in this scalar; the message is shown to the caller.</exception>
    public abstract void Write(JsonBuffer buffer, T value);

    public override void Write(JsonBuffer buffer, object value) => Write(buffer, (T)value);
}

internal sealed class TextScalar<T>(string name, TryParseText<T> parse, Func<T, string> format) : ScalarType<T>(name)
    where T : notnull
{
    public override bool TryParseLiteral(Value literal, Func<string, JsonElement?>? variables, out object? value, [NotNullWhen(false)] out string? problem)
        => TryParse((literal as StringValue)?.Text, () => literal.ToString(), out value, out problem);

    public override bool TryParseJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? problem)
        => TryParse(json.ValueKind == JsonValueKind.String ? json.GetString() : null, () => JsonInspection.Show(json), out value, out problem);

    public override void Write(JsonBuffer buffer, T value) => buffer.WriteString(format(value));

    /// <summary>Text of one's own is taken at its word, so that a string may stand for the scalar.</summary>
    public override void Write(JsonBuffer buffer, object value) => buffer.WriteString(value as string ?? format((T)value));

    public override bool CanWrite(Type clr) => clr == typeof(string) || base.CanWrite(clr);

    public override object ConvertTo(Type clr, object value) => clr == typeof(string) ? format((T)value) : base.ConvertTo(clr, value);

    private bool TryParse(string? text, Func<string> shown, out object? value, [NotNullWhen(false)] out string? problem)
    {
        if (text is not null && parse(text, out var parsed))
        {
            value = parsed;
            problem = null;
            return true;
        }

        value = null;
        problem = $"{Name} cannot represent value: {shown()}";
        return false;
    }
}
