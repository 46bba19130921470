using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dam.Domain.Metadata;

/// <summary>JSON Merge Patch (RFC 7396): fields that the patch names are replaced, null takes one away, objects are patched field by field, lists are replaced whole.</summary>
public static class MergePatch
{
    /// <summary>What the patch makes of the target (section 2). Of a name that an object has twice, the last counts.</summary>
    public static JsonNode? Apply(JsonElement? target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            return ToNode(patch);
        }

        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in patch.EnumerateObject())
        {
            fields[field.Name] = field.Value;
        }

        var result = new JsonObject();
        if (target is { ValueKind: JsonValueKind.Object } before)
        {
            foreach (var field in before.EnumerateObject())
            {
                if (!fields.Remove(field.Name, out var change))
                {
                    result[field.Name] = ToNode(field.Value);
                }
                else if (change.ValueKind != JsonValueKind.Null)
                {
                    result[field.Name] = Apply(field.Value, change);
                }
            }
        }

        foreach (var (name, value) in fields.Where(field => field.Value.ValueKind != JsonValueKind.Null))
        {
            result[name] = Apply(target: null, value);
        }

        return result;
    }

    private static JsonNode? ToNode(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(ToNode)]),
        JsonValueKind.Object => ToObject(element),
        _ => JsonValue.Create(element),
    };

    private static JsonObject ToObject(JsonElement element)
    {
        var result = new JsonObject();
        foreach (var field in element.EnumerateObject())
        {
            result[field.Name] = ToNode(field.Value);
        }

        return result;
    }
}
