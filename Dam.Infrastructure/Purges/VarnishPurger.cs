using Dam.Domain.Purges;

namespace Dam.Infrastructure.Purges;

/// <summary>One Varnish that runs docs/delivery/varnish.vcl: a request with the method PURGE and the secret bans all that is kept under the keys of its header.</summary>
internal sealed class VarnishPurger(Uri address, string secret, PurgeClient client) : IPurger
{
    public const string SecretHeader = "Dam-Purge-Secret";

    private static readonly HttpMethod Purge = new("PURGE");

    public string Target { get; } = $"varnish {address.Authority}";

    /// <summary>Keys are at most 71 characters here, and Varnish takes 8 KiB of a header (<c>http_req_hdr_len</c>).</summary>
    public int MostKeys => 100;

    /// <summary>
    /// Within a second of the change all nodes know of it, so what they had sent before is gone a second after. The last one is for answers that were slow to come.
    /// </summary>
    public IReadOnlyList<TimeSpan> Again { get; } = [TimeSpan.FromMilliseconds(350), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    public async Task PurgeAsync(IReadOnlyList<string> keys, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(Purge, address);
        request.Headers.Add(SecretHeader, secret);
        request.Headers.Add("Surrogate-Key", string.Join(' ', keys));
        using var answer = await client.SendAsync(request, ct);
    }
}
