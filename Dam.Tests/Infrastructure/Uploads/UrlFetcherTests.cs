using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dam.Domain.Blobs;
using Dam.Domain.Uploads;
using Dam.Infrastructure.Uploads;
using Microsoft.Extensions.Configuration;

namespace Dam.Tests.Infrastructure.Uploads;

/// <summary>Files from the web, from servers that behave and from those that do not.</summary>
public sealed class UrlFetcherTests : IDisposable
{
    private readonly ScriptedServer _server = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private UrlFetchOptions Options => new()
    {
        AllowPrivateNetworks = true,
        AllowedPorts = [_server.Port],
        LargestFile = 100_000,
        MostRedirects = 3,
    };

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("/photo.jpg", "", "photo.jpg")]
    [InlineData("/a%20b%2Fc.jpg?x=1", "", "c.jpg")]
    [InlineData("/", "", "shop.test")]
    [InlineData("/x", "Content-Disposition: attachment; filename=\"lamp.png\"\r\n", "lamp.png")]
    [InlineData("/x", "Content-Disposition: attachment; filename=\"../../etc/passwd\"\r\n", "passwd")]
    [InlineData("/x", "Content-Disposition: attachment; filename=\"a.png\"; filename*=UTF-8''l%C3%A4mp.png\r\n", "lämp.png")]
    public async Task FetchAsync_Should_GiveTheFile_When_TheServerHasIt(string path, string header, string name)
    {
        _server.Answer = _ => $"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n{header}Content-Length: 5\r\n\r\nhello";

        var (file, content) = await FetchAsync(path);

        Assert.Equal((name, "image/png", "hello"), (file.Filename, file.MediaType, content));
        var request = Assert.Single(_server.Requests);
        Assert.Contains("Accept-Encoding: identity\r\n", request, StringComparison.Ordinal);
        Assert.DoesNotContain("traceparent", request, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("ftp://shop.test/a", "URL_INVALID")]
    [InlineData("file:///etc/passwd", "URL_INVALID")]
    [InlineData("gopher://shop.test/", "URL_INVALID")]
    [InlineData("http://me:secret@shop.test/a", "URL_INVALID")]
    [InlineData("http://shop.test:22/a", "URL_FORBIDDEN")]
    public async Task FetchAsync_Should_AskNobody_When_TheUrlIsNotToBeFetched(string url, string code)
    {
        Assert.Equal(code, await CodeAsync(new Uri(url)));
        Assert.Empty(_server.Requests);
    }

    [Theory]
    [InlineData("cdn.shop.test", null)]
    [InlineData("a.cdn.test", null)]
    [InlineData("a.b.cdn.test", null)]
    [InlineData("cdn.test", "URL_FORBIDDEN")]
    [InlineData("evilcdn.test", "URL_FORBIDDEN")]
    [InlineData("shop.test", "URL_FORBIDDEN")]
    public async Task FetchAsync_Should_AskOnlyTheHostsThatAreNamed_When_SomeAre(string host, string? code)
    {
        _server.Answer = _ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

        Assert.Equal(code, await CodeAsync(UrlOf("/a", host), Options with { AllowedHosts = ["cdn.shop.test", "*.cdn.test"] }));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("127.1")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("localhost")]
    [InlineData("shop.test")]
    public async Task FetchAsync_Should_Refuse_When_TheHostIsOnAPrivateNetwork(string host)
    {
        Assert.Equal("URL_FORBIDDEN", await CodeAsync(UrlOf("/a", host), Options with { AllowPrivateNetworks = false }));
        Assert.Equal(0, _server.Connections);
    }

    /// <summary>The name means a public address when it is looked up first, and the loopback a moment later: the second connection asks again, and is refused.</summary>
    [Fact]
    public async Task FetchAsync_Should_Refuse_When_ANameMeansSomethingElseAfterARedirect()
    {
        var answers = new Queue<IPAddress>([IPAddress.Parse("8.8.8.8"), IPAddress.Loopback]);
        var asked = new List<IPAddress>();
        var options = Options with { AllowPrivateNetworks = false, ConnectTimeout = TimeSpan.FromMilliseconds(200) };
        using var fetcher = new UrlFetcher(options, (_, _) =>
        {
            asked.Add(answers.Dequeue());
            return Task.FromResult<IPAddress[]>([asked[^1]]);
        });

        await Assert.ThrowsAsync<UrlFetchException>(() => fetcher.FetchAsync(UrlOf("/a"), Ct));
        var refused = await Assert.ThrowsAsync<UrlFetchException>(() => fetcher.FetchAsync(UrlOf("/a"), Ct));

        Assert.Equal("URL_FORBIDDEN", refused.Code);
        Assert.Equal((2, 0), (asked.Count, _server.Connections));
    }

    [Fact]
    public async Task FetchAsync_Should_ConnectToTheAddressThatWasChecked_When_ANameHasSeveral()
    {
        using var fetcher = new UrlFetcher(Options with { AllowPrivateNetworks = false }, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.IPv6Loopback]));

        var refused = await Assert.ThrowsAsync<UrlFetchException>(() => fetcher.FetchAsync(UrlOf("/a"), Ct));

        Assert.Equal(("URL_FORBIDDEN", 0), (refused.Code, _server.Connections));
    }

    [Fact]
    public async Task FetchAsync_Should_FollowRedirects_When_TheyAreFew()
    {
        _server.Answer = request => request.StartsWith("GET /c ", StringComparison.Ordinal)
            ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
            : request.StartsWith("GET /b ", StringComparison.Ordinal) ? Redirect(307, "/c") : Redirect(302, UrlOf("/b").ToString());

        var (file, content) = await FetchAsync("/a");

        Assert.Equal(("c", "hi", 3), (file.Filename, content, _server.Requests.Count));
    }

    [Theory]
    [InlineData("/a", "URL_REDIRECTS", 4)]
    [InlineData("http://shop.test:22/", "URL_FORBIDDEN", 1)]
    [InlineData("file:///etc/passwd", "URL_INVALID", 1)]
    [InlineData("//", "URL_BROKEN", 1)]
    [InlineData("http://me:secret@shop.test/", "URL_INVALID", 1)]
    [InlineData("http://elsewhere.test:{port}/", "URL_FORBIDDEN", 1)]
    public async Task FetchAsync_Should_CheckEachStep_When_TheServerRedirects(string location, string code, int requests)
    {
        _server.Answer = _ => Redirect(301, location.Replace("{port}", $"{_server.Port}", StringComparison.Ordinal));

        Assert.Equal(code, await CodeAsync(UrlOf("/a"), Options with { AllowedHosts = ["shop.test"] }));
        Assert.Equal(requests, _server.Requests.Count);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "URL_STATUS")]
    [InlineData("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "URL_STATUS")]
    [InlineData("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "URL_STATUS")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", "URL_ENCODED")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello", "URL_BROKEN")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "URL_BROKEN")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "URL_BROKEN")]
    [InlineData("", "URL_BROKEN")]
    public async Task FetchAsync_Should_SayWhatIsWrong_When_TheServerMisbehaves(string answer, string code)
    {
        _server.Answer = _ => answer;

        Assert.Equal(code, await CodeAsync(UrlOf("/a")));
    }

    [Fact]
    public async Task FetchAsync_Should_SayThatThereIsNobody_When_NobodyListens()
    {
        var port = _server.Port;
        _server.Dispose();

        Assert.Equal("URL_UNREACHABLE", await CodeAsync(new Uri($"http://shop.test:{port}/")));
    }

    [Fact]
    public async Task FetchAsync_Should_SayThatThereIsNoSuchHost_When_TheNameMeansNothing()
    {
        using var fetcher = new UrlFetcher(Options, (_, _) => throw new SocketException((int)SocketError.HostNotFound));

        var failure = await Assert.ThrowsAsync<UrlFetchException>(() => fetcher.FetchAsync(UrlOf("/a"), Ct));

        Assert.Equal(("URL_UNREACHABLE", "There is no such host."), (failure.Code, failure.Message));
    }

    [Fact]
    public async Task FetchAsync_Should_ReadNothing_When_TheServerAnnouncesTooMuch()
    {
        _server.Answer = _ => "HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n";

        await Assert.ThrowsAsync<BlobTooLargeException>(() => FetchAsync("/a"));
    }

    [Fact]
    public async Task FetchAsync_Should_GiveOnlyWhatWasAnnounced_When_TheServerSendsMore()
    {
        _server.Answer = _ => "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and much more";

        Assert.Equal("hello", (await FetchAsync("/a")).Content);
    }

    /// <summary>What is small when it comes and huge when it is unpacked stays as it comes.</summary>
    [Fact]
    public async Task FetchAsync_Should_UnpackNothing_When_TheFileIsAnArchive()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(new byte[1_000_000]);
        }

        _server.Body = packed.ToArray();
        _server.Answer = _ => $"HTTP/1.1 200 OK\r\nContent-Type: application/gzip\r\nContent-Length: {packed.Length}\r\n\r\n";

        await using var file = await Fetcher().FetchAsync(UrlOf("/a.gz"), Ct);
        var kept = new MemoryStream();
        await file.Content.CopyToAsync(kept, Ct);

        Assert.Equal(packed.ToArray(), kept.ToArray());
    }

    [Theory]
    [InlineData("", "no answer")]
    [InlineData("HTTP/1.1 200 OK\r\nX: ", "half a header")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", "half a body")]
    public async Task FetchAsync_Should_GiveUp_When_TheServerIsSilent(string answer, string what)
    {
        _server.Hangs = true;
        _server.Answer = _ => answer;

        var code = await CodeAsync(UrlOf("/a"), Options with { AnswerTimeout = TimeSpan.FromSeconds(1), IdleTimeout = TimeSpan.FromSeconds(1) });

        Assert.True(code == "URL_TIMEOUT", $"{what}: {code}");
    }

    /// <summary>A byte now and then is never idle, and yet ends.</summary>
    [Fact]
    public async Task FetchAsync_Should_GiveUp_When_TheServerTrickles()
    {
        _server.Answer = _ => "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
        _server.Trickles = true;

        Assert.Equal("URL_TIMEOUT", await CodeAsync(UrlOf("/a"), Options with { Timeout = TimeSpan.FromSeconds(1) }));
    }

    [Fact]
    public async Task FetchAsync_Should_WaitForItsTurn_When_ManyAreFetched()
    {
        _server.Hangs = true;
        _server.Answer = _ => "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe";
        using var fetcher = Fetcher(Options with { Parallelism = 1, Timeout = TimeSpan.FromSeconds(1) });
        var first = await fetcher.FetchAsync(UrlOf("/a"), Ct);

        var waited = await Assert.ThrowsAsync<UrlFetchException>(() => fetcher.FetchAsync(UrlOf("/b"), Ct));
        await first.DisposeAsync();
        await using var third = await fetcher.FetchAsync(UrlOf("/c"), Ct);

        Assert.Equal(("URL_TIMEOUT", 2), (waited.Code, _server.Requests.Count));
    }

    [Fact]
    public async Task FetchAsync_Should_BeCancelled_When_TheCallerLeaves()
    {
        _server.Hangs = true;
        _server.Answer = _ => "";
        using var leave = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Fetcher().FetchAsync(UrlOf("/a"), leave.Token));
    }

    [Theory]
    [InlineData("AllowedHosts:0", "https://a.example", "Dam:Ingest:Url:AllowedHosts: \"https://a.example\" is no name of a host, nor *. before one.")]
    [InlineData("AllowedPorts:0", "0", "Dam:Ingest:Url:AllowedPorts: a port is a number from 1 to 65535.")]
    [InlineData("Timeout", "00:00:00", "Dam:Ingest:Url: LargestFile, Parallelism and all times must be positive, MostRedirects not negative.")]
    public void From_Should_NameTheSetting_When_ItIsWrong(string name, string value, string message)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Dam:Ingest:Url:{name}", value)]).Build();

        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => UrlFetchOptions.From(configuration)).Message);
    }

    private static string Redirect(int status, string location) => $"HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n";

    private UrlFetcher Fetcher(UrlFetchOptions? options = null) => new(options ?? Options, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));

    private Uri UrlOf(string path, string host = "shop.test") => new($"http://{host}:{_server.Port}{path}");

    private async Task<(FetchedFile File, string Content)> FetchAsync(string path)
    {
        using var fetcher = Fetcher();
        await using var file = await fetcher.FetchAsync(UrlOf(path), Ct);
        return (file, await new StreamReader(file.Content).ReadToEndAsync(Ct));
    }

    /// <summary>What the fetch of all of the file fails with; null when it does not.</summary>
    private async Task<string?> CodeAsync(Uri url, UrlFetchOptions? options = null)
    {
        try
        {
            using var fetcher = Fetcher(options);
            await using var file = await fetcher.FetchAsync(url, Ct);
            await file.Content.CopyToAsync(Stream.Null, Ct);
            return null;
        }
        catch (UrlFetchException failure)
        {
            return failure.Code;
        }
    }
}

/// <summary>A server on the loopback that answers each request with what it is told, and then closes the connection, or not.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _requests = [];
    private int _connections;

    public ScriptedServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = ListenAsync();
    }

    public int Port { get; }

    public int Connections => _connections;

    /// <summary>Heads of requests.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>From a request's head to the answer.</summary>
    public Func<string, string> Answer { get; set; } = _ => "";

    /// <summary>After the answer.</summary>
    public byte[] Body { get; set; } = [];

    /// <summary>Leaves the connection open after the answer.</summary>
    public bool Hangs { get; set; }

    /// <summary>Sends a byte now and then after the answer.</summary>
    public bool Trickles { get; set; }

    public void Dispose()
    {
        if (!_stop.IsCancellationRequested)
        {
            _stop.Cancel();
            _listener.Stop();
        }
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _ = ServeAsync(client);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            var head = new StringBuilder();
            var buffer = new byte[4096];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                var count = await stream.ReadAsync(buffer, _stop.Token);
                if (count == 0)
                {
                    return;
                }

                head.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }

            lock (_requests)
            {
                _requests.Add(head.ToString());
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer(head.ToString())), _stop.Token);
            await stream.WriteAsync(Body, _stop.Token);
            while (Trickles)
            {
                await stream.WriteAsync("x"u8.ToArray(), _stop.Token);
                await Task.Delay(50, _stop.Token);
            }

            if (Hangs)
            {
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client has left, or the test is over.
        }
    }
}
