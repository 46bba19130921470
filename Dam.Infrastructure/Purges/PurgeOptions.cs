using Microsoft.Extensions.Configuration;

namespace Dam.Infrastructure.Purges;

/// <summary>Which caches in front are told to forget what may not be given out any more: section <c>Dam:Purge</c>. All nodes need the same.</summary>
internal sealed class PurgeOptions
{
    public const string Section = "Dam:Purge";

    internal const string ProviderSetting = $"{Section}:{nameof(Provider)}";

    /// <summary>So that what names a cache has room in its records.</summary>
    private const int LongestName = 90;

    /// <summary>No copy lives longer than a day, so no record of one needs to.</summary>
    private static readonly TimeSpan LeastKept = TimeSpan.FromDays(2);

    /// <summary><c>None</c>, <c>Varnish</c>, <c>Fastly</c>, <c>Cloudflare</c> or <c>FrontDoor</c>.</summary>
    public string Provider { get; set; } = "None";

    /// <summary>For one call.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long what was confirmed can be looked up.</summary>
    public TimeSpan Kept { get; set; } = TimeSpan.FromDays(7);

    public VarnishOptions Varnish { get; set; } = new();

    public FastlyOptions Fastly { get; set; } = new();

    public CloudflareOptions Cloudflare { get; set; } = new();

    public FrontDoorOptions FrontDoor { get; set; } = new();

    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it.</exception>
    public static PurgeOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<PurgeOptions>() ?? new PurgeOptions();
        return options.Problems().ToList() is { Count: > 0 } problems ? throw new InvalidOperationException(string.Join(' ', problems)) : options;
    }

    private IEnumerable<string> Problems()
    {
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(5))
        {
            yield return $"{Section}:{nameof(Timeout)} is {Timeout}; it must be longer than nothing and at most 5 minutes.";
        }

        if (Kept < LeastKept)
        {
            yield return $"{Section}:{nameof(Kept)} is {Kept}; it must be at least {LeastKept.TotalDays:0} days.";
        }
    }

    /// <summary>An HTTP or HTTPS address, with a slash at its end. What may hold a password is not told again.</summary>
    internal static Uri Address(string setting, string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 && address.Authority.Length <= 2 * LongestName
            ? address.AbsoluteUri.EndsWith('/') ? address : new Uri($"{address.AbsoluteUri}/")
            : throw new InvalidOperationException($"{setting} is \"{(text?.Contains('@', StringComparison.Ordinal) == true ? "…" : text)}\"; it must be an address such as http://10.0.0.11:6081.");

    /// <summary>A part of an address's path.</summary>
    internal static string Name(string setting, string? text) => !string.IsNullOrWhiteSpace(text) && text.Length <= LongestName && !text.AsSpan().ContainsAny("/?#%\\")
        ? text
        : throw new InvalidOperationException($"{setting} is \"{text}\"; it must be a name without slashes of at most {LongestName} characters.");

    /// <summary>What may stand in a header, and is not told again when it may not.</summary>
    internal static string Secret(string setting, string? text, int least) =>
        text is not null && text.Length >= least && text.All(character => character is > ' ' and < '\x7f')
            ? text
            : throw new InvalidOperationException($"{setting} is missing or cannot be used; it must have at least {least} printable characters of ASCII, and no spaces.");
}

/// <summary>See docs/delivery/varnish.vcl.</summary>
internal sealed class VarnishOptions
{
    /// <summary>Of each Varnish; all of them keep copies of their own.</summary>
    public List<string> Addresses { get; set; } = [];

    /// <summary>The same as in the file that the VCL reads; at least 16 characters.</summary>
    public string? Secret { get; set; }
}

/// <summary>https://www.fastly.com/documentation/reference/api/purging/</summary>
internal sealed class FastlyOptions
{
    public string Endpoint { get; set; } = "https://api.fastly.com/";

    public string? ServiceId { get; set; }

    /// <summary>A token that may purge.</summary>
    public string? Token { get; set; }
}

/// <summary>https://developers.cloudflare.com/cache/how-to/purge-cache/purge-by-tags/</summary>
internal sealed class CloudflareOptions
{
    public string Endpoint { get; set; } = "https://api.cloudflare.com/client/v4/";

    public string? ZoneId { get; set; }

    /// <summary>A token with the permission Cache Purge.</summary>
    public string? Token { get; set; }
}

/// <summary>Azure Front Door, Standard or Premium: https://learn.microsoft.com/rest/api/frontdoorservice/azurefrontdoorstandardpremium/afd-endpoints/purge-content</summary>
internal sealed class FrontDoorOptions
{
    public string Endpoint { get; set; } = "https://management.azure.com/";

    public string? SubscriptionId { get; set; }

    public string? ResourceGroup { get; set; }

    public string? Profile { get; set; }

    public string? EndpointName { get; set; }

    /// <summary>Whose copies to purge; none for all of the endpoint.</summary>
    public List<string> Domains { get; set; } = [];

    /// <summary>Under which the media route is reached.</summary>
    public string Path { get; set; } = "/media/*";

    /// <summary>Null for the system-assigned one.</summary>
    public string? ManagedIdentityClientId { get; set; }
}
