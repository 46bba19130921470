using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dam.Domain.Imaging;
using Dam.Domain.Metadata;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>How an asset's tags are kept to be shown: as a JSON list, nothing without any. To be found they are rows (<see cref="AssetTagRow"/>).</summary>
internal static class TagsColumn
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IReadOnlyList<string> tags) => tags.Count == 0 ? "" : JsonSerializer.Serialize(tags, Json);

    public static IReadOnlyList<string> Read(string text) => text.Length == 0 ? [] : JsonSerializer.Deserialize<string[]>(text) ?? [];
}

/// <summary>How an asset's alternative texts are kept: as a JSON object by locale, in their order, nothing without any.</summary>
internal static class AltTextsColumn
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IReadOnlyList<LocalizedText> texts)
    {
        if (texts.Count == 0)
        {
            return "";
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Json))
        {
            writer.WriteStartObject();
            foreach (var text in texts)
            {
                writer.WriteString(text.Locale.Code, text.Text);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    public static IReadOnlyList<LocalizedText> Read(string text)
    {
        if (text.Length == 0)
        {
            return [];
        }

        using var json = JsonDocument.Parse(text);
        return [.. json.RootElement.EnumerateObject().Select(field => new LocalizedText(Locale.Parse(field.Name), field.Value.GetString()!))];
    }
}

/// <summary>How a focal point is kept: <c>0.25 0.5</c>.</summary>
internal static class FocalPointColumn
{
    public const int Longest = 40;

    public static string Write(FocalPoint point) => string.Create(CultureInfo.InvariantCulture, $"{point.X} {point.Y}");

    public static FocalPoint Read(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return new FocalPoint(Of(text.AsSpan(0, space)), Of(text.AsSpan(space + 1)));

        static double Of(ReadOnlySpan<char> number) => double.Parse(number, CultureInfo.InvariantCulture);
    }
}
