using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dam.Domain.Metadata;

/// <summary>Values of metadata fields as one JSON object by field key, which is how they are kept; null when there are none.</summary>
public static class MetadataText
{
    /// <summary>Of the whole object as UTF-8.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>Objects and lists within each other, the outermost included.</summary>
    public const int Deepest = 8;

    public const int LongestKey = 64;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The object after a merge patch, or what is wrong with the patch. The text is the same one as before when nothing changes.</summary>
    /// <param name="before">Null when there is none.</param>
    /// <param name="patch">JSON; null, as JSON's null, takes everything away.</param>
    public static bool TryPatch(string? before, string? patch, out string? after, [NotNullWhen(false)] out InvalidInput? problem)
    {
        after = before;
        problem = patch is null or "null" ? null : ProblemOf(patch);
        if (problem is not null)
        {
            return false;
        }

        using var change = JsonDocument.Parse(patch ?? "null");
        using var target = JsonDocument.Parse(before ?? "{}");
        var patched = MergePatch.Apply(target.RootElement, change.RootElement);
        if (JsonNode.DeepEquals(JsonSerializer.SerializeToNode(target.RootElement), patched ?? new JsonObject()))
        {
            return true;
        }

        after = patched is JsonObject { Count: > 0 } fields ? fields.ToJsonString(Compact) : null;
        if (after is not null && Encoding.UTF8.GetByteCount(after) > MostBytes)
        {
            problem = Invalid("METADATA_TOO_LARGE", $"The metadata of an asset takes at most {MostBytes} bytes as JSON.");
        }

        return problem is null;
    }

    /// <summary>What keeps a text from being a patch: it must be an object with keys of the right form, not too deep, and of texts that every database keeps.</summary>
    private static InvalidInput? ProblemOf(string patch)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(patch));
        try
        {
            var isFirst = true;
            while (reader.Read())
            {
                if (isFirst && reader.TokenType != JsonTokenType.StartObject)
                {
                    return Invalid("METADATA_INVALID", "Metadata is an object of values by field key.");
                }

                isFirst = false;
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= Deepest)
                {
                    return Invalid("METADATA_TOO_DEEP", $"Objects and lists in metadata nest at most {Deepest} deep.");
                }

                if (reader.TokenType == JsonTokenType.PropertyName && !IsKey(reader.GetString()!))
                {
                    return Invalid("METADATA_KEY_INVALID", $"A key has 1 to {LongestKey} characters: a letter, then letters of a-z and A-Z, digits, _ and -.");
                }

                if (reader.TokenType == JsonTokenType.String && reader.GetString()!.Contains('\0', StringComparison.Ordinal))
                {
                    return NoText;
                }
            }
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as an escape: JSON's grammar allows it, Unicode does not.
            return NoText;
        }
        catch (JsonException)
        {
            return Invalid("METADATA_INVALID", "This is no JSON.");
        }

        return null;
    }

    private static bool IsKey(string text) =>
        text.Length is > 0 and <= LongestKey && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static InvalidInput NoText => Invalid("METADATA_INVALID", "Texts in metadata are valid Unicode without U+0000.");

    private static InvalidInput Invalid(string code, string message) => new(code, message);
}
