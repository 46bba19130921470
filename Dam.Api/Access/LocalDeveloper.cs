using System.Net;

namespace Dam.Api.Access;

/// <summary>Whether a request comes from this machine itself, and not through something on it that speaks for others.</summary>
internal static class LocalDeveloper
{
    private static readonly string[] ForwardingHeaders =
        ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Real-IP"];

    /// <summary>
    /// Both ends of the connection are loopback addresses, nothing says that the request was forwarded, and no web site is behind it: the host is a name of
    /// this machine (a site could have its own name resolve to 127.0.0.1) and what a browser says of the request's origin names this service.
    /// </summary>
    public static bool IsAsking(HttpContext context) =>
        IsLoopback(context.Connection.RemoteIpAddress) && IsLoopback(context.Connection.LocalIpAddress)
        && !Array.Exists(ForwardingHeaders, context.Request.Headers.ContainsKey)
        && IsLoopbackName(context.Request.Host.Host)
        && IsSameOrigin(context.Request)
        && !IsCausedByAnotherSite(context.Request);

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);

    private static bool IsLoopbackName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsSameOrigin(HttpRequest request) =>
        request.Headers.Origin.Count == 0 || string.Equals(request.Headers.Origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    /// <summary>A picture or a script of another site has no origin header, but browsers say where it comes from (W3C Fetch Metadata).</summary>
    private static bool IsCausedByAnotherSite(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";
}
