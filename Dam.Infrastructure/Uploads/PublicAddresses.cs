using System.Net;
using System.Net.Sockets;

namespace Dam.Infrastructure.Uploads;

/// <summary>
/// Which addresses are the public Internet's, by IANA's registries of special-purpose addresses (RFC 6890 and its successors). What leads to another address inside of it, as NAT64,
/// 6to4, Teredo and IPv4-mapped ones do, is none; nor are those at which clouds answer their own machines.
/// </summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

            // Azure's host answers its virtual machines here.
            "168.63.129.16/32",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Within the global unicast addresses.</summary>
    private static readonly IPNetwork[] NotPublic6 =
        [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20" }.Select(IPNetwork.Parse)];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    public static bool Contain(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !Array.Exists(NotPublic, network => network.Contains(address)),
        AddressFamily.InterNetworkV6 => !address.IsIPv4MappedToIPv6 && GlobalUnicast.Contains(address) && !Array.Exists(NotPublic6, network => network.Contains(address)),
        _ => false,
    };
}
