using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dam.GraphQL.Json;
using Dam.GraphQL.Language;

namespace Dam.GraphQL.Types;

/// <summary>Scalars beyond the specification's; they are part of a schema when something uses them.</summary>
public static class ExtraScalars
{
    public static ScalarType DateTime { get; } = new DateTimeScalar();

    public static ScalarType Long { get; } = new LongScalar();

    public static ScalarType Url { get; } = ScalarType.Text<Uri>(
        "URL",
        (text, [MaybeNullWhen(false)] out url) => Uri.TryCreate(text, UriKind.Absolute, out url),
        url => url.IsAbsoluteUri ? url.AbsoluteUri : throw new Errors.GraphQLException("URL cannot represent a relative reference."),
        "Absolute URL (RFC 3986).");

    public static ScalarType Json { get; } = new JsonScalar();

    public static ScalarType Upload { get; } = new UploadScalar();

    public static IReadOnlyList<ScalarType> All { get; } = [DateTime, Long, Url, Json, Upload];

    private sealed class DateTimeScalar : ScalarType<DateTimeOffset>
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
            => TryParse(json.ValueKind == JsonValueKind.String ? json.GetString() : null, json.GetRawText, out value, out problem);

        public override void Write(JsonBuffer buffer, DateTimeOffset value) => buffer.WriteInstant(value);

        public override bool CanWrite(Type clr) => clr == typeof(DateTime) || base.CanWrite(clr);

        public override void Write(JsonBuffer buffer, object value) => buffer.WriteInstant(
            value is DateTime plain
                ? new DateTimeOffset(plain.Kind == DateTimeKind.Unspecified ? System.DateTime.SpecifyKind(plain, DateTimeKind.Utc) : plain)
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

    private sealed class LongScalar : ScalarType<long>
    {
        public LongScalar()
            : base("Long") => Description = "Signed 64-bit integer.";

        public override IReadOnlyList<Type> ClrTypes => [typeof(long), typeof(uint)];

        public override bool TryParseLiteral(Value literal, Func<string, JsonElement?>? variables, out object? value, [NotNullWhen(false)] out string? problem)
        {
            var isLong = long.TryParse((literal as IntValue)?.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed);
            value = isLong ? parsed : null;
            problem = isLong ? null : $"Long cannot represent value: {literal}";
            return isLong;
        }

        public override bool TryParseJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? problem)
        {
            var parsed = 0L;
            var isLong = json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out parsed);
            value = isLong ? parsed : null;
            problem = isLong ? null : $"Long cannot represent value: {json.GetRawText()}";
            return isLong;
        }

        public override void Write(JsonBuffer buffer, long value) => buffer.WriteNumber(value);

        public override void Write(JsonBuffer buffer, object value) => buffer.WriteNumber(Convert.ToInt64(value, CultureInfo.InvariantCulture));
    }

    /// <summary>Any JSON. Parsed values are <see cref="JsonElement"/> of their own, which outlive the request.</summary>
    private sealed class JsonScalar : ScalarType<JsonElement>
    {
        public JsonScalar()
            : base("JSON") => Description = "Any JSON value.";

        public override IReadOnlyList<Type> ClrTypes => [typeof(JsonElement), typeof(JsonNode), typeof(JsonObject), typeof(JsonArray), typeof(JsonDocument)];

        public override bool TryParseLiteral(Value literal, Func<string, JsonElement?>? variables, out object? value, [NotNullWhen(false)] out string? problem)
        {
            problem = null;
            value = null;
            try
            {
                value = JsonSerializer.SerializeToElement(Node(literal, variables));
            }
            catch (FormatException exception)
            {
                problem = exception.Message;
            }

            return problem is null;
        }

        public override bool TryParseJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? problem)
        {
            value = json.Clone();
            problem = null;
            return true;
        }

        public override void Write(JsonBuffer buffer, JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Undefined)
            {
                buffer.WriteNull();
            }
            else
            {
                buffer.WriteRaw(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value));
            }
        }

        public override void Write(JsonBuffer buffer, object value)
        {
            switch (value)
            {
                case JsonElement element:
                    Write(buffer, element);
                    break;
                case JsonDocument document:
                    Write(buffer, document.RootElement);
                    break;
                default:
                    buffer.WriteRaw(JsonSerializer.SerializeToUtf8Bytes((JsonNode)value));
                    break;
            }
        }

        public override object ConvertTo(Type clr, object value) => clr.IsAssignableTo(typeof(JsonNode))
            ? JsonSerializer.Deserialize((JsonElement)value, clr) ?? throw new InvalidCastException("null is no JSON node.")
            : base.ConvertTo(clr, value);

        private static JsonNode? Node(Value literal, Func<string, JsonElement?>? variables) => literal switch
        {
            NullValue => null,
            StringValue text => JsonValue.Create(text.Text),
            BooleanValue flag => JsonValue.Create(flag.Value),
            EnumValue name => throw new FormatException($"JSON cannot represent value: {name}"),
            IntValue number => JsonNode.Parse(number.Text),
            FloatValue number => JsonNode.Parse(number.Text),
            ListValue list => new JsonArray([.. list.Items.Select(item => Node(item, variables))]),
            ObjectValue fields => new JsonObject(fields.Fields.Select(field => KeyValuePair.Create(field.Name, Node(field.Value, variables)))),
            Variable variable => variables?.Invoke(variable.Name) is { } json ? JsonSerializer.SerializeToNode(json) : null,
            _ => throw new FormatException($"JSON cannot represent value: {literal}"),
        };
    }
}
