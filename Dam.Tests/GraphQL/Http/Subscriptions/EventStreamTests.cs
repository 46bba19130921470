using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Dam.Tests.GraphQL.Http.Subscriptions;

/// <summary>The graphql-sse protocol with distinct connections, byte by byte.</summary>
public sealed class EventStreamTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Should_StreamEvents_When_TheOperationIsASubscription()
    {
        await using var host = await StreamHost.StartAsync();

        using var response = await PostAsync(host, "subscription { count(to: 2) }");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal(
            ":\n\nevent: next\ndata: {\"data\":{\"count\":1}}\n\nevent: next\ndata: {\"data\":{\"count\":2}}\n\nevent: complete\ndata:\n\n",
            await response.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("{ ok }", "{\"data\":{\"ok\":\"ok\"}}")]
    [InlineData("mutation { publish(value: 3) }", "{\"data\":{\"publish\":3}}")]
    public async Task Post_Should_StreamOneEvent_When_TheOperationIsAQueryOrMutation(string query, string data)
    {
        await using var host = await StreamHost.StartAsync();

        using var response = await PostAsync(host, query);

        Assert.Equal($"event: next\ndata: {data}\n\nevent: complete\ndata:\n\n", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("{", "{\"errors\":[{\"message\":\"Syntax Error: Expected Name, found <EOF>.\"")]
    [InlineData("subscription { nothing }", "{\"errors\":[{\"message\":\"Cannot query field \\\"nothing\\\" on type \\\"Subscription\\\".\"")]
    [InlineData("subscription { refuses }", "{\"errors\":[{\"message\":\"Not today.\"")]
    public async Task Post_Should_StreamTheErrors_When_TheRequestCannotRun(string query, string start)
    {
        await using var host = await StreamHost.StartAsync();

        using var response = await PostAsync(host, query);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.StartsWith($"event: next\ndata: {start}", text, StringComparison.Ordinal);
        Assert.EndsWith("}\n\nevent: complete\ndata:\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Should_EndWithTheError_When_TheSourceFails()
    {
        await using var host = await StreamHost.StartAsync();

        using var response = await PostAsync(host, "subscription { breaks }");

        var events = (await response.Content.ReadAsStringAsync(Cancel)).Split("\n\n");
        Assert.Contains("The wire was cut.", events[2], StringComparison.Ordinal);
        Assert.Equal("event: complete\ndata:", events[3]);
    }

    [Fact]
    public async Task Post_Should_KeepAnEventOnOneLine_When_AScalarHasLineBreaks()
    {
        await using var host = await StreamHost.StartAsync();
        using var request = Request("subscription($v: JSON!) { json(value: $v) }");
        request.Content = new StringContent(
            "{\"query\":\"subscription($v: JSON!) { json(value: $v) }\",\"variables\":{\"v\":{\r\n\"a\":\n[1,\r\"x\\ny\"]}}}", new UTF8Encoding(false), "application/json");

        using var response = await host.Client.SendAsync(request, Cancel);

        Assert.Contains("event: next\ndata: {\"data\":{\"json\":{  \"a\": [1, \"x\\ny\"]}}}\n\n", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Should_StreamEvents_When_AnEventSourceAsks()
    {
        await using var host = await StreamHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/graphql?query={Uri.EscapeDataString("subscription($to: Int!) { count(to: $to) }")}&variables=%7B%22to%22%3A1%7D");
        request.Headers.Accept.ParseAdd("text/event-stream");

        using var response = await host.Client.SendAsync(request, Cancel);

        Assert.Equal(":\n\nevent: next\ndata: {\"data\":{\"count\":1}}\n\nevent: complete\ndata:\n\n", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("/graphql?query=mutation%7Bpublish(value%3A1)%7D", 405)]
    [InlineData("/graphql", 400)]
    [InlineData("/graphql?query=%7Bok%7D&variables=x", 400)]
    public async Task Get_Should_BeRefused_When_ItIsNoRequestThatMayRun(string path, int status)
    {
        await using var host = await StreamHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");

        using var response = await host.Client.SendAsync(request, Cancel);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("\"errors\":[{\"message\":", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("{}", 400)]
    [InlineData("""{"query":1}""", 400)]
    public async Task Post_Should_BeRefused_When_TheBodyIsNoRequest(string body, int status)
    {
        await using var host = await StreamHost.StartAsync();
        using var request = Request("{ ok }");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await host.Client.SendAsync(request, Cancel);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("{ ok }", "application/graphql-response+json, application/json, text/event-stream, multipart/mixed", "application/graphql-response+json")]
    [InlineData("{ ok }", "text/event-stream;q=0, application/json", "application/json")]
    [InlineData("{ ok }", "application/json;q=0.5, text/event-stream", "text/event-stream")]
    [InlineData("{ nothing }", "application/json, text/event-stream", "application/json")]
    [InlineData("subscription { count(to: 1) }", "application/graphql-response+json, application/json, text/event-stream, multipart/mixed", "text/event-stream")]
    [InlineData("subscription { count(to: 1) }", "application/json", "application/json")]
    [InlineData("subscription { count(to: 1) }", "*/*", "application/json")]
    public async Task Post_Should_AnswerWhatIsLikedBest_When_SeveralMediaTypesAreAccepted(string query, string accept, string mediaType)
    {
        await using var host = await StreamHost.StartAsync();

        using var response = await PostAsync(host, query, accept);

        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(mediaType == "text/event-stream", text.Contains("event: next\n", StringComparison.Ordinal));
        Assert.Equal(mediaType != "text/event-stream", text.StartsWith('{'));
    }

    [Theory]
    [InlineData("PUT", 405)]
    [InlineData("DELETE", 405)]
    [InlineData("POST", 400)]
    public async Task SingleConnection_Should_BeRefused_When_AClientTriesIt(string method, int status)
    {
        await using var host = await StreamHost.StartAsync();
        using var request = Request("{ ok }");
        request.Method = new HttpMethod(method);
        request.Headers.Add("X-GraphQL-Event-Stream-Token", "1");

        using var response = await host.Client.SendAsync(request, Cancel);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Stream_Should_GetComments_When_NothingHappens()
    {
        await using var host = await StreamHost.StartAsync(options => options.KeepAlive = TimeSpan.FromMilliseconds(50));
        using var stream = await OpenAsync(host, "subscription { values }");

        Assert.Equal("://://://", string.Join('/', await stream.LinesAsync(6)) + "/");
        await Probe.SignalledAsync(host.Probe.Started);
        using var response = await host.Client.PostAsJsonAsync("/graphql", new { query = "mutation { publish(value: 9) }" }, Cancel);

        var lines = new List<string?>();
        while (!lines.Contains("data: {\"data\":{\"values\":9}}"))
        {
            lines.AddRange(await stream.LinesAsync(1));
        }

        Assert.Equal("event: next", lines[^2]);
    }

    [Fact]
    public async Task Source_Should_EndAtOnce_When_TheClientGoes()
    {
        await using var host = await StreamHost.StartAsync();
        using (var stream = await OpenAsync(host, "subscription { silent }"))
        {
            await stream.LinesAsync(2);
            await Probe.SignalledAsync(host.Probe.Started);
        }

        await Probe.SignalledAsync(host.Probe.Ended);
    }

    [Fact]
    public async Task Stop_Should_EndTheResponseWithoutComplete_When_TheServiceStops()
    {
        await using var host = await StreamHost.StartAsync();
        using var stream = await OpenAsync(host, "subscription { silent }");
        await stream.LinesAsync(2);
        await Probe.SignalledAsync(host.Probe.Started);

        var stopping = host.StopAsync();

        await Probe.SignalledAsync(host.Probe.Ended);
        Assert.Null((await stream.LinesAsync(1))[0]);
        await stopping;
    }

    [Fact]
    public async Task Stream_Should_BeRefused_When_ThereAreTooMany()
    {
        await using var host = await StreamHost.StartAsync(options => options.MaxConnections = 1);
        using var stream = await OpenAsync(host, "subscription { silent }");
        await stream.LinesAsync(2);

        using var response = await PostAsync(host, "subscription { values }");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(0, host.TopicCount);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/graphql-response+json, application/json, text/event-stream")]
    [InlineData("text/event-stream")]
    public async Task Query_Should_BeAnswered_When_AllPlacesForStreamsAreTaken(string accept)
    {
        await using var host = await StreamHost.StartAsync(options => options.MaxConnections = 1);
        using var stream = await OpenAsync(host, "subscription { silent }");
        await stream.LinesAsync(2);

        using var response = await PostAsync(host, "{ ok }", accept);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("""{"data":{"ok":"ok"}}""", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static HttpRequestMessage Request(string query, string accept = "text/event-stream")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query }) };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return request;
    }

    private static async Task<HttpResponseMessage> PostAsync(StreamHost host, string query, string accept = "text/event-stream")
    {
        using var request = Request(query, accept);
        return await host.Client.SendAsync(request, Cancel);
    }

    private static async Task<LineStream> OpenAsync(StreamHost host, string query)
    {
        using var request = Request(query);
        var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        return new LineStream(response, new StreamReader(await response.Content.ReadAsStreamAsync(Cancel)));
    }

    private sealed class LineStream(HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        public async Task<string?[]> LinesAsync(int count)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            limit.CancelAfter(TimeSpan.FromSeconds(15));
            var lines = new string?[count];
            for (var i = 0; i < count; i++)
            {
                lines[i] = await reader.ReadLineAsync(limit.Token);
            }

            return lines;
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }
    }
}
