using System.Net.Http.Json;
using System.Text.Json;
using Dam.Benchmarks.Rows;

namespace Dam.Benchmarks.Rights;

/// <summary>Asks any of several nodes.</summary>
internal sealed class RightsClient(IEnumerable<ServerProcess> nodes) : IDisposable
{
    private readonly HttpClient[] _nodes =
        [.. nodes.Select(node => new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{node.Port}"), DefaultRequestHeaders = { { "Dam-Api-Key", SeededData.Key } } })];

    public async Task<JsonElement> QueryAsync(string query, object? variables = null)
    {
        using var response = await _nodes[Random.Shared.Next(_nodes.Length)].PostAsJsonAsync("/graphql", new { query, variables });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.TryGetProperty("errors", out var errors) ? throw new InvalidOperationException(errors.ToString()) : answer.GetProperty("data");
    }

    /// <summary>Runs a mutation of one field; gives what it selects of the payload.</summary>
    /// <param name="input">Name of the input's type.</param>
    public async Task<JsonElement> ChangeAsync(string mutation, string input, string selection, object variables)
    {
        var payload = (await QueryAsync($"mutation($input: {input}!) {{ {mutation}(input: $input) {{ {selection} errors {{ code message }} }} }}", new { input = variables })).GetProperty(mutation);
        return payload.GetProperty("errors").GetArrayLength() == 0 ? payload : throw new InvalidOperationException($"{mutation}: {payload}");
    }

    public void Dispose()
    {
        foreach (var node in _nodes)
        {
            node.Dispose();
        }
    }
}
