using System.Net;
using Dam.Domain.Delivery;
using Dam.Domain.Renditions;

namespace Dam.Api.Delivery;

/// <summary>How files are handed out: section <c>Dam:Delivery</c>.</summary>
internal sealed class DeliveryOptions
{
    public const string Section = "Dam:Delivery";

    /// <summary>Oldest first: the last one signs, all verify. Without any, one is made once and kept with the data.</summary>
    public List<SigningKeyOptions> SigningKeys { get; set; } = [];

    /// <summary>Name of the header in which an edge says the visitor's territory (<c>CF-IPCountry</c>). Null where nothing says it.</summary>
    public string? TerritoryHeader { get; set; }

    /// <summary>Addresses or networks (<c>10.0.0.0/8</c>) from which that header is believed.</summary>
    public List<string>? TrustedProxies { get; set; }

    /// <summary>Whether shared caches keep a copy for each value of that header. Without that, files with a territory rule are not for shared caches.</summary>
    public bool EdgeKeysOnTerritory { get; set; }

    /// <summary>How much memory small renditions that were asked for lately may take; 0 for none.</summary>
    public long MemoryCacheBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>New renditions of one file that are made in a minute; as many may come at once.</summary>
    public int NewRenditionsPerFile { get; set; } = 120;

    /// <summary>Requests from one address, unless it is a trusted proxy's, that wait for renditions to be made.</summary>
    public int WaitingPerCaller { get; set; } = 32;

    /// <summary>
    /// Prefix of a path (<c>/blobs/</c>) under which nginx, in front of this service and on its machine, reaches the folder store by an <c>internal</c> location: files are then sent by it. Null where nothing does.
    /// </summary>
    public string? AccelRedirect { get; set; }

    /// <summary>Bytes a second that a client has to take of any answer; who reads more slowly is cut off.</summary>
    public int SlowestClient { get; set; } = 2048;

    public RenditionBounds Bounds => new(NewRenditionsPerFile, WaitingPerCaller);

    public IEnumerable<string> Problems()
    {
        if (AccelRedirect is not (null or ['/', .., '/']))
        {
            yield return $"{Section}:{nameof(AccelRedirect)}: \"{AccelRedirect}\" does not begin and end with a slash.";
        }

        if (SlowestClient < 1)
        {
            yield return $"{Section}:{nameof(SlowestClient)}: {SlowestClient} is below 1.";
        }

        if (NewRenditionsPerFile < 1)
        {
            yield return $"{Section}:{nameof(NewRenditionsPerFile)}: {NewRenditionsPerFile} is below 1.";
        }

        if (WaitingPerCaller < 1)
        {
            yield return $"{Section}:{nameof(WaitingPerCaller)}: {WaitingPerCaller} is below 1.";
        }

        if (MemoryCacheBytes < 0)
        {
            yield return $"{Section}:{nameof(MemoryCacheBytes)}: {MemoryCacheBytes} is below zero.";
        }

        foreach (var (key, index) in SigningKeys.Select((key, index) => (key, index)))
        {
            if (key.Problem() is { } problem)
            {
                yield return $"{Section}:{nameof(SigningKeys)}:{index}: {problem}";
            }
        }

        if (SigningKeys.GroupBy(key => key.Id, StringComparer.Ordinal).Any(group => group.Count() > 1))
        {
            yield return $"{Section}:{nameof(SigningKeys)}: two keys have the same id.";
        }

        foreach (var proxy in TrustedProxies ?? [])
        {
            if (!TryParseNetwork(proxy, out _))
            {
                yield return $"{Section}:{nameof(TrustedProxies)}: \"{proxy}\" is neither an IP address nor a network such as 10.0.0.0/8.";
            }
        }

        if (EdgeKeysOnTerritory && TerritoryHeader is null)
        {
            yield return $"{Section}:{nameof(EdgeKeysOnTerritory)} needs {Section}:{nameof(TerritoryHeader)}.";
        }
    }

    public static bool TryParseNetwork(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }
}

internal sealed class SigningKeyOptions
{
    /// <summary>1 to 16 of a-z and 0-9; part of every URL.</summary>
    public string Id { get; set; } = "";

    /// <summary>Base64 of at least 32 random bytes.</summary>
    public string Secret { get; set; } = "";

    public string? Problem()
    {
        try
        {
            _ = ToKey();
            return null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return e is FormatException ? $"the secret of \"{Id}\" is no base64." : e.Message;
        }
    }

    public SigningKey ToKey() => new(Id, Convert.FromBase64String(Secret));
}
