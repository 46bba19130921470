using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
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
            problem = isLong ? null : $"Long cannot represent value: {JsonInspection.Show(json)}";
            return isLong;
        }

        public override void Write(JsonBuffer buffer, long value) => buffer.WriteNumber(value);

        public override void Write(JsonBuffer buffer, object value) => buffer.WriteNumber(Convert.ToInt64(value, CultureInfo.InvariantCulture));
    }
}
