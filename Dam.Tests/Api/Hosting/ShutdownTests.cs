using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Dam.Tests.GraphQL.Http.Subscriptions;

namespace Dam.Tests.Api.Hosting;

/// <summary>A real process that is asked to end while it works.</summary>
public sealed class ShutdownTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("dam-shutdown-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Sigterm_Should_LoseNoAnswer_When_RequestsAndAnUploadRun()
    {
        await using var service = await DamProcess.StartAsync(_data.FullName, Ct, ("Dam__Shutdown__Delay", "00:00:05"), ("Dam__Shutdown__Timeout", "00:01:00"));
        using var http = Http(service);
        var bytes = TestPng.Noise(seed: 1);
        using var gate = new GatedContent(bytes);
        var upload = await ReserveAsync(http, bytes);
        using var put = new HttpRequestMessage(HttpMethod.Put, upload) { Content = gate };
        using var putting = new HttpClient();
        var running = putting.SendAsync(put, Ct);
        await gate.HalfIsSent;
        using var stop = new CancellationTokenSource();
        var askers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => AskAsync(service, stop.Token), Ct)).ToList();

        await service.TerminateAsync();
        await BecomesUnreadyAsync(http);

        // The node is no longer ready, and works as before: whoever spreads requests has not noticed yet.
        using (var late = await http.PostAsync("/graphql", Query(), Ct))
        {
            Assert.Equal(HttpStatusCode.OK, late.StatusCode);
            Assert.True(late.Headers.ConnectionClose);
        }

        await stop.CancelAsync();
        var answers = await Task.WhenAll(askers);
        await RefusesConnectionsAsync(service);
        gate.Open();
        using var answer = await running;

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.All(answers, of => Assert.True(of.Answered > 0 && of.Broken == 0, $"{of.Broken} of {of.Answered + of.Broken} requests that were sent had no answer. {service.Said}"));
        Assert.Equal(0, await service.ExitAsync(Ct));
    }

    [Fact]
    public async Task Sigterm_Should_TellSubscribersToComeAgain_When_TheyListen()
    {
        await using var service = await DamProcess.StartAsync(_data.FullName, Ct);
        using var http = Http(service);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        socket.Options.SetRequestHeader("Dam-Api-Key", DamProcess.AdministratorKey);
        await socket.ConnectAsync(new UriBuilder(service.Address) { Scheme = "ws", Path = "/graphql" }.Uri, Ct);
        using var peer = new Peer(socket);
        await peer.SendAsync("""{"type":"connection_init"}""");
        await peer.ReceivesAsync("""{"type":"connection_ack"}""");
        await peer.SubscribeAsync("1", "subscription { changed { cursor } }");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = Query("subscription { changed { cursor } }") };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var stream = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        await http.GetStringAsync("/health/live", Ct);

        await service.TerminateAsync();

        await peer.IsClosedAsync(1001, "The service stops");
        Assert.DoesNotContain("complete", await stream.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(0, await service.ExitAsync(Ct));
    }

    [Fact]
    public async Task Sigterm_Should_EndInTime_When_ARequestDoesNot()
    {
        await using var service = await DamProcess.StartAsync(_data.FullName, Ct, ("Dam__Shutdown__Timeout", "00:00:01"));
        using var http = Http(service);
        var bytes = TestPng.Noise(seed: 1);
        using var never = new GatedContent(bytes);
        using var put = new HttpRequestMessage(HttpMethod.Put, await ReserveAsync(http, bytes)) { Content = never };
        using var putting = new HttpClient();
        var running = putting.SendAsync(put, Ct);
        await never.HalfIsSent;

        await service.TerminateAsync();

        Assert.Equal(0, await service.ExitAsync(Ct));
        never.Open();
        await Assert.ThrowsAsync<HttpRequestException>(() => running);
    }

    private static HttpClient Http(DamProcess service)
    {
        var http = new HttpClient { BaseAddress = service.Address };
        http.DefaultRequestHeaders.Add("Dam-Api-Key", DamProcess.AdministratorKey);
        return http;
    }

    private static StringContent Query(string query = "{ viewer { subject } }") => new(JsonSerializer.Serialize(new { query }), Encoding.UTF8, "application/json");

    private static async Task<Uri> ReserveAsync(HttpClient http, byte[] bytes)
    {
        var payload = await new DamClient(http, Ct).MutateAsync(
            "mutation($input: CreateUploadInput!) { createUpload(input: $input) { upload { target { url } } errors { code message } } }",
            new { filename = "a.png", size = bytes.LongLength, sha256 = DamClient.Digest(bytes) });
        return new Uri(payload.GetProperty("upload").GetProperty("target").GetProperty("url").GetString()!);
    }

    private static async Task BecomesUnreadyAsync(HttpClient http)
    {
        while (true)
        {
            using var ready = await http.GetAsync("/health/ready", Ct);
            if (ready.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Assert.Contains("The service is stopping.", await ready.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
                return;
            }
        }
    }

    private static async Task RefusesConnectionsAsync(DamProcess service)
    {
        while (true)
        {
            using var http = new HttpClient();
            try
            {
                await http.GetStringAsync(new Uri(service.Address, "/health/live"), Ct);
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    /// <summary>Asks one thing after the other until it is told that the node is leaving.</summary>
    private static async Task<(int Answered, int Broken)> AskAsync(DamProcess service, CancellationToken stop)
    {
        using var http = Http(service);
        var (answered, broken) = (0, 0);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var response = await http.PostAsync("/graphql", Query(), Ct);
                _ = response.IsSuccessStatusCode ? answered++ : broken++;
            }
            catch (HttpRequestException)
            {
                broken++;
            }
        }

        return (answered, broken);
    }

    /// <summary>Bytes whose second half waits.</summary>
    private sealed class GatedContent(byte[] bytes) : HttpContent
    {
        private readonly TaskCompletionSource _half = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task HalfIsSent => _half.Task;

        public void Open() => _open.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(..(bytes.Length / 2)), Ct);
            await stream.FlushAsync(Ct);
            _half.TrySetResult();
            await _open.Task.WaitAsync(Ct);
            await stream.WriteAsync(bytes.AsMemory(bytes.Length / 2), Ct);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
