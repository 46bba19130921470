using System.Net.Http.Json;
using System.Text.Json;

namespace Dam.Tests.Api.Changes;

/// <summary>The feed and the audit as clients see them.</summary>
public sealed class ChangeTests : IAsyncDisposable
{
    private const string Feed =
        """
        query($after: String, $first: Int! = 100) {
          changes(after: $after, first: $first) { cursor pageInfo { hasNextPage } nodes { id cursor kind subjectId asset { id title } sku { code } } }
        }
        """;

    private readonly DamHost _host = DamHost.Start();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Changes_Should_TellAllThatHappened_When_APhotographIsPublishedAndLinked()
    {
        var id = await _host.Administrator.PublishAsync("chair.png", TestPng.Noise(1));
        await _host.Administrator.MutateAsync(
            "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { errors { code } } }",
            new { skus = new[] { new { code = "CHAIR", links = new[] { new { asset = new { id } } } } } });

        var seen = await ReadUntilAsync(node => Kind(node) == "SKU_LINKED");

        Assert.Equal("ASSET_CREATED", Kind(seen[0]));
        Assert.Contains("ASSET_UPDATED", seen.Select(Kind));
        Assert.Contains("DELIVERY_CHANGED", seen.Select(Kind));
        Assert.Equal(["SKU_UPDATED", "SKU_LINKED"], seen.Skip(seen.Count - 2).Select(Kind));
        Assert.Equal(id, seen[0].GetProperty("subjectId").GetString());
        Assert.Equal("chair", seen[0].GetProperty("asset").GetProperty("title").GetString());
        Assert.Equal("CHAIR", seen[^1].GetProperty("sku").GetProperty("code").GetString());
        var node = await _host.Administrator.QueryAsync("query($id: ID!) { node(id: $id) { ... on Change { kind } } }", new { id = seen[0].GetProperty("id").GetString() });
        Assert.Equal("ASSET_CREATED", node.GetProperty("node").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Changes_Should_GoOnFromACursor_When_SomethingHappensAfterwards()
    {
        await _host.Administrator.PublishAsync("a.png", TestPng.Noise(1));
        await ReadUntilAsync(node => Kind(node) == "DELIVERY_CHANGED");
        var head = (await _host.Administrator.QueryAsync("{ changesHead }")).GetProperty("changesHead").GetString();
        var nothing = (await _host.Administrator.QueryAsync(Feed, new { after = head })).GetProperty("changes");
        Assert.Equal(0, nothing.GetProperty("nodes").GetArrayLength());
        Assert.Equal(head, nothing.GetProperty("cursor").GetString());

        var later = await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("b.png", TestPng.Noise(2)));

        var seen = await ReadUntilAsync(node => Kind(node) == "ASSET_CREATED", head);
        Assert.Equal(later, seen[0].GetProperty("subjectId").GetString());
    }

    [Theory]
    [InlineData("{ changes(after: \"nonsense\") { cursor } }", "CURSOR_INVALID")]
    [InlineData("{ changes(first: 0) { cursor } }", "PAGE_SIZE_OUT_OF_RANGE")]
    [InlineData("{ changes(first: 1001) { cursor } }", "PAGE_SIZE_OUT_OF_RANGE")]
    [InlineData("{ changes(channel: \"nowhere\") { cursor } }", "CHANNEL_UNKNOWN")]
    [InlineData("{ changes(channel: \"no key\") { cursor } }", "CHANNEL_UNKNOWN")]
    public async Task Changes_Should_BeAnError_When_TheQuestionIsWrong(string query, string code)
    {
        var answer = await _host.Administrator.PostAsync(query);

        Assert.Equal(code, answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("{ changes { cursor } }")]
    [InlineData("{ changesHead }")]
    [InlineData("{ auditEvents(first: 1) { nodes { action } } }")]
    [InlineData("{ verifyAudit { intact } }")]
    public async Task Feed_Should_BeForbidden_When_AStorefrontAsks(string query)
    {
        var answer = await _host.Storefront.PostAsync(query);

        Assert.Equal("FORBIDDEN", answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Changes_Should_BeThoseOfTheChannel_When_OneIsNamed()
    {
        await _host.Administrator.MutateAsync("mutation($input: SaveChannelInput!) { saveChannel(input: $input) { errors { code } } }", new { key = "web", name = "Web" });
        var draft = await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("draft.png", TestPng.Noise(1)));
        var shown = await _host.Administrator.PublishAsync("shown.png", TestPng.Noise(2));
        await _host.Administrator.MutateAsync(
            "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { errors { code } } }",
            new { skus = new[] { new { code = "CHAIR", links = new[] { new { asset = new { id = draft } } } } } });
        var all = await ReadUntilAsync(node => Kind(node) == "SKU_LINKED");
        Assert.Contains(draft, all.Select(Subject));

        var page = (await _host.Administrator.QueryAsync("{ changes(first: 3, channel: \"web\") { cursor pageInfo { endCursor hasNextPage } nodes { cursor kind subjectId } } }")).GetProperty("changes");
        var rest = (await _host.Administrator.QueryAsync(
            "query($after: String) { changes(after: $after, channel: \"web\") { cursor pageInfo { endCursor hasNextPage } nodes { cursor kind subjectId } } }",
            new { after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString() })).GetProperty("changes");

        List<JsonElement> told = [.. page.GetProperty("nodes").EnumerateArray(), .. rest.GetProperty("nodes").EnumerateArray()];
        Assert.Equal(all.Where(node => Subject(node) == shown || Kind(node) == "SKU_UPDATED").Select(Cursor), told.Select(Cursor));
        Assert.Equal((Cursor(page.GetProperty("nodes")[2]), true), (Cursor(page), page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean()));
        Assert.Equal((Cursor(all[^1]), Cursor(all[^1]), false), (Cursor(rest), rest.GetProperty("pageInfo").GetProperty("endCursor").GetString(), rest.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean()));

        using var http = _host.Http(DamHost.AdministratorKey);
        using var response = await SubscribeAsync(http, "subscription { changed(after: \"change:0\", channel: \"web\") { cursor } }");
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
        foreach (var node in told)
        {
            Assert.Equal($$$$"""{"data":{"changed":{"cursor":"{{{{Cursor(node)}}}}"}}}""", await NextAsync(lines));
        }
    }

    [Fact]
    public async Task Changed_Should_TellWhatWasMissedAndWhatComes_When_AConsumerSubscribes()
    {
        await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("a.png", TestPng.Noise(1)));
        await ReadUntilAsync(node => Kind(node) == "ASSET_UPDATED");
        using var http = _host.Http(DamHost.AdministratorKey);
        using var response = await SubscribeAsync(http, "subscription { changed(after: \"change:0\") { cursor kind } }");
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
        Assert.Equal("""{"data":{"changed":{"cursor":"change:1","kind":"ASSET_CREATED"}}}""", await NextAsync(lines));
        Assert.Equal("""{"data":{"changed":{"cursor":"change:2","kind":"ASSET_UPDATED"}}}""", await NextAsync(lines));

        await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("b.png", TestPng.Noise(2)));

        Assert.Equal("""{"data":{"changed":{"cursor":"change:3","kind":"ASSET_CREATED"}}}""", await NextAsync(lines));
    }

    [Fact]
    public async Task Changed_Should_BeHeardByTheClientThatPeopleUse_When_ItBringsItsKeyInThePayload()
    {
        await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("a.png", TestPng.Noise(1)));
        await ReadUntilAsync(node => Kind(node) == "ASSET_UPDATED");

        Assert.Equal(
            """[{"cursor":"change:1","kind":"ASSET_CREATED"},{"cursor":"change:2","kind":"ASSET_UPDATED"}]""", await ListenAsync(DamHost.AdministratorKey, count: 2));
        Assert.Equal("""["FORBIDDEN"]""", await ListenAsync(DamHost.StorefrontKey, count: 1));
        Assert.Equal("[4403]", await ListenAsync("a-key-that-nobody-has", count: 1));
    }

    [Fact]
    public async Task AuditEvents_Should_SayWhoDidWhat_When_AnAdministratorAsks()
    {
        var id = await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("a.png", TestPng.Noise(1)));
        await _host.Administrator.MutateAsync(
            "mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { errors { code } } }", new { assetId = id, rights = new { credit = "Somebody" } });
        await ReadUntilAsync(node => Kind(node) == "ASSET_UPDATED");

        var answer = await _host.Administrator.QueryAsync(
            """
            query($subject: ID!) {
              auditEvents(first: 10, where: { subject: $subject, action: "asset.created" }) { nodes { sequence actor { name } subjectId details hash } }
              verifyAudit { intact problem { code } }
            }
            """,
            new { subject = id });

        var record = answer.GetProperty("auditEvents").GetProperty("nodes")[0];
        Assert.Equal((1L, id, "a.png"), (record.GetProperty("sequence").GetInt64(), record.GetProperty("subjectId").GetString(), record.GetProperty("details").GetProperty("filename").GetString()));
        Assert.Equal(64, record.GetProperty("hash").GetString()!.Length);
        Assert.True(answer.GetProperty("verifyAudit").GetProperty("intact").GetBoolean());
    }

    /// <summary>What npm <c>graphql-ws</c> hears.</summary>
    private async Task<string> ListenAsync(string key, int count)
    {
        using var http = _host.Http();
        return await NodeScript.RunAsync("graphql-ws", "Api/Changes/changed.mjs", http.BaseAddress!.GetLeftPart(UriPartial.Authority), key, $"{count}");
    }

    private static async Task<HttpResponseMessage> SubscribeAsync(HttpClient http, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Content = JsonContent.Create(new { query });
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
    }

    private static string Subject(JsonElement node) => node.GetProperty("subjectId").GetString()!;

    private static string Cursor(JsonElement place) => place.GetProperty("cursor").GetString()!;

    private static string Kind(JsonElement node) => node.GetProperty("kind").GetString()!;

    private static async Task<string> NextAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync(Ct) is { } line)
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal))
            {
                return line["data: ".Length..];
            }
        }

        throw new EndOfStreamException("The stream ended.");
    }

    /// <summary>Reads on until a change is there: the sequencer runs behind the mutations.</summary>
    private async Task<List<JsonElement>> ReadUntilAsync(Predicate<JsonElement> isLast, string? after = null)
    {
        var seen = new List<JsonElement>();
        for (var tries = 0; tries < 200; tries++)
        {
            var page = (await _host.Administrator.QueryAsync(Feed, new { after })).GetProperty("changes");
            seen.AddRange(page.GetProperty("nodes").EnumerateArray());
            if (seen.Exists(isLast))
            {
                return seen;
            }

            after = page.GetProperty("cursor").GetString();
            await Task.Delay(50, Ct);
        }

        throw new TimeoutException("The change did not come within 10 seconds.");
    }
}
