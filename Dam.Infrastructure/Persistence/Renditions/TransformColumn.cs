using System.Text.Json;
using System.Text.Json.Serialization;
using Dam.Domain.Imaging;

namespace Dam.Infrastructure.Persistence.Renditions;

/// <summary>How a transform is kept: as a JSON object of what it names, enums and colours by their names.</summary>
internal static class TransformColumn
{
    public const int Longest = 2000;

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new ColorConverter() },
    };

    public static string Write(Transform transform) => JsonSerializer.Serialize(transform, Json);

    public static Transform Read(string text) => JsonSerializer.Deserialize<Transform>(text, Json) ?? throw new JsonException("A transform is no null.");

    private sealed class ColorConverter : JsonConverter<RgbColor>
    {
        public override RgbColor Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            RgbColor.TryParse(reader.GetString(), out var color) ? color : throw new JsonException($"\"{reader.GetString()}\" is no colour.");

        public override void Write(Utf8JsonWriter writer, RgbColor value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
