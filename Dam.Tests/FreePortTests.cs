using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dam.Tests;

public sealed class FreePortTests
{
    [Fact]
    public void Next_Should_GiveEachPortOnce_When_TheSystemDoesNotGiveItByItself()
    {
        var ports = Enumerable.Range(0, 200).Select(_ => FreePort.Next()).ToList();

        Assert.Distinct(ports);
        var first = File.Exists("/proc/sys/net/ipv4/ip_local_port_range") ? File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t')[0] : "49152";
        Assert.All(ports, port => Assert.InRange(port, 1024, int.Parse(first, CultureInfo.InvariantCulture) - 1));
    }

    [Fact]
    public void Next_Should_PassOverAPort_When_SomebodyListensThere()
    {
        var next = FreePort.Next() + 1;
        using var listener = new TcpListener(IPAddress.Loopback, next);
        listener.Start();

        Assert.NotEqual(next, FreePort.Next());
    }
}
