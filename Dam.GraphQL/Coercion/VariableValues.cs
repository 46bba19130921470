using System.Globalization;
using System.Text.Json;
using Dam.GraphQL.Errors;

namespace Dam.GraphQL.Coercion;

/// <summary>The coerced variables of a request.</summary>
/// <param name="values">By name.</param>
/// <param name="json">The variables as they were sent.</param>
/// <param name="sizes">Values within each variable that is large.</param>
/// <param name="maxUsed">Values that all uses of large variables may take together: one that many arguments share is made into C# objects for each.</param>
internal sealed class VariableValues(IReadOnlyDictionary<string, object?> values, JsonElement json, IReadOnlyDictionary<string, int>? sizes = null, int maxUsed = int.MaxValue)
{
    /// <summary>Values from which on a variable counts as large.</summary>
    public const int Large = 100;

    public static readonly VariableValues None = new(new Dictionary<string, object?>(StringComparer.Ordinal), default);

    private long _used;

    /// <summary>False when the variable was not given and has no default.</summary>
    public bool TryGet(string name, out object? value) => values.TryGetValue(name, out value);

    /// <summary>The same for an argument that takes the value.</summary>
    /// <exception cref="GraphQLException">All uses together take too much.</exception>
    public bool TryUse(string name, out object? value)
    {
        if (sizes is not null && sizes.TryGetValue(name, out var size) && Interlocked.Add(ref _used, size) > maxUsed)
        {
            throw new GraphQLException(
                string.Create(CultureInfo.InvariantCulture, $"Arguments take more than {maxUsed} values from variables, each use counted. Send less at a time."), ErrorCodes.LimitExceeded);
        }

        return TryGet(name, out value);
    }

    /// <summary>The same values for another execution, which counts its own uses.</summary>
    public VariableValues Again() => sizes is null ? this : new(values, json, sizes, maxUsed);

    /// <summary>The variable as it was sent.</summary>
    public JsonElement? Json(string name)
        => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
}
