using System.Text.Json;

namespace Dam.GraphQL.Coercion;

/// <summary>The coerced variables of a request.</summary>
internal sealed class VariableValues(IReadOnlyDictionary<string, object?> values, JsonElement json)
{
    public static readonly VariableValues None = new(new Dictionary<string, object?>(StringComparer.Ordinal), default);

    /// <summary>False when the variable was not given and has no default.</summary>
    public bool TryGet(string name, out object? value) => values.TryGetValue(name, out value);

    /// <summary>The variable as it was sent.</summary>
    public JsonElement? Json(string name)
        => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
}
