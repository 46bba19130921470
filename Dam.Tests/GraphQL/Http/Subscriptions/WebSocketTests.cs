using System.Net.WebSockets;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Dam.GraphQL.Http.Subscriptions;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.GraphQL.Http.Subscriptions;

/// <summary>The graphql-transport-ws protocol, message by message.</summary>
public sealed class WebSocketTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subscribe_Should_SendNextAndComplete_When_TheSourceEnds()
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();
        Assert.Equal("graphql-transport-ws", peer.Socket.SubProtocol);

        await peer.SubscribeAsync("a\"b", "subscription { count(to: 2) }");

        await peer.ReceivesAsync(
            """{"id":"a\"b","type":"next","payload":{"data":{"count":1}}}""",
            """{"id":"a\"b","type":"next","payload":{"data":{"count":2}}}""",
            """{"id":"a\"b","type":"complete"}""");
    }

    [Fact]
    public async Task Subscribe_Should_SendOneNext_When_TheOperationIsAQueryOrMutation()
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();
        await peer.SendAsync(
            """{"type":"subscribe","id":"1","payload":{"query":"query A { ok } mutation B($v: Int!) { publish(value: $v) }","operationName":"B","variables":{"v":7},"extensions":{"x":1}},"more":[{}]}""");
        await peer.ReceivesAsync("""{"id":"1","type":"next","payload":{"data":{"publish":7}}}""", """{"id":"1","type":"complete"}""");

        await peer.SubscribeAsync("1", "{ broken }");
        Assert.StartsWith("""{"id":"1","type":"next","payload":{"errors":[{"message":"Broken.",""", await peer.ReceiveAsync(), StringComparison.Ordinal);
        await peer.ReceivesAsync("""{"id":"1","type":"complete"}""");
    }

    [Theory]
    [InlineData("{", "Syntax Error: Expected Name, found <EOF>.")]
    [InlineData("{ nothing }", "Cannot query field \\\"nothing\\\" on type \\\"Query\\\".")]
    [InlineData("query A { ok } query B { ok }", "Must provide operation name if query contains multiple operations.")]
    [InlineData("subscription($to: Int!) { count(to: $to) }", "Variable \\\"$to\\\" of required type \\\"Int!\\\" was not provided.")]
    [InlineData("subscription { refuses }", "Not today.")]
    public async Task Subscribe_Should_SendAnErrorAndNothingMore_When_TheRequestCannotRun(string query, string message)
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();

        await peer.SubscribeAsync("1", query);

        Assert.StartsWith($$"""{"id":"1","type":"error","payload":[{"message":"{{message}}""", await peer.ReceiveAsync(), StringComparison.Ordinal);

        // The id is free again, and nothing came between.
        await peer.SubscribeAsync("1", "{ ok }");
        await peer.ReceivesAsync("""{"id":"1","type":"next","payload":{"data":{"ok":"ok"}}}""", """{"id":"1","type":"complete"}""");
    }

    [Fact]
    public async Task Subscribe_Should_EndWithAnError_When_TheSourceFails()
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();

        await peer.SubscribeAsync("1", "subscription { breaks }");

        await peer.ReceivesAsync(
            """{"id":"1","type":"next","payload":{"data":{"breaks":1}}}""",
            """{"id":"1","type":"error","payload":[{"message":"The wire was cut.","locations":[{"line":1,"column":16}],"path":["breaks"],"extensions":{"code":"CUT"}}]}""");
        await peer.SendAsync("""{"type":"ping"}""");
        await peer.ReceivesAsync("""{"type":"pong"}""");
    }

    [Fact]
    public async Task Complete_Should_EndTheSourceAndFreeTheId_When_TheClientSendsIt()
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();
        await peer.SubscribeAsync("1", "subscription { silent }");
        await Probe.SignalledAsync(host.Probe.Started);

        await peer.CompleteAsync("1");
        await Probe.SignalledAsync(host.Probe.Ended);
        await peer.CompleteAsync("1");
        await peer.CompleteAsync("never heard of");
        await peer.SubscribeAsync("1", "{ ok }");

        await peer.ReceivesAsync("""{"id":"1","type":"next","payload":{"data":{"ok":"ok"}}}""", """{"id":"1","type":"complete"}""");
        await UntilAsync(() => host.Probe.ScopesDisposed == 1);
    }

    [Fact]
    public async Task Complete_Should_SuppressTheResult_When_AQueryStillRuns()
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();
        await peer.SubscribeAsync("slow", "{ slow }");
        await Probe.SignalledAsync(host.Probe.Started);

        await peer.CompleteAsync("slow");
        await peer.SendAsync("""{"type":"ping"}""");
        await peer.ReceivesAsync("""{"type":"pong"}""");
        host.Probe.Gate.Release();
        await peer.SubscribeAsync("2", "{ ok }");

        await peer.ReceivesAsync("""{"id":"2","type":"next","payload":{"data":{"ok":"ok"}}}""", """{"id":"2","type":"complete"}""");
    }

    [Fact]
    public async Task Ids_Should_BeFreeAtOnce_When_OperationsEndInQuickSuccession()
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();
        for (var i = 0; i < 300; i++)
        {
            await peer.SubscribeAsync("1", i % 2 == 0 ? "{ ok }" : "subscription { count(to: 1) }");
            Assert.Contains("\"next\"", await peer.ReceiveAsync(), StringComparison.Ordinal);
            await peer.ReceivesAsync("""{"id":"1","type":"complete"}""");
        }
    }

    [Fact]
    public async Task Operations_Should_RunAtTheSameTime_When_OneIsSlow()
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();
        await peer.SubscribeAsync("values", "subscription { values }");
        await peer.SubscribeAsync("slow", "{ slow }");
        await Probe.SignalledAsync(host.Probe.Started);
        await Probe.SignalledAsync(host.Probe.Started);

        await peer.SubscribeAsync("publish", "mutation { publish(value: 5) }");
        var received = new List<string?> { await peer.ReceiveAsync(), await peer.ReceiveAsync(), await peer.ReceiveAsync() };

        Assert.Contains("""{"id":"values","type":"next","payload":{"data":{"values":5}}}""", received);
        Assert.Contains("""{"id":"publish","type":"complete"}""", received);
        host.Probe.Gate.Release();
        await peer.ReceivesAsync("""{"id":"slow","type":"next","payload":{"data":{"slow":"done"}}}""", """{"id":"slow","type":"complete"}""");
    }

    [Theory]
    [InlineData("""{"type":"ping"}""", """{"type":"pong"}""")]
    [InlineData("""{"type":"ping","payload":null}""", """{"type":"pong"}""")]
    [InlineData("""{"type":"ping","payload":{"a":[1,"\"}"]}}""", """{"type":"pong","payload":{"a":[1,"\"}"]}}""")]
    [InlineData("""{"payload":{"a": 1} , "type":"ping","id":5}""", """{"type":"pong","payload":{"a": 1}}""")]
    public async Task Ping_Should_BeAnsweredWithItsPayload_When_TheClientIsNotEvenInitialized(string ping, string pong)
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync(isInitialized: false);
        await peer.SendAsync("""{"type":"pong","payload":{}}""");

        await peer.SendAsync(ping);

        await peer.ReceivesAsync(pong);
    }

    [Theory]
    [InlineData("", "The message is not valid JSON.")]
    [InlineData("{", "The message is not valid JSON.")]
    [InlineData("hello", "The message is not valid JSON.")]
    [InlineData("""{"type":"ping"} x""", "The message is not valid JSON.")]
    [InlineData("[]", "A message must be a JSON object.")]
    [InlineData("null", "A message must be a JSON object.")]
    [InlineData("{}", "\"type\" is missing.")]
    [InlineData("""{"type":1}""", "\"type\" must be a string.")]
    [InlineData("""{"type":"start","id":"1","payload":{"query":"{ ok }"}}""", "The message's type is unknown.")]
    [InlineData("""{"type":"next","id":"1","payload":{}}""", "The message's type is unknown.")]
    [InlineData("""{"type":"ping","payload":1}""", "\"payload\" must be an object.")]
    [InlineData("""{"type":"connection_init","payload":[]}""", "\"payload\" must be an object.")]
    [InlineData("""{"type":"subscribe","payload":{"query":"{ ok }"}}""", "\"id\" must be a string that is not empty.")]
    [InlineData("""{"type":"subscribe","id":"","payload":{"query":"{ ok }"}}""", "\"id\" must be a string that is not empty.")]
    [InlineData("""{"type":"subscribe","id":1,"payload":{"query":"{ ok }"}}""", "\"id\" must be a string that is not empty.")]
    [InlineData("""{"type":"subscribe","id":"1"}""", "\"payload\" must be an object.")]
    [InlineData("""{"type":"subscribe","id":"1","payload":{}}""", "Must provide query string.")]
    [InlineData("""{"type":"subscribe","id":"1","payload":{"query":1}}""", "\"query\" must be a string.")]
    [InlineData("""{"type":"subscribe","id":"1","payload":{"query":"{ ok }","variables":"{}"}}""", "\"variables\" must be an object.")]
    [InlineData("""{"type":"subscribe","id":"1","payload":{"query":"{ ok }","operationName":{}}}""", "\"operationName\" must be a string.")]
    [InlineData("""{"type":"complete"}""", "\"id\" must be a string that is not empty.")]
    public async Task Message_Should_Close4400_When_ItIsNotOfTheProtocol(string message, string reason)
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();

        await peer.SendAsync(message);

        await peer.IsClosedAsync(4400, reason);
    }

    [Fact]
    public async Task Message_Should_Close4400_When_ItIsBinary()
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();

        await peer.SendAsync("""{"type":"ping"}"""u8.ToArray(), WebSocketMessageType.Binary);

        await peer.IsClosedAsync(4400, "Messages are text.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_Should_Close1009_When_ItIsTooLarge(bool isInitialized)
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync(isInitialized);
        var message = Encoding.UTF8.GetBytes("{\"type\":\"ping\",\"payload\":{\"a\":\"" + new string('x', 10_000_000) + "\"}}");

        var sending = peer.SendAsync(message, WebSocketMessageType.Text);

        await peer.IsClosedAsync(1009, "The message is larger than 65536 bytes.");
        await sending;
    }

    [Fact]
    public async Task Message_Should_BeRead_When_ItComesInPieces()
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();
        var message = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { type = "subscribe", id = "1", payload = new { query = $"{{ ok {new string(' ', 20_000)} }}" } }));
        for (var at = 0; at < message.Length; at += 777)
        {
            await peer.Socket.SendAsync(message.AsMemory(at, Math.Min(777, message.Length - at)), WebSocketMessageType.Text, at + 777 >= message.Length, Cancel);
        }

        await peer.ReceivesAsync("""{"id":"1","type":"next","payload":{"data":{"ok":"ok"}}}""", """{"id":"1","type":"complete"}""");
    }

    [Fact]
    public async Task Connection_Should_BeCut_When_AMessageIsNotFinished()
    {
        await using var host = await StreamHost.StartAsync(bodyTimeout: TimeSpan.FromMilliseconds(300));
        using var peer = await host.ConnectAsync();
        await peer.SubscribeAsync("1", "subscription { silent }");
        await Probe.SignalledAsync(host.Probe.Started);

        await peer.Socket.SendAsync("{\"type\":"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, Cancel);

        await Probe.SignalledAsync(host.Probe.Ended);
        await Assert.ThrowsAsync<WebSocketException>(peer.ReceiveAsync);
    }

    [Fact]
    public async Task Connection_Should_Stay_When_AMessageWasFinishedInTime()
    {
        await using var host = await StreamHost.StartAsync(bodyTimeout: TimeSpan.FromMilliseconds(500));
        using var peer = await host.ConnectAsync();
        await peer.Socket.SendAsync("{\"type\":"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, Cancel);
        await Task.Delay(100, Cancel);
        await peer.Socket.SendAsync("\"ping\"}"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Cancel);
        await peer.ReceivesAsync("""{"type":"pong"}""");

        await Task.Delay(1000, Cancel);

        await peer.SendAsync("""{"type":"ping"}""");
        await peer.ReceivesAsync("""{"type":"pong"}""");
    }

    [Fact]
    public async Task Subscribe_Should_Close4401_When_TheConnectionIsNotAcknowledged()
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync(isInitialized: false);

        await peer.SubscribeAsync("1", "{ ok }");

        await peer.IsClosedAsync(4401, "Unauthorized");
    }

    [Fact]
    public async Task Subscribe_Should_Close4409_When_TheIdIsTaken()
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();
        await peer.SubscribeAsync("1", "subscription { silent }");
        await Probe.SignalledAsync(host.Probe.Started);

        await peer.SubscribeAsync("1", "{ ok }");

        await peer.IsClosedAsync(4409, "Subscriber for 1 already exists");
        await Probe.SignalledAsync(host.Probe.Ended);
    }

    [Fact]
    public async Task CloseReason_Should_BeCut_When_TheIdIsLong()
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();
        var id = new string('é', 100);
        await peer.SubscribeAsync(id, "subscription { silent }");

        await peer.SubscribeAsync(id, "{ ok }");

        await peer.IsClosedAsync(4409, $"Subscriber for {new string('é', 54)}");
    }

    [Fact]
    public async Task Init_Should_Close4429_When_ItComesTwice()
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();

        await peer.SendAsync("""{"type":"connection_init"}""");

        await peer.IsClosedAsync(4429, "Too many initialisation requests");
    }

    [Fact]
    public async Task Connection_Should_Close4408_When_NoInitComes()
    {
        await using var host = await StreamHost.StartAsync(options => options.InitTimeout = TimeSpan.FromMilliseconds(100));
        using var peer = await host.ConnectAsync(isInitialized: false);

        await peer.IsClosedAsync(4408, "Connection initialisation timeout");
    }

    [Theory]
    [InlineData("""{"type":"connection_init","payload":{"token":"wrong"}}""")]
    [InlineData("""{"type":"connection_init"}""")]
    public async Task Init_Should_Close4403_When_TheHookRefuses(string init)
    {
        await using var host = await StreamHost.StartAsync(Authenticate);
        using var peer = await host.ConnectAsync(isInitialized: false);

        await peer.SendAsync(init);

        await peer.IsClosedAsync(4403, "Forbidden");
    }

    [Fact]
    public async Task Init_Should_SetTheCaller_When_TheHookAccepts()
    {
        await using var host = await StreamHost.StartAsync(Authenticate);
        using var peer = await host.ConnectAsync(isInitialized: false);

        await peer.SendAsync("""{"type":"connection_init","payload":{"token":"ada"}}""");
        await peer.ReceivesAsync("""{"type":"connection_ack"}""");
        await peer.SubscribeAsync("1", "{ whoAmI }");

        await peer.ReceivesAsync("""{"id":"1","type":"next","payload":{"data":{"whoAmI":"ada"}}}""", """{"id":"1","type":"complete"}""");
    }

    [Fact]
    public async Task Init_Should_Close1011_When_TheHookFails()
    {
        await using var host = await StreamHost.StartAsync(options => options.OnConnect = _ => throw new InvalidOperationException("secret"));
        using var peer = await host.ConnectAsync(isInitialized: false);

        await peer.SendAsync("""{"type":"connection_init"}""");

        await peer.IsClosedAsync(1011, "Internal error.");
    }

    [Theory]
    [InlineData("""{"type":"connection_init"}""", 4429, "Too many initialisation requests")]
    [InlineData("""{"type":"subscribe","id":"1","payload":{"query":"{ ok }"}}""", 4401, "Unauthorized")]
    public async Task Message_Should_BeRefused_When_TheHookStillThinks(string message, int code, string reason)
    {
        var (host, cancelled) = await StartThoughtfulAsync();
        await using var server = host;
        using var peer = await host.ConnectAsync(isInitialized: false);
        await peer.SendAsync("""{"type":"connection_init"}""");
        await Probe.SignalledAsync(host.Probe.Started);

        await peer.SendAsync(message);

        await peer.IsClosedAsync(code, reason);
        await Probe.SignalledAsync(cancelled);
    }

    [Fact]
    public async Task Hook_Should_BeCancelled_When_TheClientGoes()
    {
        var (host, cancelled) = await StartThoughtfulAsync();
        await using var server = host;
        using var peer = await host.ConnectAsync(isInitialized: false);
        await peer.SendAsync("""{"type":"connection_init"}""");
        await Probe.SignalledAsync(host.Probe.Started);

        await peer.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Cancel);

        await Probe.SignalledAsync(cancelled);
    }

    [Theory]
    [InlineData("graphql-ws")]
    [InlineData("mqtt")]
    public async Task Handshake_Should_Close4406_When_TheSubprotocolIsAnother(string subprotocol)
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync(isInitialized: false, subprotocol);

        await peer.IsClosedAsync(4406, "Subprotocol not acceptable");
    }

    [Fact]
    public async Task Handshake_Should_ChooseTheSubprotocol_When_OthersAreOffered()
    {
        await using var host = await StreamHost.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-ws");
        socket.Options.AddSubProtocol("graphql-transport-ws");

        await socket.ConnectAsync(host.WebSocketUri, Cancel);

        Assert.Equal("graphql-transport-ws", socket.SubProtocol);
    }

    [Theory]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    [InlineData("http://127.0.0.1", false)]
    [InlineData("https://shop.example", true)]
    [InlineData(null, true)]
    [InlineData("self", true)]
    public async Task Handshake_Should_AskTheOrigin_When_ABrowserSendsIt(string? origin, bool isAllowed)
    {
        await using var host = await StreamHost.StartAsync(options => options.AllowedOrigins.Add("https://shop.example"));
        var connecting = host.ConnectAsync(origin: origin == "self" ? $"http://{host.WebSocketUri.Authority}" : origin);

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
    public async Task Handshake_Should_BeRefusedWith503_When_ThereAreTooManyConnections()
    {
        await using var host = await StreamHost.StartAsync(options => options.MaxConnections = 1);
        using (await host.ConnectAsync())
        {
            Assert.Contains("503", (await Assert.ThrowsAsync<WebSocketException>(() => host.ConnectAsync())).Message, StringComparison.Ordinal);
        }

        await UntilAsync(async () =>
        {
            try
            {
                using var peer = await host.ConnectAsync();
                return true;
            }
            catch (WebSocketException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task Handshake_Should_Be400_When_ItIsNone()
    {
        await using var host = await StreamHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("websocket");

        using var response = await host.Client.SendAsync(request, Cancel);

        Assert.Equal(400, (int)response.StatusCode);
    }

    [Fact]
    public async Task Subscribe_Should_SendAnError_When_TooManyOperationsRun()
    {
        await using var host = await StreamHost.StartAsync(options => options.MaxOperations = 1);
        using var peer = await host.ConnectAsync();
        await peer.SubscribeAsync("1", "subscription { silent }");
        await Probe.SignalledAsync(host.Probe.Started);

        await peer.SubscribeAsync("2", "{ ok }");

        await peer.ReceivesAsync("""{"id":"2","type":"error","payload":[{"message":"More than 1 operations at a time.","extensions":{"code":"TOO_MANY_OPERATIONS"}}]}""");
        await peer.CompleteAsync("1");
        await Probe.SignalledAsync(host.Probe.Ended);
    }

    [Fact]
    public async Task Subscribe_Should_Run_When_TheOneBeforeHasJustEnded()
    {
        await using var host = await StreamHost.StartAsync(options => options.MaxOperations = 1);
        using var peer = await host.ConnectAsync();
        for (var i = 0; i < 300; i++)
        {
            // Half of them end by themselves, half by the client.
            await peer.SubscribeAsync("stream", "subscription { silent }");
            await peer.CompleteAsync("stream");
            await peer.SubscribeAsync("query", "{ ok }");

            await peer.ReceivesAsync("""{"id":"query","type":"next","payload":{"data":{"ok":"ok"}}}""", """{"id":"query","type":"complete"}""");
        }
    }

    [Fact]
    public async Task Connection_Should_BeClosed_When_ItIsIdle()
    {
        await using var host = await StreamHost.StartAsync(options => options.IdleTimeout = TimeSpan.FromMilliseconds(300));
        using var peer = await host.ConnectAsync();
        await peer.SubscribeAsync("1", "subscription { silent }");
        await Probe.SignalledAsync(host.Probe.Started);
        await Task.Delay(600, Cancel);
        await peer.SendAsync("""{"type":"ping"}""");
        await peer.ReceivesAsync("""{"type":"pong"}""");

        await peer.CompleteAsync("1");

        await peer.IsClosedAsync(1000, "Idle");
    }

    [Fact]
    public async Task Source_Should_EndAtOnce_When_TheClientVanishes()
    {
        await using var host = await StreamHost.StartAsync();
        using (var peer = await host.ConnectAsync())
        {
            await peer.SubscribeAsync("1", "subscription { silent }");
            await Probe.SignalledAsync(host.Probe.Started);
            peer.Socket.Abort();
        }

        await Probe.SignalledAsync(host.Probe.Ended);
        await UntilAsync(() => host.Probe.ScopesDisposed == 1);
    }

    [Fact]
    public async Task Source_Should_EndAndTheCodeBeReturned_When_TheClientCloses()
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();
        await peer.SubscribeAsync("1", "subscription { silent }");
        await Probe.SignalledAsync(host.Probe.Started);

        await peer.Socket.CloseAsync((WebSocketCloseStatus)4499, "Terminated", Cancel);

        Assert.Equal(4499, (int?)peer.Socket.CloseStatus);
        await Probe.SignalledAsync(host.Probe.Ended);
    }

    [Fact]
    public async Task Stop_Should_EndSubscriptionsAndFinishQueries_When_TheServiceStops()
    {
        await using var host = await StreamHost.StartAsync();
        using var peer = await host.ConnectAsync();
        await peer.SubscribeAsync("1", "subscription { silent }");
        await peer.SubscribeAsync("2", "{ slow }");
        await Probe.SignalledAsync(host.Probe.Started);
        await Probe.SignalledAsync(host.Probe.Started);

        var stopping = host.StopAsync();
        await Probe.SignalledAsync(host.Probe.Ended);
        await peer.SubscribeAsync("3", "{ ok }");
        host.Probe.Gate.Release();

        await peer.ReceivesAsync("""{"id":"2","type":"next","payload":{"data":{"slow":"done"}}}""", """{"id":"2","type":"complete"}""");
        await peer.IsClosedAsync(1001, "The service stops");
        await stopping;
    }

    private static void Authenticate(Dam.GraphQL.Http.Subscriptions.StreamOptions options) => options.OnConnect = async init =>
    {
        await Task.Yield();
        if (init.Payload.ValueKind != JsonValueKind.Object || init.Payload.GetProperty("token").GetString() is not "ada")
        {
            return false;
        }

        init.Context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ada")], "token"));
        return true;
    };

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    /// <summary>A server whose hook for connections does not come to an answer, and a signal of its cancellation.</summary>
    private static async Task<(StreamHost Host, SemaphoreSlim Cancelled)> StartThoughtfulAsync()
    {
        var cancelled = new SemaphoreSlim(0);
        return (await StreamHost.StartAsync(options => options.OnConnect = ThinkAsync), cancelled);

        async ValueTask<bool> ThinkAsync(ConnectionInit init)
        {
            init.Context.RequestServices.GetRequiredService<Probe>().Started.Release();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, init.Cancellation);
                return true;
            }
            finally
            {
                cancelled.Release();
            }
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(50, Cancel);
        }

        Assert.Fail("It did not come true in time.");
    }
}
