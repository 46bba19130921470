using Dam.Domain.Delivery;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Dam.Api.Hosting;

/// <summary>The base of every URL that is given out: <c>Dam:PublicUrl</c>, else the address that the server listens on. Never a request's Host header.</summary>
internal sealed class PublicAddress : IPublicAddress
{
    public const string Setting = "Dam:PublicUrl";

    private readonly Lazy<Uri> _base;

    public PublicAddress(IConfiguration configuration, IServer server)
    {
        // Read when it is first asked for: with port 0 the address is known only when the server listens.
        var configured = configuration[Setting];
        _base = new Lazy<Uri>(() => configured is null ? Listening(server) : Parse(configured));
        if (configured is not null)
        {
            _ = _base.Value;
        }
    }

    public Uri Base => _base.Value;

    private static Uri Parse(string text)
    {
        if (!Uri.TryCreate(text.EndsWith('/') ? text : $"{text}/", UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw new InvalidOperationException($"{Setting}: \"{text}\" is no absolute http or https URL without query.");
        }

        return uri;
    }

    /// <summary>A wildcard is no address that anybody could call: this machine can, as localhost.</summary>
    public static Uri OfThisMachine(string address) =>
        Parse(address.Replace("://+", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal).Replace("://[::]", "://localhost", StringComparison.Ordinal));

    private static Uri Listening(IServer server) => OfThisMachine(server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost");
}
