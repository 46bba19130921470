using System.Net.WebSockets;
using System.Text;

namespace Dam.Tests.GraphQL.Http.Subscriptions;

/// <summary>One who does not read: it costs a bounded amount, slows nobody, and is cut off.</summary>
public sealed class SlowReaderTests
{
    /// <summary>What the server's and the two sockets' buffers take before a write waits, with room to spare; in bytes.</summary>
    private const int MostOnTheWay = 16 * 1024 * 1024;

    private const int EventSize = 100_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WebSocket_Should_TakeNoMoreEvents_When_TheClientDoesNotRead()
    {
        await using var host = await StreamHost.StartAsync();
        using var slow = await host.ConnectAsync();
        await slow.SubscribeAsync("1", $"subscription {{ flood(size: {EventSize}) }}");

        await StandsStillAsync(host.Probe);

        using var other = await host.ConnectAsync();
        await other.SubscribeAsync("1", "subscription { count(to: 50) }");
        for (var i = 1; i <= 50; i++)
        {
            await other.ReceivesAsync($"{{\"id\":\"1\",\"type\":\"next\",\"payload\":{{\"data\":{{\"count\":{i}}}}}}}");
        }

        // Whoever reads again gets what is next, and nothing was lost.
        var before = host.Probe.Taken;
        for (var i = 0; i <= before; i++)
        {
            Assert.EndsWith("x\"}}}", await slow.ReceiveAsync(), StringComparison.Ordinal);
        }

        Assert.True(host.Probe.Taken > before);
    }

    [Fact]
    public async Task WebSocket_Should_BeCut_When_AWriteTakesTooLong()
    {
        await using var host = await StreamHost.StartAsync(options => options.WriteTimeout = TimeSpan.FromMilliseconds(300));
        using var slow = await host.ConnectAsync();

        await slow.SubscribeAsync("1", $"subscription {{ flood(size: {EventSize}) }}");

        await Probe.SignalledAsync(host.Probe.Ended);
        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (await slow.ReceiveAsync() is not null)
            {
            }
        });
    }

    [Fact]
    public async Task WebSocket_Should_BeCut_When_PingFramesStayUnanswered()
    {
        await using var host = await StreamHost.StartAsync(options =>
        {
            options.KeepAlive = TimeSpan.FromMilliseconds(100);
            options.PeerTimeout = TimeSpan.FromMilliseconds(300);
        });

        // A client that is never asked to receive does not see the pings, as one whose network is gone.
        using var dead = await host.ConnectAsync();
        await dead.SubscribeAsync("1", "subscription { silent }");
        await Probe.SignalledAsync(host.Probe.Started);

        await Probe.SignalledAsync(host.Probe.Ended);
    }

    [Fact]
    public async Task WebSocket_Should_Stay_When_PingFramesAreAnswered()
    {
        await using var host = await StreamHost.StartAsync(options =>
        {
            options.KeepAlive = TimeSpan.FromMilliseconds(100);
            options.PeerTimeout = TimeSpan.FromMilliseconds(500);
        });
        using var peer = await host.ConnectAsync();
        await peer.SubscribeAsync("1", "subscription { values }");
        var next = peer.ReceiveAsync();
        await Task.Delay(1500, Cancel);

        using var other = await host.ConnectAsync();
        await other.SubscribeAsync("1", "mutation { publish(value: 4) }");

        Assert.Equal("""{"id":"1","type":"next","payload":{"data":{"values":4}}}""", await next);
    }

    [Fact]
    public async Task EventStream_Should_BeCut_When_AWriteTakesTooLong()
    {
        await using var host = await StreamHost.StartAsync(options => options.WriteTimeout = TimeSpan.FromMilliseconds(300));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Content = new StringContent($$"""{"query":"subscription { flood(size: {{EventSize}}) }"}""", Encoding.UTF8, "application/json");
        using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);

        await Probe.SignalledAsync(host.Probe.Ended);
        Assert.True(host.Probe.Taken < MostOnTheWay / EventSize, $"{host.Probe.Taken} events were taken.");
    }

    private static async Task StandsStillAsync(Probe probe)
    {
        var taken = -1;
        for (var i = 0; i < 100 && taken != probe.Taken; i++)
        {
            taken = probe.Taken;
            await Task.Delay(500, Cancel);
        }

        Assert.Equal(taken, probe.Taken);
        Assert.InRange(taken, 1, MostOnTheWay / EventSize);
    }
}
