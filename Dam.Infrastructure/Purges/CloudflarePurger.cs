using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Dam.Domain.Purges;

namespace Dam.Infrastructure.Purges;

/// <summary>A zone at Cloudflare, by cache tags. A refusal may come as a success of HTTP that says otherwise.</summary>
internal sealed class CloudflarePurger(Uri endpoint, string zoneId, string token, PurgeClient client) : IPurger
{
    private readonly Uri _address = new(endpoint, $"zones/{Uri.EscapeDataString(zoneId)}/purge_cache");

    public string Target { get; } = $"cloudflare {zoneId}";

    public int MostKeys => 30;

    public int Parallelism => 2;

    /// <summary>Calls are counted, so once.</summary>
    public IReadOnlyList<TimeSpan> Again { get; } = [TimeSpan.FromSeconds(2)];

    public async Task PurgeAsync(IReadOnlyList<string> keys, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = JsonContent.Create(new { tags = keys }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.SendAsync(request, ct);
        var said = await PurgeClient.ReadAsync(answer, ct);
        if (said.ValueKind != JsonValueKind.Object || !said.TryGetProperty("success", out var success) || success.ValueKind != JsonValueKind.True)
        {
            throw new PurgeFailedException($"It answered: {said}");
        }
    }
}
