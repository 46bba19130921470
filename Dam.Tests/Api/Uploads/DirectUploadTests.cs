using System.Net;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Dam.Domain.Blobs;
using Dam.Infrastructure.Blobs.Azure;
using Dam.Tests.Infrastructure.Blobs;

namespace Dam.Tests.Api.Uploads;

/// <summary>Files that clients put into Azure themselves.</summary>
public sealed class DirectUploadTests : IClassFixture<Azurite>, IAsyncDisposable
{
    private readonly Azurite _azurite;
    private readonly string _prefix = $"t{Guid.CreateVersion7():N}-";
    private readonly DamHost _host;
    private readonly HttpClient _http = new();

    public DirectUploadTests(Azurite azurite)
    {
        _azurite = azurite;
        _host = Start();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private BlobContainerClient Ingest => new(_azurite.ConnectionString, $"{_prefix}ingest");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task CreateAsset_Should_ReceiveTheFile_When_TheClientHasPutItIntoTheStore()
    {
        var bytes = TestPng.Noise(1);
        var (id, target) = await CreateAsync(bytes.Length, DamClient.Digest(bytes));
        Assert.StartsWith(new BlobServiceClient(_azurite.ConnectionString).Uri.ToString(), target.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal(5_242_880_000, target.GetProperty("largestPut").GetInt64());
        Assert.InRange(target.GetProperty("expiresAt").GetDateTimeOffset(), _host.Clock.Now.AddHours(2), _host.Clock.Now.AddHours(2).AddSeconds(1));

        Assert.Equal(HttpStatusCode.Created, await PutAsync(target, bytes));
        var assetId = await _host.Administrator.CreateAssetAsync(id);

        Assert.Equal("READY", await _host.Administrator.WaitUntilProcessedAsync(assetId));
        Assert.Equal(DamClient.Digest(bytes), await ChecksumAsync(assetId));
        Assert.Empty(Ingest.GetBlobs(cancellationToken: Ct));
    }

    [Fact]
    public async Task CreateAsset_Should_ReceiveTheFile_When_TheClientHasSentItInBlocks()
    {
        var bytes = (byte[])[.. TestPng.Noise(1), .. new byte[9_000_000]];
        var (id, target) = await CreateAsync(bytes.Length);
        var url = target.GetProperty("url").GetString();
        var blocks = new List<string>();
        foreach (var block in bytes.Chunk(4_000_000))
        {
            blocks.Add(Convert.ToBase64String([(byte)blocks.Count]));
            using var response = await _http.PutAsync($"{url}&comp=block&blockid={Uri.EscapeDataString(blocks[^1])}", new ByteArrayContent(block), Ct);
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        }

        Assert.Equal("UPLOAD_NOT_RECEIVED", await RefusalAsync(id));
        var list = $"<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>{string.Concat(blocks.Select(block => $"<Latest>{block}</Latest>"))}</BlockList>";
        using var committed = await _http.PutAsync($"{url}&comp=blocklist", new StringContent(list), Ct);
        Assert.Equal(HttpStatusCode.Created, committed.StatusCode);

        Assert.Equal(DamClient.Digest(bytes), await ChecksumAsync(await _host.Administrator.CreateAssetAsync(id)));
    }

    [Fact]
    public async Task CreateAsset_Should_RefuseAndKeepNothing_When_TheBytesAreNotTheDeclaredOnes()
    {
        var bytes = TestPng.Noise(1);
        var (shorter, shorterTarget) = await CreateAsync(bytes.Length + 1);
        var (longer, longerTarget) = await CreateAsync(bytes.Length - 1);
        var (other, otherTarget) = await CreateAsync(bytes.Length, new string('a', 64));
        foreach (var target in (JsonElement[])[shorterTarget, longerTarget, otherTarget])
        {
            await PutAsync(target, bytes);
        }

        Assert.Equal("SIZE_MISMATCH", await RefusalAsync(shorter));
        Assert.Equal("TOO_LARGE", await RefusalAsync(longer));
        Assert.Equal("CHECKSUM_MISMATCH", await RefusalAsync(other));

        Assert.Empty(Ingest.GetBlobs(cancellationToken: Ct));
        Assert.Equal("UPLOAD_NOT_RECEIVED", await RefusalAsync(other));
    }

    [Fact]
    public async Task CreateAssets_Should_SayWhatIsWrongInEachRow_When_SomeBytesAre()
    {
        var bytes = TestPng.Noise(1);
        var (good, goodTarget) = await CreateAsync(bytes.Length);
        var (bad, badTarget) = await CreateAsync(bytes.Length, new string('a', 64));
        var (missing, _) = await CreateAsync(bytes.Length);
        await PutAsync(goodTarget, bytes);
        await PutAsync(badTarget, bytes);

        var data = await _host.Administrator.QueryAsync(
            "mutation($input: CreateAssetsInput!) { createAssets(input: $input) { rows { outcome errors { code path } } } }",
            new { input = new { assets = ((string[])[good, bad, missing]).Select(uploadId => new { source = new { uploadId } }), errorPolicy = "REJECT_FAILED_ROWS" } });

        Assert.Equal(
            """
            [{"outcome":"CREATED","errors":[]},{"outcome":"REFUSED","errors":[{"code":"CHECKSUM_MISMATCH","path":["input","assets","1","source","uploadId"]}]},{"outcome":"REFUSED","errors":[{"code":"UPLOAD_NOT_RECEIVED","path":["input","assets","2","source","uploadId"]}]}]
            """,
            data.GetProperty("createAssets").GetProperty("rows").ToString());
    }

    [Fact]
    public async Task Target_Should_AllowNothingElse_When_AClientHasIt()
    {
        var (_, target) = await CreateAsync(5);
        var (_, other) = await CreateAsync(5);
        await PutAsync(target, "hello"u8.ToArray());
        var url = target.GetProperty("url").GetString()!;
        var elsewhere = new UriBuilder(url) { Path = new Uri(other.GetProperty("url").GetString()!).AbsolutePath }.Uri;
        var originals = new UriBuilder(url) { Path = $"/damtests/{_prefix}originals/default/{new string('a', 64)}" }.Uri;

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, new Uri(url)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Delete, new Uri(url)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Put, elsewhere));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Put, originals));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, new Uri($"{new Uri(url).GetLeftPart(UriPartial.Authority)}/damtests/{_prefix}ingest{new Uri(url).Query}&restype=container&comp=list")));
    }

    [Fact]
    public async Task Original_Should_StayAsItIs_When_TheClientWritesAgain()
    {
        var bytes = TestPng.Noise(1);
        var (id, target) = await CreateAsync(bytes.Length);
        await PutAsync(target, bytes);
        var assetId = await _host.Administrator.CreateAssetAsync(id);

        Assert.Equal(HttpStatusCode.Created, await PutAsync(target, TestPng.Noise(2)));

        Assert.Equal(assetId, await _host.Administrator.CreateAssetAsync(id));
        var asset = await _host.Administrator.QueryAsync("query($id: ID!) { asset(id: $id) { original { url } } }", new { id = assetId });
        Assert.Equal(bytes, await _http.GetByteArrayAsync(asset.GetProperty("asset").GetProperty("original").GetProperty("url").GetString(), Ct));
    }

    /// <summary>Whoever writes between the check and the copy gets nothing copied.</summary>
    [Fact]
    public async Task PublishAsync_Should_Fail_When_TheClientWritesBetweenCheckAndCopy()
    {
        var bytes = TestPng.Noise(1);
        var (id, target) = await CreateAsync(bytes.Length);
        await PutAsync(target, bytes);
        var store = _host.Get<AzureBlobStore>();
        await using var staged = await store.Direct.StageAsync(Guid.ParseExact(id.Split('_')[1], "N"), Ct);
        await PutAsync(target, [.. Enumerable.Reverse(bytes)]);

        await Assert.ThrowsAsync<BlobChangedException>(() => store.PublishAsync(staged!, new BlobKey(BlobArea.Originals, "default", staged!.Digest), Ct));

        Assert.False(await store.ExistsAsync(new BlobKey(BlobArea.Originals, "default", staged!.Digest), Ct));
    }

    [Fact]
    public async Task CreateAsset_Should_CleanUp_When_TheClientHasLeasedTheBlob()
    {
        var bytes = TestPng.Noise(1);
        var (id, target) = await CreateAsync(bytes.Length);
        await PutAsync(target, bytes);
        await Ingest.GetBlobClient($"direct/{id.Split('_')[1]}").GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(-1), cancellationToken: Ct);

        await _host.Administrator.CreateAssetAsync(id);

        Assert.Empty(Ingest.GetBlobs(cancellationToken: Ct));
    }

    [Fact]
    public async Task TusUrl_Should_LeadToTheService_When_TheStoreIsAzure()
    {
        var bytes = TestPng.Noise(1);
        var (id, target) = await CreateAsync(bytes.Length);
        using var request = new HttpRequestMessage(HttpMethod.Patch, target.GetProperty("tusUrl").GetString())
        {
            Content = new ByteArrayContent(bytes),
            Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Offset", "0" } },
        };
        request.Content.Headers.ContentType = new("application/offset+octet-stream");
        using var response = await _http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);

        Assert.Equal(DamClient.Digest(bytes), await ChecksumAsync(await _host.Administrator.CreateAssetAsync(id)));
    }

    [Fact]
    public async Task Target_Should_LeadToTheService_When_DirectUploadsAreOff()
    {
        await using var host = Start(("Dam:Blobs:Azure:DirectUploads", "false"));

        var (_, target) = await CreateAsync(5, host: host);

        Assert.Equal(target.GetProperty("tusUrl").GetString(), target.GetProperty("url").GetString());
        Assert.Equal(JsonValueKind.Null, target.GetProperty("largestPut").ValueKind);
    }

    private DamHost Start(params (string Name, string Value)[] more) => DamHost.Start(configure: settings =>
    {
        settings["Dam:Blobs:Provider"] = "Azure";
        settings["Dam:Blobs:Azure:ConnectionString"] = _azurite.ConnectionString;
        settings["Dam:Blobs:Azure:ContainerPrefix"] = _prefix;
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }
    });

    private async Task<(string Id, JsonElement Target)> CreateAsync(long size, string? sha256 = null, DamHost? host = null)
    {
        var payload = await (host ?? _host).Administrator.MutateAsync(
            """
            mutation($input: CreateUploadInput!) {
              createUpload(input: $input) { upload { id target { url tusUrl largestPut expiresAt headers { name value } } } errors { message } }
            }
            """,
            new { filename = "a.png", size, sha256 });
        var upload = payload.GetProperty("upload");
        return (upload.GetProperty("id").GetString()!, upload.GetProperty("target"));
    }

    private async Task<HttpStatusCode> PutAsync(JsonElement target, byte[] bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, target.GetProperty("url").GetString()) { Content = new ByteArrayContent(bytes) };
        foreach (var header in target.GetProperty("headers").EnumerateArray())
        {
            var (name, value) = (header.GetProperty("name").GetString()!, header.GetProperty("value").GetString());
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await _http.SendAsync(request, Ct);
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, Uri url)
    {
        using var request = new HttpRequestMessage(method, url);
        if (method == HttpMethod.Put)
        {
            request.Content = new ByteArrayContent("hello"u8.ToArray());
            request.Headers.Add("x-ms-blob-type", "BlockBlob");
        }

        using var response = await _http.SendAsync(request, Ct);
        return response.StatusCode;
    }

    private async Task<string?> RefusalAsync(string uploadId)
    {
        var data = await _host.Administrator.QueryAsync("mutation($id: ID!) { createAsset(input: { source: { uploadId: $id } }) { errors { code } } }", new { id = uploadId });
        return data.GetProperty("createAsset").GetProperty("errors").EnumerateArray().Single().GetProperty("code").GetString();
    }

    private async Task<string?> ChecksumAsync(string assetId)
    {
        var data = await _host.Administrator.QueryAsync("query($id: ID!) { asset(id: $id) { checksum } }", new { id = assetId });
        return data.GetProperty("asset").GetProperty("checksum").GetString();
    }
}
