using System.Text.Json;
using Dam.Domain.Purges;

namespace Dam.Infrastructure.Purges;

/// <summary>A service at Fastly, by surrogate keys; the answer names each key with the purge that was made of it.</summary>
internal sealed class FastlyPurger(Uri endpoint, string serviceId, string token, PurgeClient client) : IPurger
{
    private readonly Uri _address = new(endpoint, $"service/{Uri.EscapeDataString(serviceId)}/purge");

    public string Target { get; } = $"fastly {serviceId}";

    public int MostKeys => 256;

    public int Parallelism => 2;

    public IReadOnlyList<TimeSpan> Again { get; } = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    public async Task PurgeAsync(IReadOnlyList<string> keys, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address);
        request.Headers.Add("Fastly-Key", token);
        request.Headers.Add("Accept", "application/json");
        request.Headers.Add("Surrogate-Key", string.Join(' ', keys));
        using var answer = await client.SendAsync(request, ct);
        var purged = await PurgeClient.ReadAsync(answer, ct);
        if (keys.FirstOrDefault(key => purged.ValueKind != JsonValueKind.Object || !purged.TryGetProperty(key, out _)) is { } missing)
        {
            throw new PurgeFailedException($"It did not say that {missing} was purged.");
        }
    }
}
