using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Dam.Infrastructure.Jobs;
using Dam.Tests.GraphQL.Http.Subscriptions;

namespace Dam.Tests.Api.Assets;

/// <summary><c>assetProcessed</c> as clients listen to it, and who may.</summary>
public sealed class AssetSubscriptionTests
{
    private const string Processed = "subscription($id: ID!) { assetProcessed(assetId: $id) { id width processing { state } } }";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AssetProcessed_Should_AnswerOnce_When_ProcessingEnds()
    {
        await using var host = DamHost.Start();
        using var peer = await ConnectAsync(host, DamHost.AdministratorKey);
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await host.Administrator.CreateAssetAsync(await host.Administrator.UploadAsync($"p{i}.png", TestPng.Noise(seed: i, 40 + i, 30))));
            await SubscribeAsync(peer, ids[i], Processed, ids[i]);
        }

        var messages = new List<JsonElement>();
        for (var i = 0; i < 10; i++)
        {
            messages.Add(JsonElement.Parse((await peer.ReceiveAsync())!));
        }

        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            var own = messages.FindAll(message => message.GetProperty("id").GetString() == id);
            Assert.Equal(
                $"{{\"assetProcessed\":{{\"id\":\"{id}\",\"width\":{40 + i},\"processing\":{{\"state\":\"READY\"}}}}}}", own[0].GetProperty("payload").GetProperty("data").GetRawText());
            Assert.Equal("complete", own[1].GetProperty("type").GetString());
        }
    }

    [Fact]
    public async Task AssetProcessed_Should_AnswerAtOnce_When_ProcessingHasEnded()
    {
        await using var host = DamHost.Start();
        var id = await host.Administrator.PublishAsync("p.png", TestPng.Noise(seed: 1, 40, 30));
        using var http = host.Http(DamHost.StorefrontKey);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Content = new StringContent(JsonSerializer.Serialize(new { query = Processed, variables = new { id } }), Encoding.UTF8, "application/json");
        host.ForgetStatements();

        using var response = await http.SendAsync(request, Ct);

        Assert.Contains($"data: {{\"data\":{{\"assetProcessed\":{{\"id\":\"{id}\",\"width\":40,", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Single(host.Statements);
    }

    [Theory]
    [InlineData("asset_0199c0de00007000800000000000aaaa")]
    [InlineData("nonsense")]
    public async Task AssetProcessed_Should_BeAnError_When_TheAssetIsUnknown(string id)
    {
        await using var host = DamHost.Start();
        using var peer = await ConnectAsync(host, DamHost.AdministratorKey);

        await SubscribeAsync(peer, "1", Processed, id);

        var message = JsonElement.Parse((await peer.ReceiveAsync())!);
        Assert.Equal("error", message.GetProperty("type").GetString());
        Assert.Equal("ASSET_NOT_FOUND", message.GetProperty("payload")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(DamHost.StorefrontKey, "ASSET_NOT_FOUND")]
    [InlineData(null, "FORBIDDEN")]
    public async Task AssetProcessed_Should_BeAnError_When_TheCallerMayNotSeeTheAsset(string? key, string code)
    {
        await using var host = DamHost.Start();
        var id = await host.Administrator.CreateAssetAsync(await host.Administrator.UploadAsync("p.png", TestPng.Noise(seed: 1, 40, 30)));
        using var peer = await ConnectAsync(host, key);

        await SubscribeAsync(peer, "1", Processed, id);

        Assert.Equal(code, JsonElement.Parse((await peer.ReceiveAsync())!).GetProperty("payload")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Connection_Should_BeRefused_When_TheKeyInThePayloadIsUnknown()
    {
        await using var host = DamHost.Start();
        using var peer = await OpenAsync(host);

        await peer.SendAsync("""{"type":"connection_init","payload":{"Dam-Api-Key":"not-a-key-that-is-known"}}""");

        await peer.IsClosedAsync(4403, "Forbidden");
    }

    [Fact]
    public async Task Connection_Should_AskByTheKeyInThePayload_When_ThereIsOne()
    {
        await using var host = DamHost.Start();
        using var peer = await ConnectAsync(host, DamHost.StorefrontKey);

        await peer.SubscribeAsync("1", "{ viewer { subject } }");

        await peer.ReceivesAsync("""{"id":"1","type":"next","payload":{"data":{"viewer":{"subject":"storefront"}}}}""");
    }

    [Theory]
    [InlineData("https://shop.example", true)]
    [InlineData("https://evil.example", false)]
    public async Task Handshake_Should_AskTheOrigin_When_APageOpensIt(string origin, bool isAllowed)
    {
        await using var host = DamHost.Start(configure: settings => settings["Dam:Access:Origins:0"] = "https://shop.example");

        var connecting = OpenAsync(host, origin);

        if (isAllowed)
        {
            using var peer = await connecting;
        }
        else
        {
            Assert.Contains("403", (await Assert.ThrowsAsync<WebSocketException>(() => connecting)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Watch_Should_ForgetAJob_When_NobodyWaitsAnyMore()
    {
        var watch = new JobWatch(TimeProvider.System);
        using var leave = new CancellationTokenSource();
        var cancelled = watch.WaitAsync("kind", "a", TimeSpan.FromMinutes(1), leave.Token);
        await watch.WaitAsync("kind", "b", TimeSpan.FromMilliseconds(1), Ct);
        Assert.Equal(1, watch.Count);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(0, watch.Count);
    }

    private static async Task<Peer> OpenAsync(DamHost host, string? origin = null)
    {
        using var http = host.Http();
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        await socket.ConnectAsync(new Uri($"ws://{http.BaseAddress!.Authority}/graphql"), Ct);
        return new Peer(socket);
    }

    private static async Task<Peer> ConnectAsync(DamHost host, string? key)
    {
        var peer = await OpenAsync(host);
        await peer.SendAsync(key is null ? """{"type":"connection_init"}""" : $"{{\"type\":\"connection_init\",\"payload\":{{\"dam-api-key\":\"{key}\"}}}}");
        await peer.ReceivesAsync("""{"type":"connection_ack"}""");
        return peer;
    }

    private static Task SubscribeAsync(Peer peer, string operation, string query, string id)
        => peer.SendAsync(JsonSerializer.Serialize(new { id = operation, type = "subscribe", payload = new { query, variables = new { id } } }));
}
