using System.Globalization;
using System.Text;
using System.Text.Json;
using Dam.GraphQL.Errors;

namespace Dam.GraphQL.Json;

/// <summary>Shows JSON in messages in the short form that GraphQL's reference implementation uses: <c>{ a: "b", c: [1, 2] }</c>.</summary>
internal static class JsonInspection
{
    private const int MaxItems = 10;
    private const int MaxDepth = 2;
    private const int MaxText = 200;

    public static string Show(JsonElement json)
    {
        var text = new StringBuilder();
        Append(text, json, 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonElement json, int depth)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object when depth == MaxDepth && json.GetPropertyCount() > 0:
                text.Append("[Object]");
                break;
            case JsonValueKind.Array when depth == MaxDepth && json.GetArrayLength() > 0:
                text.Append("[Array]");
                break;
            case JsonValueKind.Object:
                AppendAll(text, "{ ", " }", "{}", json.GetPropertyCount(), json.EnumerateObject(), property =>
                {
                    text.Append(Excerpt.Of(property.Name, MaxText)).Append(": ");
                    Append(text, property.Value, depth + 1);
                });
                break;
            case JsonValueKind.Array:
                AppendAll(text, "[", "]", "[]", json.GetArrayLength(), json.EnumerateArray(), item => Append(text, item, depth + 1));
                break;
            default:
                // A string is written anew, since its sender may have escaped what need not be.
                var raw = json.ValueKind == JsonValueKind.String ? Quote(json.GetString()!) : json.GetRawText();
                text.Append(Excerpt.Of(raw, MaxText));
                break;
        }
    }

    private static string Quote(string text)
    {
        using var json = new JsonBuffer(64);
        json.WriteString(text);
        return Encoding.UTF8.GetString(json.Written);
    }

    private static void AppendAll<T>(StringBuilder text, string open, string close, string empty, int total, IEnumerable<T> items, Action<T> append)
    {
        var count = 0;
        foreach (var item in items)
        {
            text.Append(count == 0 ? open : ", ");
            if (count++ == MaxItems)
            {
                text.Append(CultureInfo.InvariantCulture, $"... {total - MaxItems} more item{(total == MaxItems + 1 ? "" : "s")}");
                break;
            }

            append(item);
        }

        text.Append(count == 0 ? empty : close);
    }
}
