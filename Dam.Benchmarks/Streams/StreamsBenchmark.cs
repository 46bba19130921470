using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;

namespace Dam.Benchmarks.Streams;

/// <summary>What quiet subscribers cost the service, and how long an event takes to all of them.</summary>
internal static class StreamsBenchmark
{
    private const int Events = 20;

    public static async Task RunAsync(int connections)
    {
        Console.WriteLine($"{"",-24}{"heap KB each",14}{"process KB each",17}{"ms to all",11}{"CPU µs a response",19}");
        await MeasureAsync("WebSocket", connections, async (server, _) => await WebSocketSubscriber.OpenAsync(server.Port));
        await MeasureAsync("event stream", connections, async (_, http) => await EventStreamSubscriber.OpenAsync(http));
    }

    private static async Task MeasureAsync(string name, int connections, Func<ServerProcess, HttpClient, Task<ISubscriber>> open)
    {
        using var server = await ServerProcess.StartAsync("dotnet", port => [typeof(StreamsBenchmark).Assembly.Location, "streams-server", $"{port}"]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };

        // What is made once, for whatever number of connections, is there before.
        var first = await OpenAsync(50, server, http, open);
        await PublishAsync(http, first);
        Close(first);
        await Task.Delay(500);
        var (heapBefore, processBefore) = await MemoryAsync(http);

        var subscribers = await OpenAsync(connections, server, http, open);
        var (heap, process) = await MemoryAsync(http);
        var cpu = server.ProcessorTime;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Events; i++)
        {
            await PublishAsync(http, subscribers);
        }

        var milliseconds = watch.Elapsed.TotalMilliseconds / Events;
        var microseconds = (server.ProcessorTime - cpu).TotalMicroseconds / Events / connections;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{$"{connections} × {name}",-24}{(heap - heapBefore) / 1024.0 / connections,14:0.0}{(process - processBefore) / 1024.0 / connections,17:0.0}{milliseconds,11:0.0}{microseconds,19:0.0}"));
        Close(subscribers);
    }

    private static async Task<ISubscriber[]> OpenAsync(int count, ServerProcess server, HttpClient http, Func<ServerProcess, HttpClient, Task<ISubscriber>> open)
    {
        var subscribers = new ISubscriber[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) => subscribers[i] = await open(server, http));

        // A subscription over a WebSocket is not acknowledged: all listen by now.
        await Task.Delay(1000);
        return subscribers;
    }

    private static void Close(ISubscriber[] subscribers)
    {
        foreach (var subscriber in subscribers)
        {
            subscriber.Dispose();
        }
    }

    private static async Task PublishAsync(HttpClient http, ISubscriber[] subscribers)
    {
        var received = Array.ConvertAll(subscribers, subscriber => subscriber.ReceiveAsync());
        using var response = await http.PostAsJsonAsync("/graphql", new { query = "mutation { change(title: \"Bird lamp\") }" });
        response.EnsureSuccessStatusCode();
        await Task.WhenAll(received);
    }

    private static async Task<(long Heap, long Process)> MemoryAsync(HttpClient http)
    {
        var text = (await http.GetStringAsync("/memory")).Split(' ');
        return (long.Parse(text[0], CultureInfo.InvariantCulture), long.Parse(text[1], CultureInfo.InvariantCulture));
    }

    private interface ISubscriber : IDisposable
    {
        /// <summary>Ends with the next response.</summary>
        Task ReceiveAsync();
    }

    private sealed class WebSocketSubscriber(ClientWebSocket socket) : ISubscriber
    {
        private readonly byte[] _buffer = new byte[1024];

        public static async Task<ISubscriber> OpenAsync(int port)
        {
            var socket = new ClientWebSocket();
            socket.Options.AddSubProtocol("graphql-transport-ws");
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/graphql"), CancellationToken.None);
            var subscriber = new WebSocketSubscriber(socket);
            await subscriber.SendAsync("""{"type":"connection_init"}""");
            await subscriber.ReceiveAsync();
            await subscriber.SendAsync($$$"""{"id":"1","type":"subscribe","payload":{"query":"{{{StreamServer.Query}}}"}}""");
            await subscriber.SendAsync("""{"type":"ping"}""");
            await subscriber.ReceiveAsync();
            return subscriber;
        }

        public async Task ReceiveAsync()
        {
            while (!(await socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None)).EndOfMessage)
            {
            }
        }

        public void Dispose() => socket.Dispose();

        private Task SendAsync(string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }

    private sealed class EventStreamSubscriber(HttpResponseMessage response, StreamReader reader) : ISubscriber
    {
        public static async Task<ISubscriber> OpenAsync(HttpClient http)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = StreamServer.Query }) };
            request.Headers.Accept.ParseAdd("text/event-stream");
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            await reader.ReadLineAsync();
            return new EventStreamSubscriber(response, reader);
        }

        public async Task ReceiveAsync()
        {
            while ((await reader.ReadLineAsync())!.StartsWith("data:", StringComparison.Ordinal) is false)
            {
            }
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }
    }
}
