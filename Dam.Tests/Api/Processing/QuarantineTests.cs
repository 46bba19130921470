using System.Net;
using System.Text.Json;
using Dam.Tests.Infrastructure.Scanning;

namespace Dam.Tests.Api.Processing;

/// <summary>An infected file never gets a rendition or a URL, whichever way one asks.</summary>
public sealed class QuarantineTests : IAsyncDisposable
{
    private const string Release =
        "mutation($input: ReleaseFromQuarantineInput!) { releaseFromQuarantine(input: $input) { asset { revision } errors { __typename code message path } } }";

    private const string State =
        "query($id: ID!) { asset(id: $id) { revision original { url } processing { state stage problems { stage code message } } delivery { allowed reasons { code } } rendition(transform: { width: 10 }) { url } preview { url } } }";

    private DamHost? _host;
    private FakeClamd? _clamd;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_clamd is not null)
        {
            await _clamd.DisposeAsync();
        }
    }

    [Fact]
    public async Task Infected_Should_BeGivenToNobody_When_TheScannerFindsIt()
    {
        var client = Start(_clamd = new FakeClamd());
        var id = await client.CreateAssetAsync(await client.UploadAsync("picture.png", Infected()));
        await client.ApproveAsync(id);

        Assert.Equal("QUARANTINED", await client.WaitUntilProcessedAsync(id));
        var asset = (await client.QueryAsync(State, new { id })).GetProperty("asset");
        Assert.All(["original", "rendition", "preview"], field => Assert.Equal(JsonValueKind.Null, asset.GetProperty(field).ValueKind));
        Assert.Equal("QUARANTINED", asset.GetProperty("delivery").GetProperty("reasons")[0].GetProperty("code").GetString());
        var problem = Assert.Single(asset.GetProperty("processing").GetProperty("problems").EnumerateArray());
        Assert.Equal(("scan", "MALWARE_FOUND"), (problem.GetProperty("stage").GetString(), problem.GetProperty("code").GetString()));
        Assert.Contains("Eicar-Test-Signature", problem.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await _host!.Storefront.QueryAsync("query($id: ID!) { asset(id: $id) { id } }", new { id })).GetProperty("asset").ValueKind);
        Assert.False(Directory.Exists(Path.Combine(_host.Data, "blobs", "mezzanines")) && Directory.EnumerateFiles(Path.Combine(_host.Data, "blobs", "mezzanines"), "*", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public async Task Infected_Should_NotBeLookedAt_When_ItLooksLikeAnAssetThatIsThere()
    {
        const string Create = "mutation($input: CreateAssetInput!) { createAsset(input: $input) { asset { id } nearDuplicates { asset { id } } errors { code } } }";
        var client = Start(_clamd = new FakeClamd());
        await client.PublishAsync("clean.jpg", Samples.Read(Samples.Bowl));
        var uploadId = await client.UploadAsync("picture.jpg", [.. Samples.Read(Samples.Bowl), .. Infected()]);

        var made = (await client.QueryAsync(Create, new { input = new { source = new { uploadId } } })).GetProperty("createAsset");

        Assert.Equal(JsonValueKind.Object, made.GetProperty("asset").ValueKind);
        Assert.Empty(made.GetProperty("nearDuplicates").EnumerateArray());
    }

    [Fact]
    public async Task Original_Should_BeGivenOut_When_TheScannerFindsNothing()
    {
        var client = Start(_clamd = new FakeClamd());
        var id = await client.PublishAsync("picture.png", TestPng.Noise(1));
        var clean = (await client.QueryAsync(State, new { id })).GetProperty("asset");
        using var http = _host!.Http();

        Assert.NotEqual(JsonValueKind.Null, clean.GetProperty("original").ValueKind);
        using var original = await http.GetAsync(clean.GetProperty("original").GetProperty("url").GetString(), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, original.StatusCode);
    }

    [Fact]
    public async Task Release_Should_GoOnWithProcessing_When_AnAdministratorSaysWhy()
    {
        var client = Start(_clamd = new FakeClamd());
        var id = await client.CreateAssetAsync(await client.UploadAsync("picture.png", Infected()));
        await client.WaitUntilProcessedAsync(id);

        var unexplained = (await client.QueryAsync(Release, new { input = new { assetId = id, note = " " } })).GetProperty("releaseFromQuarantine");
        var forbidden = (await _host!.Storefront.QueryAsync(Release, new { input = new { assetId = id, note = "mine" } })).GetProperty("releaseFromQuarantine");
        Assert.Equal("NOTE_MISSING", unexplained.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Equal("NotAuthorizedError", forbidden.GetProperty("errors")[0].GetProperty("__typename").GetString());

        _host.ForgetStatements();
        var released = await client.MutateAsync(Release, new { assetId = id, note = "It is the test file." });
        Assert.Equal(2, released.GetProperty("asset").GetProperty("revision").GetInt32());
        Assert.Equal("READY", await client.WaitUntilProcessedAsync(id));
        var asset = (await client.QueryAsync(State, new { id })).GetProperty("asset");
        Assert.NotEqual(JsonValueKind.Null, asset.GetProperty("original").ValueKind);
        Assert.Equal("MALWARE_FOUND", asset.GetProperty("processing").GetProperty("problems")[0].GetProperty("code").GetString());
        var again = (await client.QueryAsync(Release, new { input = new { assetId = id, note = "again" } })).GetProperty("releaseFromQuarantine");
        Assert.Equal("NOT_QUARANTINED", again.GetProperty("errors")[0].GetProperty("code").GetString());
        var audit = await client.QueryAsync("{ auditEvents(first: 10, where: { action: \"asset.released\" }) { nodes { details } } }");
        Assert.Equal("It is the test file.", audit.GetProperty("auditEvents").GetProperty("nodes")[0].GetProperty("details").GetProperty("note").GetString());
    }

    [Fact]
    public async Task Infected_Should_BeHeldBackWhereverItIs_When_OneVersionOfItIsFound()
    {
        var client = Start(_clamd = new FakeClamd { IsUpToDate = false });
        var shown = await client.PublishAsync("shown.png", Infected());
        Assert.Equal(JsonValueKind.Object, (await AssetAsync(client, shown)).GetProperty("original").ValueKind);

        _clamd.IsUpToDate = true;
        var found = await CreateAgainAsync(client);
        Assert.Equal("QUARANTINED", await client.WaitUntilProcessedAsync(found));
        var asset = await AssetAsync(client, shown);
        Assert.Equal("QUARANTINED", asset.GetProperty("processing").GetProperty("state").GetString());
        Assert.All(["original", "rendition", "preview"], field => Assert.Equal(JsonValueKind.Null, asset.GetProperty(field).ValueKind));

        // It stays so although the scanner knows nothing of it any more.
        _clamd.IsUpToDate = false;
        var next = await CreateAgainAsync(client);
        Assert.Equal("QUARANTINED", await client.WaitUntilProcessedAsync(next));
    }

    [Fact]
    public async Task Release_Should_FreeTheBytes_When_SeveralVersionsHoldThem()
    {
        var client = Start(_clamd = new FakeClamd());
        string[] held = [await CreateAgainAsync(client), await CreateAgainAsync(client)];
        foreach (var id in held)
        {
            Assert.Equal("QUARANTINED", await client.WaitUntilProcessedAsync(id));
        }

        await client.MutateAsync(Release, new { assetId = held[1], note = "It is the test file." });

        foreach (var id in (string[])[.. held, await CreateAgainAsync(client)])
        {
            Assert.Equal("READY", await client.WaitUntilProcessedAsync(id));
        }

        var audit = await client.QueryAsync("{ auditEvents(first: 10, where: { action: \"asset.released\" }) { nodes { details } } }");
        Assert.Equal(2, audit.GetProperty("auditEvents").GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public async Task File_Should_Wait_When_TheScannerIsDown()
    {
        var port = FreePort.Next();
        var client = Start($"127.0.0.1:{port}");
        var id = await client.CreateAssetAsync(await client.UploadAsync("picture.png", TestPng.Noise(1)));
        await UntilAsync(id, asset => asset.GetProperty("processing").GetProperty("problems").GetArrayLength() > 0);

        var waiting = (await client.QueryAsync(State, new { id })).GetProperty("asset");
        Assert.Equal(("PROCESSING", "scan"), (waiting.GetProperty("processing").GetProperty("state").GetString(), waiting.GetProperty("processing").GetProperty("stage").GetString()));
        Assert.Equal("SCANNER_UNAVAILABLE", waiting.GetProperty("processing").GetProperty("problems")[0].GetProperty("code").GetString());
        Assert.Equal(JsonValueKind.Null, waiting.GetProperty("original").ValueKind);

        // Longer than any job is tried: it waits all the same.
        for (var i = 0; i < 10; i++)
        {
            _host!.Clock.Now = _host.Clock.Now.AddMinutes(10);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        _clamd = new FakeClamd(port);
        await UntilAsync(id, asset =>
        {
            _host!.Clock.Now = _host.Clock.Now.AddMinutes(10);
            return asset.GetProperty("processing").GetProperty("state").GetString() == "READY";
        });
        var ready = (await client.QueryAsync(State, new { id })).GetProperty("asset");
        Assert.Equal(0, ready.GetProperty("processing").GetProperty("problems").GetArrayLength());
    }

    [Theory]
    [InlineData("Refuse", "FAILED")]
    [InlineData("Pass", "READY")]
    public async Task TooLarge_Should_DoAsTheSettingSays_When_TheScannerDoesNotTakeIt(string setting, string expected)
    {
        _clamd = new FakeClamd(limit: 100);
        var client = Start(_clamd.Address, setting);
        var id = await client.CreateAssetAsync(await client.UploadAsync("picture.png", TestPng.Noise(1)));

        Assert.Equal(expected, await client.WaitUntilProcessedAsync(id));
        var asset = (await client.QueryAsync("query($id: ID!) { asset(id: $id) { original { url } processing { problems { code } } } }", new { id })).GetProperty("asset");
        Assert.Equal("SCAN_TOO_LARGE", asset.GetProperty("processing").GetProperty("problems")[0].GetProperty("code").GetString());
        Assert.Equal(expected == "READY", asset.GetProperty("original").ValueKind != JsonValueKind.Null);
    }

    private static async Task<JsonElement> AssetAsync(DamClient client, string id) => (await client.QueryAsync(State, new { id })).GetProperty("asset");

    /// <summary>Another asset of the same bytes.</summary>
    private static async Task<string> CreateAgainAsync(DamClient client)
    {
        const string create = "mutation($input: CreateAssetInput!) { createAsset(input: $input) { asset { id } errors { code message path } } }";
        var uploadId = await client.UploadAsync("again.png", Infected());
        return (await client.MutateAsync(create, new { source = new { uploadId }, onDuplicate = "ALLOW" })).GetProperty("asset").GetProperty("id").GetString()!;
    }

    private DamClient Start(FakeClamd clamd) => Start(clamd.Address);

    private DamClient Start(string clamd, string tooLarge = "Refuse")
    {
        _host = DamHost.Start(configure: settings =>
        {
            settings["Dam:Scan:Clamd"] = clamd;
            settings["Dam:Scan:TooLarge"] = tooLarge;
        });
        return _host.Administrator;
    }

    private async Task UntilAsync(string id, Func<JsonElement, bool> isSo)
    {
        const string query = "query($id: ID!) { asset(id: $id) { processing { state problems { code } } } }";
        for (var tries = 0; tries < 1200; tries++)
        {
            if (isSo((await _host!.Administrator.QueryAsync(query, new { id })).GetProperty("asset")))
            {
                return;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("It did not come to that within a minute.");
    }

    /// <summary>A picture behind whose end lies what scanners look for.</summary>
    private static byte[] Infected() => [.. TestPng.Noise(1), .. FakeClamd.Eicar];
}
