using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dam.Tests.Api.Telemetry;
using Dam.Tests.Infrastructure;
using Dam.Tests.Infrastructure.PostgreSql;

namespace Dam.Tests.Api.Durability;

/// <summary>Three processes over one database and one data folder are one service: whatever is begun on one goes on at any other.</summary>
public sealed class NodesTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A node asks the database when what it keeps of an asset may be older, however slow the machine is.</summary>
    private static readonly TimeSpan LongestKept = TimeSpan.FromSeconds(1);

    /// <summary>So that the jobs of a node that dies are soon done by another.</summary>
    private static readonly TimeSpan ShortLease = TimeSpan.FromSeconds(5);

    private readonly string _data = Directory.CreateTempSubdirectory("dam-nodes-").FullName;
    private readonly List<DamProcess> _nodes = [];
    private readonly List<HttpClient> _http = [];
    private string? _connectionString;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _http.ForEach(http => http.Dispose());
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        if (_connectionString is not null)
        {
            await (await PostgreSqlServer.SharedAsync()).DropDatabaseAsync(_connectionString);
        }

        Directory.Delete(_data, recursive: true);
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("PostgreSql")]
    public async Task Nodes_Should_ActAsOne_When_TheyShareADatabase(string provider)
    {
        await StartAsync(provider, ShortLease);
        var (a, b, c) = (new DamClient(_http[0], Ct), new DamClient(_http[1], Ct), new DamClient(_http[2], Ct));
        using var changes = await SubscribeAsync(_http[2], """subscription { changed(after: "change:0") { kind } }""");

        // Reserved on the first, sent to the second, made an asset on the third.
        var bytes = TestPng.Noise(1);
        var upload = (await a.MutateAsync(
            "mutation($input: CreateUploadInput!) { createUpload(input: $input) { upload { id target { url } } errors { code message } } }",
            new { filename = "lamp.png", size = bytes.Length })).GetProperty("upload");
        using var sent = await _http[1].PutAsync(On(1, upload.GetProperty("target").GetProperty("url").GetString()!), new ByteArrayContent(bytes), Ct);
        Assert.Equal(HttpStatusCode.NoContent, sent.StatusCode);
        var id = await c.CreateAssetAsync(upload.GetProperty("id").GetString()!);
        using var processed = await SubscribeAsync(_http[0], $$"""subscription { assetProcessed(assetId: "{{id}}") { processing { state } } }""");
        Assert.Equal("ASSET_CREATED", (await NextAsync(changes)).GetProperty("changed").GetProperty("kind").GetString());
        Assert.Equal("READY", (await NextAsync(processed)).GetProperty("assetProcessed").GetProperty("processing").GetProperty("state").GetString());

        // An address that the first gives out is good on all, until a second after a right is changed on any of them.
        await b.ApproveAsync(id);
        var url = (await a.QueryAsync("query($id: ID!) { asset(id: $id) { rendition(transform: { width: 20, format: PNG }) { url } } }", new { id }))
            .GetProperty("asset").GetProperty("rendition").GetProperty("url").GetString()!;
        Assert.All(await FetchAsync(url), status => Assert.Equal(HttpStatusCode.OK, status));
        for (var round = 0; round < 5; round++)
        {
            await SetTerritoriesAsync(round % 2 == 0 ? a : b, id, new { mode = "ONLY", territories = new[] { "AQ" } });
            await Task.Delay(LongestKept, Ct);
            Assert.All(await FetchAsync(url), status => Assert.Equal(HttpStatusCode.Forbidden, status));
            await SetTerritoriesAsync(c, id, territories: null);
            await Task.Delay(LongestKept, Ct);
            Assert.All(await FetchAsync(url), status => Assert.Equal(HttpStatusCode.OK, status));
        }
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("PostgreSql")]
    public async Task Nodes_Should_DoTheWorkOfOneThatDied_When_ItWasKilled(string provider)
    {
        await StartAsync(provider, ShortLease);
        var (a, b) = (new DamClient(_http[0], Ct), new DamClient(_http[1], Ct));
        var ids = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            ids.Add(await a.CreateAssetAsync(await a.UploadAsync($"{i}.png", TestPng.Noise(i))));
        }

        await _nodes[0].KillAsync();

        using var changes = await SubscribeAsync(_http[2], """subscription { changed(after: "change:0") { kind subjectId } }""");
        var processed = new HashSet<string>(StringComparer.Ordinal);
        while (processed.Count < ids.Count)
        {
            var change = (await NextAsync(changes)).GetProperty("changed");
            if (change.GetProperty("kind").GetString() == "ASSET_UPDATED")
            {
                processed.Add(change.GetProperty("subjectId").GetString()!);
            }
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), processed.Order(StringComparer.Ordinal));
        foreach (var id in ids)
        {
            Assert.Equal("READY", await b.WaitUntilProcessedAsync(id));
        }

        Assert.True((await b.QueryAsync("{ verifyAudit { intact } }")).GetProperty("verifyAudit").GetProperty("intact").GetBoolean());
    }

    /// <summary>Each node tells a receiver of its own what it does.</summary>
    [Theory]
    [InlineData("Sqlite")]
    [InlineData("PostgreSql")]
    public async Task Nodes_Should_EachDoAPart_When_ThereIsABurstOfJobs(string provider)
    {
        const int burst = 30;
        await using var first = await OtlpReceiver.StartAsync(Ct);
        await using var second = await OtlpReceiver.StartAsync(Ct);
        await using var third = await OtlpReceiver.StartAsync(Ct);
        OtlpReceiver[] receivers = [first, second, third];
        await StartAsync(provider, lease: TimeSpan.FromMinutes(5), receivers);
        var client = new DamClient(_http[0], Ct);
        var ids = new List<string>();

        // All are made on one node. On a busy machine the others may come too late to a burst; not to all of them.
        int[] done;
        do
        {
            ids.AddRange(await Task.WhenAll(Enumerable.Range(ids.Count, burst).Select(async number =>
                await client.CreateAssetAsync(await client.UploadAsync($"{number}.png", TestPng.Noise(number))))));
            done = await DoneAsync(receivers, ids.Count);
        }
        while (done.Contains(0) && ids.Count < 20 * burst);

        Assert.DoesNotContain(0, done);
        Assert.Equal(ids.Count, done.Sum());
        foreach (var id in ids)
        {
            Assert.Equal("READY", await client.WaitUntilProcessedAsync(id));
        }
    }

    /// <summary>How many files each node has processed, once all are.</summary>
    private static async Task<int[]> DoneAsync(IReadOnlyList<OtlpReceiver> receivers, int expected)
    {
        int[] done;
        var wait = Stopwatch.StartNew();
        do
        {
            await Task.Delay(100, Ct);
            done = [.. receivers.Select(receiver => receiver.Spans.Count(span => span.Name == "job process-version"))];
        }
        while (done.Sum() < expected && wait.Elapsed < Patience);

        Assert.True(done.Sum() >= expected, $"{string.Join(", ", done)} of {expected} jobs were told of.");
        return done;
    }

    /// <summary>All at once, on a database that is not there yet.</summary>
    /// <param name="lease">Of jobs.</param>
    /// <param name="receivers">Of what each node tells of itself; none when nobody asks.</param>
    private async Task StartAsync(string provider, TimeSpan lease, params IReadOnlyList<OtlpReceiver> receivers)
    {
        var settings = new List<(string, string)> { ("Dam__Jobs__Lease", $"{lease}"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "200") };
        if (provider == "PostgreSql")
        {
            _connectionString = (await PostgreSqlServer.SharedAsync()).ConnectionString($"nodes_{Guid.CreateVersion7():N}");
            settings.AddRange(TestDatabase.Settings(provider, _connectionString).Select(setting => (setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value!)));
        }

        _nodes.AddRange(await Task.WhenAll(Enumerable.Range(0, 3).Select(node =>
            DamProcess.StartAsync(_data, Ct, [.. settings, .. receivers.Skip(node).Take(1).Select(receiver => ("Dam__Telemetry__Endpoint", $"{receiver.Address}"))]))));
        _http.AddRange(_nodes.Select(node => new HttpClient { BaseAddress = node.Address, DefaultRequestHeaders = { { "Dam-Api-Key", DamProcess.AdministratorKey } } }));
    }

    /// <summary>The same address, asked of another node.</summary>
    private Uri On(int node, string url) => new(_nodes[node].Address, new Uri(url).PathAndQuery);

    /// <summary>What each node answers to who has nothing but the address.</summary>
    private async Task<HttpStatusCode[]> FetchAsync(string url)
    {
        using var http = new HttpClient();
        return await Task.WhenAll(_nodes.Select(async (_, node) =>
        {
            using var response = await http.GetAsync(On(node, url), Ct);
            return response.StatusCode;
        }));
    }

    private static Task<JsonElement> SetTerritoriesAsync(DamClient client, string assetId, object? territories) => client.MutateAsync(
        "mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { asset { id } errors { code message } } }",
        new { assetId, rights = new { territories } });

    private static async Task<StreamReader> SubscribeAsync(HttpClient http, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Content = new StringContent(JsonSerializer.Serialize(new { query }), Encoding.UTF8, "application/json");
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        return new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
    }

    /// <summary>The next message's <c>data</c>.</summary>
    private static async Task<JsonElement> NextAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync(Ct).AsTask().WaitAsync(Patience, Ct) is { } line)
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal))
            {
                return JsonElement.Parse(line["data: ".Length..]).GetProperty("data");
            }
        }

        throw new InvalidOperationException("The stream has ended.");
    }
}
