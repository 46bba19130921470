using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dam.Tests.Infrastructure.PostgreSql;

namespace Dam.Tests.Api.Durability;

/// <summary>The real service on a disk that is really full: every way in says so, nothing that was acknowledged is lost, what is there goes on being delivered, and all goes on when there is room.</summary>
public sealed class FullDiskTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly SmallDisk _disk = new(Directory.CreateTempSubdirectory("dam-small-").FullName, Megabytes: 24);
    private DamProcess? _service;
    private HttpClient? _http;
    private string? _connectionString;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        if (_connectionString is not null)
        {
            await (await PostgreSqlServer.SharedAsync()).DropDatabaseAsync(_connectionString);
        }

        Directory.Delete(_disk.Path, recursive: true);
    }

    /// <summary>The database is elsewhere, so that each way in gets as far as the disk.</summary>
    [Fact]
    public async Task Service_Should_SayThatItIsFullAndGoOnAfterwards_When_TheDiskOfItsFilesIs()
    {
        _connectionString = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync();
        var client = await StartAsync(("Dam__Database__Provider", "PostgreSql"), ("Dam__Database__ConnectionString", _connectionString), ("TMPDIR", _disk.Path));
        var shown = await client.PublishAsync("shown.png", TestPng.Noise(1));
        var url = (await client.QueryAsync("query($id: ID!) { asset(id: $id) { rendition(transform: { width: 20, format: PNG }) { url } } }", new { id = shown }))
            .GetProperty("asset").GetProperty("rendition").GetProperty("url").GetString()!;
        var waiting = await client.UploadAsync("waiting.png", TestPng.Noise(2));
        var (whole, part) = (TestPng.Noise(3, 400, 400), TestPng.Noise(4, 400, 400));
        var (wholeTarget, partTarget) = (await client.ReserveAsync(whole), await client.ReserveAsync(part));

        _disk.Fill(_service!);

        await AssertFullAsync(await _http!.PutAsync(wholeTarget.Url, new ByteArrayContent(whole), Ct));
        await AssertFullAsync(await client.PatchAsync(partTarget.TusUrl, 0, part));
        await AssertFullAsync(await SendAsync(whole));
        using (var small = await SendAsync(TestPng.Noise(5, 50, 50)))
        {
            // Small enough to be held in memory until the resolver stages it.
            var answer = await small.Content.ReadFromJsonAsync<JsonElement>(Ct);
            Assert.Equal("STORAGE_FULL", answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        }

        using (var rendition = await _http!.GetAsync(url, Ct))
        {
            Assert.Equal((HttpStatusCode.OK, "image/png"), (rendition.StatusCode, rendition.Content.Headers.ContentType?.MediaType));
            Assert.Equal([0x89, 0x50, 0x4E, 0x47], (await rendition.Content.ReadAsByteArrayAsync(Ct))[..4]);
        }

        var created = await client.CreateAssetAsync(waiting);
        Assert.Equal((0, "There is no room left for files: nothing was kept. Somebody has to make room."), await client.WaitForPostponedJobAsync());
        await WaitForHealthAsync("degraded", "The blob store is full: No space left on device");
        var said = Assert.Single(_service!.Said.Split('\n'), line => line.Contains("Dam:Data", StringComparison.Ordinal) && line.Contains("No space left on device", StringComparison.Ordinal));
        Assert.Contains(_disk.Path, said, StringComparison.Ordinal);

        _disk.Clear(_service!);

        using var sent = await _http!.PutAsync(wholeTarget.Url, new ByteArrayContent(whole), Ct);
        Assert.Equal(HttpStatusCode.NoContent, sent.StatusCode);
        var offset = await OffsetAsync(partTarget.TusUrl);
        using var rest = await client.PatchAsync(partTarget.TusUrl, offset, part[offset..]);
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        Assert.Equal("READY", await client.WaitUntilProcessedAsync(await client.CreateAssetAsync(wholeTarget.Id)));
        Assert.Equal("READY", await client.WaitUntilProcessedAsync(await client.CreateAssetAsync(partTarget.Id)));
        Assert.Equal("READY", await client.WaitUntilProcessedAsync(created));
        Assert.Equal(4, (await client.QueryAsync("{ assets(first: 10) { nodes { id } } }")).GetProperty("assets").GetProperty("nodes").GetArrayLength());
        Assert.Empty(Directory.GetFiles(Path.Combine(_disk.Of(_service!), "blobs", "staging")));
        await WaitForHealthAsync("healthy", problem: null);
    }

    [Fact]
    public async Task Changes_Should_BeRefusedOrKept_When_TheDiskOfTheDatabaseIsFull()
    {
        var client = await StartAsync();
        var id = await client.PublishAsync("shown.png", TestPng.Noise(1));
        var before = await RevisionAsync(client, id);
        var (kept, refusals) = (0, new HashSet<string?>(StringComparer.Ordinal));

        // The file that changes are written to first has been that large before, so that some are still taken.
        _disk.Fill(_service!);
        for (var i = 0; i < 1000 && refusals.Count == 0; i++)
        {
            await ChangeAsync(i);
        }

        await ChangeAsync(1001);
        Assert.Equal(["STORAGE_FULL"], refusals);
        Assert.Equal(before + kept, await RevisionAsync(client, id));

        _disk.Clear(_service!);
        await ChangeAsync(1002);
        Assert.Equal(["STORAGE_FULL"], refusals);
        Assert.Equal(before + kept, await RevisionAsync(client, id));
        var audit = (await client.QueryAsync("{ verifyAudit { intact } }")).GetProperty("verifyAudit");
        Assert.True(audit.GetProperty("intact").GetBoolean());

        async Task ChangeAsync(int number)
        {
            var answer = await client.PostAsync(
                "mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { asset { id } errors { code message } } }",
                new { input = new { assetId = id, rights = new { credit = $"{new string('x', 900)} {number}" } } });
            if (answer.TryGetProperty("errors", out var errors))
            {
                refusals.Add(errors[0].GetProperty("extensions").GetProperty("code").GetString());
            }
            else
            {
                kept++;
            }
        }
    }

    /// <summary>SQLite needs room for its log before it can even be read.</summary>
    [Fact]
    public async Task Start_Should_SayThatTheDiskIsFull_When_ItIs()
    {
        var data = Directory.CreateTempSubdirectory("dam-full-");
        try
        {
            await using (var before = await DamProcess.StartAsync(data.FullName, Ct))
            {
                await before.TerminateAsync();
                Assert.Equal(0, await before.ExitAsync(Ct));
            }

            string[] full = ["/bin/sh", "-c", $"cp -r '{data.FullName}'/. . && (cat /dev/zero > ballast || true) && exec \"$@\"", "sh"];

            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => DamProcess.StartUnderAsync([.. _disk.Starter, .. full], _disk.Path, Ct));

            Assert.Contains("dam.db\" cannot be used: its disk is full. Make room.", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private async Task<DamClient> StartAsync(params IReadOnlyList<(string Name, string Value)> settings)
    {
        _service = await DamProcess.StartUnderAsync(
            _disk.Starter, _disk.Path, Ct, [.. settings, ("Dam__Health__LeastSpace", "0"), ("Dam__Jobs__FirstDelay", "00:00:00.1"), ("Logging__LogLevel__Default", "Error")]);
        _http = new HttpClient { BaseAddress = _service.Address, DefaultRequestHeaders = { { "Dam-Api-Key", DamProcess.AdministratorKey } }, Timeout = Patience };
        return new DamClient(_http, Ct);
    }

    private async Task<int> OffsetAsync(string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, url) { Headers = { { "Tus-Resumable", "1.0.0" } } };
        using var response = await _http!.SendAsync(request, Ct);
        return int.Parse(response.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
    }

    /// <summary>A file with the request that makes an asset of it.</summary>
    private async Task<HttpResponseMessage> SendAsync(byte[] bytes)
    {
        const string mutation = "mutation($input: CreateAssetInput!) { createAsset(input: $input) { asset { id } errors { code } } }";
        using var form = new MultipartFormDataContent
        {
            { new StringContent(JsonSerializer.Serialize(new { query = mutation, variables = new { input = new { source = new { file = (string?)null } } } }), Encoding.UTF8), "operations" },
            { new StringContent("""{ "0": ["variables.input.source.file"] }""", Encoding.UTF8), "map" },
            { new ByteArrayContent(bytes), "0", "x.png" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = form, Headers = { { "GraphQL-Preflight", "1" } } };
        return await _http!.SendAsync(request, Ct);
    }

    /// <summary>As a problem document or as a GraphQL response.</summary>
    private static async Task AssertFullAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(Ct);
            Assert.True(response.StatusCode == HttpStatusCode.InsufficientStorage, $"{response.StatusCode}: {text}");
            Assert.Contains("\"STORAGE_FULL\"", text, StringComparison.Ordinal);
        }
    }

    private async Task WaitForHealthAsync(string status, string? problem)
    {
        var found = "";
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < Patience; await Task.Delay(200, Ct))
        {
            using var response = await _http!.GetAsync("/health/ready", Ct);
            found = await response.Content.ReadAsStringAsync(Ct);
            var health = JsonElement.Parse(found);
            var blobs = health.GetProperty("parts").EnumerateArray().Single(part => part.GetProperty("name").GetString() == "blobs");
            if (blobs.GetProperty("status").GetString() == status)
            {
                Assert.StartsWith(problem ?? "", blobs.TryGetProperty("problem", out var text) ? text.GetString()! : "", StringComparison.Ordinal);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                return;
            }
        }

        throw new TimeoutException($"The blobs are not {status}: {found}");
    }

    private static async Task<long> RevisionAsync(DamClient client, string id) =>
        (await client.QueryAsync("query($id: ID!) { asset(id: $id) { revision } }", new { id })).GetProperty("asset").GetProperty("revision").GetInt64();
}
