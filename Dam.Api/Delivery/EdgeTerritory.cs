using System.Net;
using Dam.Domain.Delivery;
using Dam.Domain.Rights;
using Microsoft.Extensions.Options;

namespace Dam.Api.Delivery;

/// <summary>
/// Reads the visitor's territory from the edge's header. Once a header is configured, a request without a believable one comes from an unknown territory,
/// which a territory rule refuses: going around the edge must not widen anything.
/// </summary>
internal sealed class EdgeTerritory
{
    private readonly string? _header;
    private readonly IPNetwork[] _trusted;

    public EdgeTerritory(IOptions<DeliveryOptions> options)
    {
        _header = options.Value.TerritoryHeader;
        _trusted = [.. (options.Value.TrustedProxies ?? ["127.0.0.0/8", "::1"]).Select(ParseNetwork)];
    }

    public RequestOrigin Of(HttpContext context)
    {
        if (_header is null)
        {
            return new RequestOrigin(IsKnown: false, Territory: null);
        }

        var isTrusted = context.Connection.RemoteIpAddress is { } peer && IsTrusted(peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer);
        return new RequestOrigin(IsKnown: true, isTrusted && Territory.TryParse(context.Request.Headers[_header], out var territory) ? territory : null);
    }

    private bool IsTrusted(IPAddress peer) => Array.Exists(_trusted, network => network.Contains(peer));

    private static IPNetwork ParseNetwork(string text) =>
        DeliveryOptions.TryParseNetwork(text, out var network) ? network : throw new FormatException($"\"{text}\" is no network.");
}
