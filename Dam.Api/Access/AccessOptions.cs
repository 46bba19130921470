using Dam.Domain.Rights;

namespace Dam.Api.Access;

/// <summary>Keys that are set from outside: section <c>Dam:Access</c>.</summary>
internal sealed class AccessOptions
{
    public const string Section = "Dam:Access";

    /// <summary>In characters; shorter ones stop the start.</summary>
    public const int ShortestKey = 16;

    /// <summary>Whoever sends it is an administrator.</summary>
    public string? BootstrapKey { get; set; }

    /// <summary>Whoever sends it may read what is deliverable, and nothing else.</summary>
    public string? StorefrontKey { get; set; }

    /// <summary>Country or subdivision that the storefront's key is fixed to (<c>FR</c>); null for none.</summary>
    public string? StorefrontTerritory { get; set; }

    /// <summary>Key of the channel that the storefront's key is fixed to; null for none.</summary>
    public string? StorefrontChannel { get; set; }

    /// <summary>Sites (<c>https://shop.example</c>) whose pages may open a WebSocket, beside this service's own; <c>*</c> for all.</summary>
    public IList<string> Origins { get; } = [];

    public IEnumerable<string> Problems()
    {
        foreach (var origin in Origins.Where(origin => origin != "*" && !IsOrigin(origin)))
        {
            yield return $"{Section}:{nameof(Origins)}: \"{origin}\" is no origin such as https://shop.example, without a path.";
        }

        if (BootstrapKey is { } bootstrap && bootstrap.Length < ShortestKey)
        {
            yield return $"{Section}:{nameof(BootstrapKey)} must have at least {ShortestKey} characters.";
        }

        if (StorefrontKey is { } storefront && storefront.Length < ShortestKey)
        {
            yield return $"{Section}:{nameof(StorefrontKey)} must have at least {ShortestKey} characters.";
        }

        if (StorefrontTerritory is not null && !Territory.TryParse(StorefrontTerritory, out _))
        {
            yield return $"{Section}:{nameof(StorefrontTerritory)}: \"{StorefrontTerritory}\" is no ISO 3166 code such as FR or US-CA.";
        }

        if (StorefrontChannel is not null && !KeyRule.IsKey(StorefrontChannel))
        {
            yield return $"{Section}:{nameof(StorefrontChannel)}: \"{StorefrontChannel}\" is no key of a channel: lower-case letters, digits and hyphens.";
        }

        if (BootstrapKey is not null && BootstrapKey == StorefrontKey)
        {
            yield return $"{Section}:{nameof(BootstrapKey)} and {Section}:{nameof(StorefrontKey)} must differ.";
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);
}
