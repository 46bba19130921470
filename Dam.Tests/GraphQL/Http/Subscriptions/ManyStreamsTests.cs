using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;

namespace Dam.Tests.GraphQL.Http.Subscriptions;

/// <summary>Hundreds of quiet subscribers of the sample in a process of its own: what they cost is bounded, and each hears of what happens.</summary>
public sealed class ManyStreamsTests : IAsyncDisposable
{
    private const int Each = 200;

    /// <summary>In bytes of the whole process; the bench measures what one really takes, which is less than a third.</summary>
    private const long MostForOne = 80 * 1024;

    private readonly HttpClient _client = new() { BaseAddress = new Uri($"http://127.0.0.1:{FreePort.Next()}") };
    private readonly Process _sample;

    public ManyStreamsTests()
        => _sample = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Dam.GraphQL.Sample.dll"), "--urls", _client.BaseAddress!.ToString(), "--Logging:LogLevel:Default", "None"])
        {
            UseShellExecute = false,
        })!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _sample.Kill();
        await _sample.WaitForExitAsync(CancellationToken.None);
        _sample.Dispose();
    }

    [Fact]
    public async Task Subscribers_Should_CostLittleAndAllBeTold_When_ThereAreHundreds()
    {
        const string query = "subscription { productCreated { sku } }";
        await WaitUntilReadyAsync();
        using (var first = await OpenStreamAsync(query))
        using (await OpenWebSocketAsync(query))
        {
            await CreateProductAsync();
            await ReadDataAsync(first);
        }

        var before = WorkingSet();
        var peers = await Task.WhenAll(Enumerable.Range(0, Each).Select(_ => OpenWebSocketAsync(query)));
        var streams = await Task.WhenAll(Enumerable.Range(0, Each).Select(_ => OpenStreamAsync(query)));
        await Task.Delay(500, Cancel);
        var grown = WorkingSet() - before;

        await CreateProductAsync();

        foreach (var peer in peers)
        {
            await peer.ReceivesAsync("""{"id":"1","type":"next","payload":{"data":{"productCreated":{"sku":"S"}}}}""");
            peer.Dispose();
        }

        foreach (var stream in streams)
        {
            Assert.Equal("data: {\"data\":{\"productCreated\":{\"sku\":\"S\"}}}", await ReadDataAsync(stream));
            stream.Dispose();
        }

        Assert.True(grown < 2 * Each * MostForOne, $"{2 * Each} subscribers took {grown / 1024} KB.");
    }

    private static async Task<string> ReadDataAsync(StreamReader stream)
    {
        while (true)
        {
            if (await stream.ReadLineAsync(Cancel) is { } line && line.StartsWith("data:", StringComparison.Ordinal))
            {
                return line;
            }
        }
    }

    private long WorkingSet()
    {
        _sample.Refresh();
        return _sample.WorkingSet64;
    }

    private async Task WaitUntilReadyAsync()
    {
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromSeconds(30);)
        {
            try
            {
                await CreateProductAsync();
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, Cancel);
            }
        }

        Assert.Fail("The sample did not start.");
    }

    private async Task CreateProductAsync()
    {
        using var response = await _client.PostAsJsonAsync("/graphql", new { query = """mutation { createProduct(input: { sku: "S", name: "Stool" }) { product { id } } }""" }, Cancel);
        response.EnsureSuccessStatusCode();
    }

    private async Task<Peer> OpenWebSocketAsync(string query)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        await socket.ConnectAsync(new Uri($"ws://{_client.BaseAddress!.Authority}/graphql"), Cancel);
        var peer = new Peer(socket, bufferSize: 1024);
        await peer.SendAsync("""{"type":"connection_init"}""");
        await peer.ReceivesAsync("""{"type":"connection_ack"}""");
        await peer.SubscribeAsync("1", query);

        // A subscription is not acknowledged. Operations begin in their order, so it most likely listens when a later one has been answered; the wait below makes it sure.
        await peer.SubscribeAsync("listening", "{ root { id } }");
        await peer.ReceivesAsync("""{"id":"listening","type":"next","payload":{"data":{"root":{"id":"f0"}}}}""", """{"id":"listening","type":"complete"}""");
        return peer;
    }

    private async Task<StreamReader> OpenStreamAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query }) };
        request.Headers.Accept.ParseAdd("text/event-stream");
        var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        Assert.Equal(":", await reader.ReadLineAsync(Cancel));
        return reader;
    }
}
