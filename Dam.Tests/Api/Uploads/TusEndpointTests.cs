using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Dam.Tests.Api.Uploads;

/// <summary>Each rule of tus 1.0.0 that the service keeps (https://tus.io/protocols/resumable-upload).</summary>
public sealed class TusEndpointTests : IAsyncDisposable
{
    private const string PartType = "application/offset+octet-stream";

    private readonly DamHost _host = DamHost.Start();
    private readonly HttpClient _http;

    public TusEndpointTests() => _http = _host.Http();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Upload_Should_BecomeAnAsset_When_ItCameInParts()
    {
        var bytes = TestPng.Noise(1);
        var (id, url) = await CreateAsync(bytes.Length, DamClient.Digest(bytes));

        Assert.Equal(0, await OffsetAsync(url));
        Assert.Equal((204, "100"), await PatchAsync(url, 0, bytes[..100]));
        Assert.Equal(100, await OffsetAsync(url));
        Assert.Equal((204, $"{bytes.Length}"), await PatchAsync(url, 100, bytes[100..]));
        Assert.Equal(bytes.Length, await OffsetAsync(url));
        Assert.Equal((204, $"{bytes.Length}"), await PatchAsync(url, bytes.Length, []));

        var assetId = await _host.Administrator.CreateAssetAsync(id);
        Assert.Equal("READY", await _host.Administrator.WaitUntilProcessedAsync(assetId));
        Assert.Empty(Incoming());
    }

    /// <summary>A part costs the database one look, however many there are; the last one writes what was received.</summary>
    [Fact]
    public async Task Patch_Should_TakeSoManyStatements_When_PartsCome()
    {
        var bytes = TestPng.Noise(1);
        var (_, url) = await CreateAsync(bytes.Length);
        _host.ForgetStatements();

        await OffsetAsync(url);
        Assert.Single(_host.Statements);
        await PatchAsync(url, 0, bytes[..10]);
        Assert.Equal(2, _host.Statements.Count);
        await PatchAsync(url, 10, bytes[10..]);

        Assert.True(_host.Statements.Count == 8, string.Join("\n\n", _host.Statements));
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task Any_Should_NameItsVersion_When_TheRequestIsOfAnother(string method)
    {
        var (_, url) = await CreateAsync(5);
        foreach (var version in (string?[])[null, "0.2.2"])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), url);
            if (version is not null)
            {
                request.Headers.Add("Tus-Resumable", version);
            }

            using var response = await _http.SendAsync(request, Ct);

            Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
            Assert.Equal("1.0.0", Header(response, "Tus-Version"));
        }
    }

    [Fact]
    public async Task Options_Should_TellWhatIsSpoken_When_AnybodyAsks()
    {
        var (_, url) = await CreateAsync(5);
        foreach (var place in (string[])["/uploads", url])
        {
            using var response = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Options, place), Ct);

            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
            Assert.Equal(
                ("1.0.0", "creation,creation-with-upload,expiration,checksum,termination", "sha256,sha1,sha512", "21474836480"),
                (Header(response, "Tus-Version"), Header(response, "Tus-Extension"), Header(response, "Tus-Checksum-Algorithm"), Header(response, "Tus-Max-Size")));
        }
    }

    [Fact]
    public async Task Head_Should_NotBeKept_When_ItTellsTheOffset()
    {
        var (id, url) = await CreateAsync(5);

        using var response = await SendAsync(HttpMethod.Head, url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("0", "5", id, "1.0.0"), (Header(response, "Upload-Offset"), Header(response, "Upload-Length"), Header(response, "Dam-Upload-Id"), Header(response, "Tus-Resumable")));
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal(TimeSpan.FromHours(24), DateTimeOffset.Parse(Header(response, "Upload-Expires")!, CultureInfo.InvariantCulture) - _host.Clock.Now);
    }

    [Fact]
    public async Task Patch_Should_BeRefused_When_TheRequestIsWrong()
    {
        var (_, url) = await CreateAsync(5);
        await PatchAsync(url, 0, "he"u8.ToArray());

        Assert.Equal((409, "OFFSET_MISMATCH"), await RefusedAsync(url, "1", PartType, "llo"));
        Assert.Equal((409, "OFFSET_MISMATCH"), await RefusedAsync(url, "3", PartType, "lo"));
        Assert.Equal((400, "BAD_REQUEST"), await RefusedAsync(url, "-1", PartType, "llo"));
        Assert.Equal((400, "BAD_REQUEST"), await RefusedAsync(url, null, PartType, "llo"));
        Assert.Equal((415, "CONTENT_TYPE"), await RefusedAsync(url, "2", "application/octet-stream", "llo"));
        Assert.Equal((413, "TOO_LARGE"), await RefusedAsync(url, "2", PartType, "llo!"));
        Assert.Equal((404, "NOT_FOUND"), await RefusedAsync(url[..^1] + (url[^1] == 'A' ? 'B' : 'A'), "2", PartType, "llo"));
        Assert.Equal(2, await OffsetAsync(url));
        Assert.Equal((204, "5"), await PatchAsync(url, 2, "llo"u8.ToArray()));
        Assert.Equal((409, "OFFSET_MISMATCH"), await RefusedAsync(url, "2", PartType, "llo"));
    }

    [Fact]
    public async Task Patch_Should_KeepNothing_When_MoreComesThanWasAnnounced()
    {
        var (_, url) = await CreateAsync(5);

        Assert.Equal((413, "TOO_LARGE"), await RefusedAsync(url, "0", PartType, "hello!", chunked: true));

        Assert.Equal(0, await OffsetAsync(url));
    }

    [Fact]
    public async Task Patch_Should_KeepNothing_When_TheWholeIsNotWhatWasDeclared()
    {
        var (_, url) = await CreateAsync(5, new string('a', 64));
        await PatchAsync(url, 0, "he"u8.ToArray());

        Assert.Equal((422, "CHECKSUM_MISMATCH"), await RefusedAsync(url, "2", PartType, "llo"));

        Assert.Equal(0, await OffsetAsync(url));
        Assert.Empty(Incoming());
    }

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    [InlineData("sha512")]
    public async Task Patch_Should_ThrowThePartAway_When_ItsChecksumIsAnother(string algorithm)
    {
        var (_, url) = await CreateAsync(5);
        var part = "hel"u8.ToArray();
        using var hash = IncrementalHash.CreateHash(new HashAlgorithmName(algorithm.ToUpperInvariant()));
        hash.AppendData(part);
        var right = Convert.ToBase64String(hash.GetHashAndReset());

        Assert.Equal((460, "PART_CHECKSUM_MISMATCH"), await RefusedAsync(url, "0", PartType, "hem", checksum: $"{algorithm} {right}"));
        Assert.Equal((400, "BAD_REQUEST"), await RefusedAsync(url, "0", PartType, "hel", checksum: $"crc32 {right}"));
        Assert.Equal((400, "BAD_REQUEST"), await RefusedAsync(url, "0", PartType, "hel", checksum: $"{algorithm} ?"));
        Assert.Equal(0, await OffsetAsync(url));

        using var response = await SendAsync(HttpMethod.Patch, url, "0", PartType, "hel", checksum: $"{algorithm} {right}");
        Assert.Equal((204, "3"), ((int)response.StatusCode, Header(response, "Upload-Offset")));
        Assert.Equal((204, "5"), await PatchAsync(url, 3, "lo"u8.ToArray()));
    }

    [Fact]
    public async Task Delete_Should_EndTheUpload_When_NothingIsMadeOfIt()
    {
        var (_, url) = await CreateAsync(5);
        await PatchAsync(url, 0, "he"u8.ToArray());

        using (var response = await SendAsync(HttpMethod.Delete, url))
        {
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }

        Assert.Equal((404, "UPLOAD_NOT_FOUND"), await RefusedAsync(url, "2", PartType, "llo"));
        using var head = await SendAsync(HttpMethod.Head, url);
        Assert.Equal((HttpStatusCode.NotFound, null), (head.StatusCode, Header(head, "Upload-Offset")));
        Assert.Empty(Incoming());
    }

    [Fact]
    public async Task Delete_Should_BeRefused_When_TheUploadIsAnAsset()
    {
        var bytes = TestPng.Noise(1);
        var (id, url) = await CreateAsync(bytes.Length);
        await PatchAsync(url, 0, bytes);
        await _host.Administrator.CreateAssetAsync(id);

        using var response = await SendAsync(HttpMethod.Delete, url);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [Fact]
    public async Task Any_Should_BeNotFound_When_TheUploadHasExpired()
    {
        var (_, url) = await CreateAsync(5);
        await PatchAsync(url, 0, "he"u8.ToArray());
        _host.Clock.Advance(TimeSpan.FromHours(24));

        Assert.Equal((404, "URL_EXPIRED"), await RefusedAsync(url, "2", PartType, "llo"));
    }

    [Theory]
    [InlineData("PATCH", 204)]
    [InlineData("DELETE", 204)]
    [InlineData("HEAD", 200)]
    [InlineData("PUT", 405)]
    [InlineData("", 405)]
    public async Task Post_Should_BeAnotherMethod_When_AHeaderSaysSo(string method, int status)
    {
        var (_, url) = await CreateAsync(5);

        using var response = await SendAsync(HttpMethod.Post, url, "0", PartType, "hello", overridden: method);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task CreateAsset_Should_ReceiveTheUpload_When_TheServiceEndedBeforeItCould()
    {
        // All bytes are there, and the row does not say so: whoever was to write it was killed.
        var bytes = TestPng.Noise(1);
        var upload = await _host.Administrator.MutateAsync(
            "mutation($input: CreateUploadInput!) { createUpload(input: $input) { upload { id } errors { message } } }", new { filename = "a.png", size = bytes.Length });
        var id = upload.GetProperty("upload").GetProperty("id").GetString()!;
        var folder = Directory.CreateDirectory(Path.Combine(_host.Data, "blobs", "incoming")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, id.Split('_')[1]), bytes, Ct);

        var assetId = await _host.Administrator.CreateAssetAsync(id);

        var asset = await _host.Administrator.QueryAsync("query($id: ID!) { asset(id: $id) { checksum } }", new { id = assetId });
        Assert.Equal(DamClient.Digest(bytes), asset.GetProperty("asset").GetProperty("checksum").GetString());
        Assert.Empty(Incoming());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task CreateAsset_Should_SayThatItIsNotThere_When_PartsAreMissing(int came)
    {
        var (id, url) = await CreateAsync(5);
        await PatchAsync(url, 0, "hello"u8.ToArray()[..came]);

        var payload = await _host.Administrator.QueryAsync("mutation($id: ID!) { createAsset(input: { source: { uploadId: $id } }) { errors { code path } } }", new { id });

        Assert.Equal(
            """[{"code":"UPLOAD_NOT_RECEIVED","path":["input","source","uploadId"]}]""", payload.GetProperty("createAsset").GetProperty("errors").ToString());
    }

    [Fact]
    public async Task Post_Should_MakeAnUpload_When_TheCallerMay()
    {
        var bytes = TestPng.Noise(1);
        var metadata = $"filename {Base64("grün.png")},filetype {Base64("image/png")},sha256 {Base64(DamClient.Digest(bytes))},is_confidential";

        using var created = await PostAsync(DamHost.AdministratorKey, $"{bytes.Length}", metadata);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var url = created.Headers.Location!.AbsoluteUri;
        using (var head = await SendAsync(HttpMethod.Head, url))
        {
            Assert.Equal(metadata, Header(head, "Upload-Metadata"));
        }

        Assert.Equal((204, $"{bytes.Length}"), await PatchAsync(url, 0, bytes));
        var id = await _host.Administrator.CreateAssetAsync(Header(created, "Dam-Upload-Id")!);
        var asset = await _host.Administrator.QueryAsync("query($id: ID!) { asset(id: $id) { filename title } }", new { id });
        Assert.Equal("""{"filename":"grün.png","title":"grün"}""", asset.GetProperty("asset").ToString().Replace("\\u00fc", "ü", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_Should_TakeTheFirstPartAlong_When_ItHasABody()
    {
        using var created = await PostAsync(DamHost.AdministratorKey, "5", $"filename {Base64("a.txt")}", "hel");

        Assert.Equal((HttpStatusCode.Created, "3"), (created.StatusCode, Header(created, "Upload-Offset")));
        Assert.Equal((204, "5"), await PatchAsync(created.Headers.Location!.AbsoluteUri, 3, "lo"u8.ToArray()));
    }

    [Theory]
    [InlineData(null, "5", "filename YQ==", 401)]
    [InlineData(DamHost.StorefrontKey, "5", "filename YQ==", 403)]
    [InlineData(DamHost.AdministratorKey, null, "filename YQ==", 400)]
    [InlineData(DamHost.AdministratorKey, "x", "filename YQ==", 400)]
    [InlineData(DamHost.AdministratorKey, "0", "filename YQ==", 422)]
    [InlineData(DamHost.AdministratorKey, "99999999999999", "filename YQ==", 413)]
    [InlineData(DamHost.AdministratorKey, "5", null, 400)]
    [InlineData(DamHost.AdministratorKey, "5", "filename", 422)]
    [InlineData(DamHost.AdministratorKey, "5", "filename ?", 400)]
    [InlineData(DamHost.AdministratorKey, "5", "filename YQ==,filename YQ==", 400)]
    [InlineData(DamHost.AdministratorKey, "5", "filename YS9i", 422)]
    [InlineData(DamHost.AdministratorKey, "5", "filename YQ==,sha256 YQ==", 400)]
    public async Task Post_Should_BeRefused_When_ItIsWrong(string? key, string? length, string? metadata, int status)
    {
        using var response = await PostAsync(key, length, metadata);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Null(response.Headers.Location);
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private string[] Incoming() => Directory.GetFiles(Path.Combine(_host.Data, "blobs", "incoming"));

    private async Task<(string Id, string Url)> CreateAsync(long size, string? sha256 = null)
    {
        var payload = await _host.Administrator.MutateAsync(
            "mutation($input: CreateUploadInput!) { createUpload(input: $input) { upload { id target { tusUrl } } errors { message } } }", new { filename = "a.png", size, sha256 });
        var upload = payload.GetProperty("upload");
        return (upload.GetProperty("id").GetString()!, upload.GetProperty("target").GetProperty("tusUrl").GetString()!);
    }

    private async Task<HttpResponseMessage> PostAsync(string? key, string? length, string? metadata, string? part = null)
    {
        using var http = _host.Http(key);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/uploads") { Headers = { { "Tus-Resumable", "1.0.0" } } };
        Add(request, "Upload-Length", length);
        Add(request, "Upload-Metadata", metadata);
        if (part is not null)
        {
            request.Content = new StringContent(part, new System.Net.Http.Headers.MediaTypeHeaderValue(PartType));
        }

        return await http.SendAsync(request, Ct);
    }

    private async Task<long> OffsetAsync(string url)
    {
        using var response = await SendAsync(HttpMethod.Head, url);
        return long.Parse(Header(response, "Upload-Offset")!, CultureInfo.InvariantCulture);
    }

    private async Task<(int Status, string? Offset)> PatchAsync(string url, long offset, byte[] part)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, url) { Content = new ByteArrayContent(part), Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Offset", $"{offset}" } } };
        request.Content.Headers.ContentType = new(PartType);
        using var response = await _http.SendAsync(request, Ct);
        return ((int)response.StatusCode, Header(response, "Upload-Offset"));
    }

    private async Task<(int Status, string? Code)> RefusedAsync(string url, string? offset, string type, string part, bool chunked = false, string? checksum = null)
    {
        using var response = await SendAsync(HttpMethod.Patch, url, offset, type, part, chunked, checksum);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct));
        return ((int)response.StatusCode, problem.RootElement.GetProperty("code").GetString());
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string url, string? offset = null, string? type = null, string? part = null, bool chunked = false, string? checksum = null, string? overridden = null)
    {
        using var request = new HttpRequestMessage(method, url) { Headers = { { "Tus-Resumable", "1.0.0" } } };
        Add(request, "Upload-Offset", offset);
        Add(request, "Upload-Checksum", checksum);
        Add(request, "X-HTTP-Method-Override", overridden);
        if (part is not null)
        {
            request.Content = new StringContent(part, new System.Net.Http.Headers.MediaTypeHeaderValue(type!));
            request.Headers.TransferEncodingChunked = chunked;
        }

        return await _http.SendAsync(request, Ct);
    }
}
