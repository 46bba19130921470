using System.Text.Json.Nodes;

namespace Dam.Infrastructure.Media;

/// <summary>Objects of what is known.</summary>
internal static class Members
{
    /// <summary>Without those that are null.</summary>
    public static JsonObject Given(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var given = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                given[name] = value;
            }
        }

        return given;
    }
}
