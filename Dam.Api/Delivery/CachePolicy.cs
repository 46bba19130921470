using System.Globalization;
using Dam.Domain.Delivery;
using Dam.Domain.Rights;
using Microsoft.Extensions.Options;

namespace Dam.Api.Delivery;

/// <summary>How long a copy may be kept. None outlives the URL or a planned change of the verdict; an unplanned one reaches browsers within a minute.</summary>
internal sealed class CachePolicy(IOptions<DeliveryOptions> options)
{
    private static readonly TimeSpan InBrowser = TimeSpan.FromSeconds(60);

    /// <summary>Shared copies are ended by a purge.</summary>
    private static readonly TimeSpan InSharedCache = TimeSpan.FromDays(1);

    /// <summary>Of an answer that serves the file.</summary>
    /// <param name="isForAll">Whether shared caches may keep it: <see cref="IsForSharedCaches"/>.</param>
    public static string CacheControl(MediaUrl url, bool isForAll, DeliveryVerdict verdict, DateTimeOffset now)
    {
        if (url.Context.IsWorkingCopy)
        {
            // What is not out yet stays with whoever fetched it, and is asked for again each time.
            return url.Transform is null ? "private, no-store" : "private, no-cache";
        }

        var end = verdict.ChangesAt < url.ExpiresAt ? verdict.ChangesAt.Value : url.ExpiresAt;
        var browser = Seconds(end - now, InBrowser);
        return isForAll
            ? $"public, max-age={browser}, s-maxage={Seconds(end - now, InSharedCache)}"
            : $"private, max-age={browser}";
    }

    /// <summary>Not where the verdict depends on who asks and the edge does not ask for each, nor what was made for one screen: many edges know no more of Vary than Accept.</summary>
    public bool IsForSharedCaches(MediaUrl url, DeliverySnapshot snapshot) => !url.Context.IsWorkingCopy && url.Transform is not { FollowsHints: true } && (options.Value.EdgeKeysOnTerritory || !snapshot.DependsOnTerritory);

    /// <summary>What of the request the answer depends on; null for nothing.</summary>
    public string? Vary(MediaUrl url)
    {
        var onFormat = url.Transform?.Format == Domain.Imaging.ImageFormat.Auto ? "Accept" : null;
        var onRoom = url.Transform is { FollowsHints: true } ? ClientHints.Names : null;
        var onTerritory = options.Value.EdgeKeysOnTerritory && !url.Context.IsWorkingCopy ? options.Value.TerritoryHeader : null;
        return (onFormat, onRoom, onTerritory) switch
        {
            (null, null, null) => null,
            (_, null, null) => onFormat,
            _ => string.Join(", ", ((string?[])[onFormat, onRoom, onTerritory]).OfType<string>()),
        };
    }

    private static string Seconds(TimeSpan left, TimeSpan most) =>
        Math.Floor(Math.Clamp(left.TotalSeconds, 0, most.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
