using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Dam.Tests.GraphQL.Http;

/// <summary>Bodies and URLs of every kind: each has an answer with a message, within bounds of time and memory.</summary>
public sealed class BodyTests : IAsyncLifetime
{
    private const string Typename = """{"data":{"__typename":"Query"}}""";
    private const string Query = """{"query":"{ __typename }"}""";

    private HttpServer? _server;

    private HttpServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await HttpServer.StartAsync(http => http.BodyTimeout = TimeSpan.FromSeconds(2));

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    [Theory]
    [InlineData("""{"query":null}""", "Must provide query string.")]
    [InlineData("""{"query":"","documentId":""}""", "Must provide query string.")]
    [InlineData("""{"extensions":{"persistedQuery":null}}""", "Must provide query string.")]
    [InlineData("""{"query":"{ __typename }","extensions":{"persisted\ud800":1}}""", "\\\"extensions\\\" contains text that is not valid Unicode.")]
    [InlineData("""{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"\ud800"}}}""", "\\\"extensions\\\" contains text that is not valid Unicode.")]
    [InlineData("""{"query":"{ __typename }","query":null}""", "Must provide query string.")]
    [InlineData("""{"query":5}""", "\\\"query\\\" must be a string.")]
    [InlineData("""{"query":["{ __typename }"]}""", "\\\"query\\\" must be a string.")]
    [InlineData("""{"query":"{ __typename }","operationName":5}""", "\\\"operationName\\\" must be a string.")]
    [InlineData("""{"query":"{ __typename }","variables":"{}"}""", "\\\"variables\\\" must be an object.")]
    [InlineData("""{"query":"{ __typename }","variables":[]}""", "\\\"variables\\\" must be an object.")]
    [InlineData("""{"query":"{ __typename }","extensions":3}""", "\\\"extensions\\\" must be an object.")]
    [InlineData("""{"qeury":"{ __typename }"}""", "Must provide query string.")]
    [InlineData("""[{"query":"{ __typename }"}]""", "Batches of requests are not taken here: the body must be a JSON object.")]
    [InlineData("5", "The body must be a JSON object.")]
    [InlineData("", "The body is empty.")]
    [InlineData("\uFEFF", "The body is not valid JSON.")]
    [InlineData("""{"query":"{ __typename }"}{}""", "The body is not valid JSON.")]
    [InlineData("""{"query":"{ __typename }",}""", "The body is not valid JSON.")]
    [InlineData("""{'query':'{ __typename }'}""", "The body is not valid JSON.")]
    [InlineData("""{"query":"{ __typename }","variables":{"a":01}}""", "The body is not valid JSON.")]
    public async Task Post_Should_SayWhatIsWrong_When_TheBodyIsNoRequest(string body, string message)
    {
        var answer = await Server.PostAsync(body);

        Assert.Equal(400, answer.Status);
        Assert.Equal($$$"""{"errors":[{"message":"{{{message}}}","extensions":{"code":"BAD_REQUEST"}}]}""", answer.Text);
    }

    [Theory]
    [InlineData("""{"query":"{ __typename }","operationName":null,"variables":null,"extensions":null}""")]
    [InlineData("""{"query":"{ __typename }","operationName":""}""")]
    [InlineData("""{"query":"{ nothing }","query":"{ __typename }"}""")]
    [InlineData("""{"variables":{"a":1},"query":"{ __typename }","variables":{}}""")]
    [InlineData("""{"query":"{ __typename }","variables":{"big":123456789012345678901234567890e400}}""")]
    [InlineData(" \r\n\t{ \"query\" : \"{ __typename }\" } \n")]
    public async Task Post_Should_Answer_When_TheBodyIsUnusual(string body)
    {
        var answer = await Server.PostAsync(body);

        Assert.Equal((200, Typename), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Post_Should_Refuse_When_TheJsonIsDeep()
    {
        var deep = """{"query":"{ __typename }","variables":{"a":""" + new string('[', 100_000) + new string(']', 100_000) + "}}";

        Assert.Equal(400, (await Server.PostAsync(deep)).Status);
        Assert.Equal(400, (await Server.GetAsync($"/graphql?query={{__typename}}&variables={{\"a\":{new string('[', 1000)}{new string(']', 1000)}}}")).Status);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData(",")]
    [InlineData("\\n")]
    [InlineData("#x\\n")]
    public async Task Post_Should_Answer_When_AMegabyteIsIgnored(string ignored)
    {
        var padding = string.Concat(Enumerable.Repeat(ignored, 1024 * 1024 / ignored.Replace("\\n", "\n", StringComparison.Ordinal).Length));

        var answer = await Server.PostAsync($$"""{"query":"{{padding}}{ __typename }"}""");

        Assert.Equal((200, Typename), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_Should_RefuseAtOnce_When_TenMegabytesAreOnTheirWay(bool chunked)
    {
        using var connection = await Server.ConnectAsync();
        await connection.SendAsync($"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n{(chunked ? "Transfer-Encoding: chunked" : "Content-Length: 10000000")}\r\n\r\n");
        if (chunked)
        {
            var chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string(' ', 0x10000)}\r\n");
            for (var i = 0; i <= 64; i++)
            {
                await connection.SendAsync(chunk);
            }
        }

        var time = Stopwatch.StartNew();
        var response = await connection.ReadResponseAsync();

        Assert.StartsWith("HTTP/1.1 413 ", response, StringComparison.Ordinal);
        Assert.Contains("The request is larger than 4194304 bytes.", response, StringComparison.Ordinal);
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(2), $"{time.Elapsed}");
    }

    [Fact]
    public async Task Post_Should_Be408_When_TheBodyIsSlow()
    {
        using var connection = await Server.ConnectAsync();
        await connection.SendAsync($"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {Query.Length}\r\n\r\n{Query[..5]}");

        var response = await connection.ReadResponseAsync();

        Assert.StartsWith("HTTP/1.1 408 ", response, StringComparison.Ordinal);
        Assert.Contains("The body did not come within 2 seconds.", response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\n\r\n{\"que", "400")]
    [InlineData("Content-Length: x\r\n\r\n", "400")]
    [InlineData("Content-Length: -1\r\n\r\n", "400")]
    [InlineData("Content-Length: 10\r\nContent-Length: 11\r\n\r\n", "400")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nnonsense\r\n", "400")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n1a\r\n{\"query\":\"{ __typename }\"}\r\n0\r\n\r\n", "200")]
    [InlineData("Content-Length: 0\r\n\r\n", "400")]
    [InlineData("Transfer-Encoding: nonsense\r\nContent-Length: 26\r\n\r\n{\"query\":\"{ __typename }\"}", "400")]
    [InlineData("Content-Length: 26\r\nExpect: 100-continue\r\n\r\n", "100")]
    [InlineData("Content-Length: 9999999\r\nExpect: 100-continue\r\n\r\n", "413")]
    public async Task Post_Should_HaveAStatus_When_TheFramingIsOdd(string rest, string status)
    {
        using var connection = await Server.ConnectAsync();
        await connection.SendAsync($"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n{rest}");

        Assert.StartsWith($"HTTP/1.1 {status} ", await connection.ReadResponseAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_Should_Close_When_WhereTheBodyEndsIsUnknown()
    {
        using var connection = await Server.ConnectAsync();
        await connection.SendAsync("POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n");

        Assert.Contains("\r\nConnection: close\r\n", await connection.ReadResponseAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_Should_GoOn_When_ABodyEndsBeforeItsLength()
    {
        using (var connection = await Server.ConnectAsync())
        {
            await connection.SendAsync("POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"query\":");
        }

        Assert.Equal(Typename, (await Server.PostAsync(Query)).Text);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("identity")]
    public async Task Post_Should_Answer_When_TheBodyIsCompressed(string encoding)
    {
        var answer = await Server.PostAsync(Encoded(encoding, Encoding.UTF8.GetBytes(Query)));

        Assert.Equal((200, Typename), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Post_Should_CountWhatComesOut_When_TheBodyIsABomb(string encoding)
    {
        var answer = await Server.PostAsync(Encoded(encoding, new byte[64 * 1024 * 1024]));

        Assert.Equal(413, answer.Status);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Post_Should_Be400_When_TheBodyIsNotEncodedAsItSays(string encoding)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Query)) { Headers = { ContentType = new("application/json"), ContentEncoding = { encoding } } };

        var answer = await Server.PostAsync(content);

        Assert.Equal(400, answer.Status);
        Assert.Contains($"The body is not encoded as {encoding}.", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compress")]
    [InlineData("gzip, gzip")]
    public async Task Post_Should_Be415_When_TheEncodingIsUnknown(string encoding)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Query)) { Headers = { ContentType = new("application/json") } };
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

        var answer = await Server.PostAsync(content);

        Assert.Equal(415, answer.Status);
        Assert.Equal("gzip, br, deflate", answer.Headers["Accept-Encoding"]);
    }

    [Fact]
    public async Task Post_Should_Be415_When_ThereIsNoContentType()
    {
        using var connection = await Server.ConnectAsync();
        await connection.SendAsync($"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: {Query.Length}\r\n\r\n{Query}");

        var response = await connection.ReadResponseAsync();

        Assert.StartsWith("HTTP/1.1 415 ", response, StringComparison.Ordinal);
        Assert.Contains("Accept-Post: application/json", response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("HEAD")]
    [InlineData("QUERY")]
    public async Task Request_Should_Be405_When_TheMethodIsAnother(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/graphql?query={__typename}");

        var answer = await Server.SendAsync(request);

        Assert.Equal(405, answer.Status);
        Assert.Equal("GET, POST", answer.Headers["Allow"]);
        Assert.Equal(method == "HEAD", answer.Text.Length == 0);
    }

    [Theory]
    [InlineData("/graphql?query={__typename}")]
    [InlineData("/graphql/?query={__typename}")]
    [InlineData("/graphql?query=%7B%20__typename%20%7D")]
    [InlineData("/graphql?query=%7B+__typename+%7D")]
    [InlineData("/graphql?query={__typename}&operationName=&variables=&extensions=")]
    [InlineData("/graphql?query=query+null{__typename}&operationName=null&variables=null&extensions=null&other=1&other=2")]
    public async Task Get_Should_Answer_When_TheUrlIsEncoded(string url)
    {
        var answer = await Server.GetAsync(url);

        Assert.Equal((200, Typename), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("/graphql?query={__typename}&query={__typename}")]
    [InlineData("/graphql?query={__typename}&variables={}&variables={}")]
    [InlineData("/graphql?query={__typename}&operationName=a&operationName=b")]
    [InlineData("/graphql?query={__typename}&extensions={}&extensions={}")]
    [InlineData("/graphql?query={__typename}&variables=5")]
    [InlineData("/graphql?extensions={\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"\\ud800\"}}")]
    [InlineData("/graphql?query={__typename}&variables={}x")]
    [InlineData("/graphql?query={__typename}&Query={__typename}")]
    public async Task Get_Should_Be400_When_TheUrlIsNoRequest(string url)
    {
        var answer = await Server.GetAsync(url);

        Assert.Equal(400, answer.Status);
        Assert.Contains("BAD_REQUEST", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Should_IgnoreItsBody_When_ItHasOne()
    {
        using var withQuery = new HttpRequestMessage(HttpMethod.Get, "/graphql?query={__typename}") { Content = new StringContent("""{"query":"{ nothing }"}""") };
        using var without = new HttpRequestMessage(HttpMethod.Get, "/graphql") { Content = new StringContent(Query) };

        Assert.Equal(Typename, (await Server.SendAsync(withQuery)).Text);
        Assert.Equal(400, (await Server.SendAsync(without)).Status);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/graphql-response+json")]
    public async Task Get_Should_Be405_When_ItIsAMutation(string accept)
    {
        var answer = await Server.GetAsync("/graphql?query=mutation{__typename}", ("Accept", accept));

        Assert.Equal((405, "POST"), (answer.Status, answer.Headers["Allow"]));
    }

    [Fact]
    public async Task Request_Should_Be406WithAMessage_When_NothingIsAcceptable()
    {
        var posted = await Server.PostAsync(Query, ("Accept", "text/html"));
        var got = await Server.GetAsync("/graphql?query={__typename}", ("Accept", "application/json; charset=utf-16"));

        Assert.Equal((406, 406), (posted.Status, got.Status));
        Assert.Contains("Responses are application/graphql-response+json or application/json", JsonDocument.Parse(posted.Text).RootElement.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static ByteArrayContent Encoded(string encoding, byte[] bytes)
    {
        var encoded = new MemoryStream();
        using (var encoder = encoding switch
        {
            "gzip" => new GZipStream(encoded, CompressionLevel.Fastest),
            "br" => new BrotliStream(encoded, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(encoded, CompressionLevel.Fastest),
            _ => (Stream)new BufferedStream(encoded),
        })
        {
            encoder.Write(bytes);
        }

        return new ByteArrayContent(encoded.ToArray()) { Headers = { ContentType = new("application/json"), ContentEncoding = { encoding } } };
    }
}
