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
    /// <summary>What edges say when they do not know: Cloudflare and Google, in codes that ISO 3166-1 leaves to users.</summary>
    private static readonly string[] UnknownCodes = ["XX", "ZZ"];

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
        return new RequestOrigin(IsKnown: true, isTrusted ? Parse(context.Request.Headers[_header]) : null);
    }

    /// <summary>Who asks, as far as its address tells; null for an edge, which speaks for many.</summary>
    public string? CallerOf(HttpContext context) => context.Connection.RemoteIpAddress is not { } peer || IsTrusted(peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer) ? null : peer.ToString();

    private static Territory? Parse(string? said) => Territory.TryParse(said, out var territory) && !UnknownCodes.Contains(territory.Code) ? territory : null;

    private bool IsTrusted(IPAddress peer) => Array.Exists(_trusted, network => network.Contains(peer));

    private static IPNetwork ParseNetwork(string text) =>
        DeliveryOptions.TryParseNetwork(text, out var network) ? network : throw new FormatException($"\"{text}\" is no network.");
}
