using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Dam.GraphQL.Json;
using Dam.GraphQL.Language;

namespace Dam.GraphQL.Types;

/// <summary>An instant (RFC 3339); add one of your own to give it another description.</summary>
public sealed class DateTimeScalar : ScalarType<DateTimeOffset>
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFZ"];

    public DateTimeScalar()
        : base("DateTime")
    {
        Description = "RFC 3339 instant, always returned in UTC with a trailing Z.";
        SpecifiedBy = "https://scalars.graphql.org/andimarek/date-time.html";
    }

    public override bool TryParseLiteral(Value literal, Func<string, JsonElement?>? variables, out object? value, [NotNullWhen(false)] out string? problem)
        => TryParse((literal as StringValue)?.Text, () => literal.ToString(), out value, out problem);

    public override bool TryParseJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? problem)
        => TryParse(json.ValueKind == JsonValueKind.String ? json.GetString() : null, () => JsonInspection.Show(json), out value, out problem);

    public override void Write(JsonBuffer buffer, DateTimeOffset value) => buffer.WriteInstant(value);

    public override bool CanWrite(Type clr) => clr == typeof(DateTime) || base.CanWrite(clr);

    public override void Write(JsonBuffer buffer, object value) => buffer.WriteInstant(
        value is DateTime plain
            ? new DateTimeOffset(plain.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(plain, DateTimeKind.Utc) : plain)
            : (DateTimeOffset)value);

    public override object ConvertTo(Type clr, object value)
        => clr == typeof(DateTime) ? ((DateTimeOffset)value).UtcDateTime : base.ConvertTo(clr, value);

    private static bool TryParse(string? text, Func<string> shown, out object? value, [NotNullWhen(false)] out string? problem)
    {
        // RFC 3339 writes T and Z also in lower case; an offset must be there.
        if (text is not null
            && DateTimeOffset.TryParseExact(text.ToUpperInvariant(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
        {
            value = parsed.ToUniversalTime();
            problem = null;
            return true;
        }

        value = null;
        problem = $"DateTime cannot represent value: {shown()}";
        return false;
    }
}
