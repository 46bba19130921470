using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Dam.Tests.Api.Durability.Chaos;

/// <summary>
/// A client that takes any node for each request, and asks again, another one perhaps, until it is answered. What it changes it names by an idempotency key, so however often it asks, it has asked
/// once.
/// </summary>
internal sealed class ChaosClient(ChaosNodes nodes, int seed, CancellationToken ct) : IDisposable
{
    /// <summary>Nothing may take so long, also when all nodes were killed in turn.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string[] AskAgain = ["DATABASE_UNAVAILABLE", "CHANGE_UNKNOWN"];

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(40), DefaultRequestHeaders = { { "Dam-Api-Key", DamProcess.AdministratorKey } } };
    private readonly Random _random = new(seed);

    /// <summary>Requests that had to be sent again.</summary>
    public int Retries { get; private set; }

    public int Next(int below) => _random.Next(below);

    /// <summary>The answer's <c>data</c>.</summary>
    public async Task<JsonElement> QueryAsync(string query, object? variables = null)
    {
        using var document = await RetryAsync(async node =>
        {
            using var response = await _http.PostAsJsonAsync(new Uri(node, "/graphql"), new { query, variables }, ct);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return null;
            }

            var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
            return json.RootElement.TryGetProperty("errors", out var errors) && errors.EnumerateArray().All(MayPass) ? null : json;
        });
        var answer = document.RootElement;
        Assert.False(answer.TryGetProperty("errors", out var errors), $"{query}\n{errors}");
        return answer.GetProperty("data").Clone();
    }

    /// <summary>Runs a mutation of one field that succeeds.</summary>
    public async Task<JsonElement> MutateAsync(string mutation, object input)
    {
        var payload = (await QueryAsync(mutation, new { input })).EnumerateObject().Single().Value;
        Assert.True(payload.GetProperty("errors").GetArrayLength() == 0, $"{mutation}\n{payload.GetProperty("errors")}");
        return payload;
    }

    /// <summary>Sends bytes to a signed address, whichever node has signed it.</summary>
    public Task PutAsync(string url, byte[] bytes) => RetryAsync(async node =>
    {
        using var content = new ByteArrayContent(bytes);
        using var response = await _http.PutAsync(new Uri(node, new Uri(url).PathAndQuery), content, ct);
        return Answered(response) ? this : null;
    });

    public Task<byte[]> GetAsync(string url) => RetryAsync(async node =>
    {
        using var response = await _http.GetAsync(new Uri(node, new Uri(url).PathAndQuery), ct);
        return Answered(response) ? await response.Content.ReadAsByteArrayAsync(ct) : null;
    });

    public void Dispose() => _http.Dispose();

    private static bool Answered(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return false;
        }

        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri}: {(int)response.StatusCode}");
        return true;
    }

    private static bool MayPass(JsonElement error) =>
        error.TryGetProperty("extensions", out var extensions) && extensions.TryGetProperty("code", out var code) && AskAgain.Contains(code.GetString(), StringComparer.Ordinal);

    private async Task<T> RetryAsync<T>(Func<Uri, Task<T?>> ask)
        where T : class
    {
        using var patience = new CancellationTokenSource(Patience);
        Exception? last = null;
        while (!patience.IsCancellationRequested)
        {
            try
            {
                if (await ask(nodes.Pick(_random)) is { } answer)
                {
                    return answer;
                }
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException or JsonException || (gone is OperationCanceledException && !ct.IsCancellationRequested))
            {
                // Killed before it could answer, or in the middle of its answer.
                last = gone;
            }

            Retries++;
            await Task.Delay(_random.Next(20, 150), ct);
        }

        throw new TimeoutException($"No node answered for {Patience.TotalSeconds} seconds.", last);
    }
}
