using System.Net;
using System.Text;
using System.Text.Json;

namespace Dam.Tests.Api.Uploads;

/// <summary>Whatever is sent ends in a typed error or a processing problem with a clear message, and nothing is left half-made.</summary>
public sealed class BadInputTests : IAsyncDisposable
{
    private const string CreateUpload =
        "mutation($input: CreateUploadInput!) { createUpload(input: $input) { upload { id target { url } } errors { __typename code path message } } }";

    private const string CreateAsset =
        "mutation($input: CreateAssetInput!) { createAsset(input: $input) { asset { id } errors { __typename code path ... on UnsupportedMediaError { detectedMediaType } ... on DuplicateContentError { existing { id } } } } }";

    private readonly DamHost _host = DamHost.Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("picture.png", 0, "FILE_EMPTY", "size")]
    [InlineData("picture.png", -5, "FILE_EMPTY", "size")]
    [InlineData("../picture.png", 10, "FILENAME_INVALID", "filename")]
    [InlineData("", 10, "FILENAME_INVALID", "filename")]
    [InlineData("a\u0000b.png", 10, "FILENAME_INVALID", "filename")]
    public async Task CreateUpload_Should_Refuse_When_TheDeclarationIsBad(string filename, long size, string code, string field)
    {
        var payload = await PayloadAsync(CreateUpload, new { filename, size });

        var error = Assert.Single(payload.GetProperty("errors").EnumerateArray());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Equal(["input", field], error.GetProperty("path").EnumerateArray().Select(part => part.GetString()));
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("upload").ValueKind);
    }

    [Theory]
    [InlineData("a\u0000b")]
    [InlineData("a\nb")]
    [InlineData(" ")]
    public async Task CreateAsset_Should_Refuse_When_TheTitleIsNoTitle(string title)
    {
        var uploadId = await _host.Administrator.UploadAsync("picture.png", TestPng.Noise(1));

        var payload = await PayloadAsync(CreateAsset, new { source = new { uploadId }, title });

        Assert.Equal("TITLE_INVALID", Assert.Single(payload.GetProperty("errors").EnumerateArray()).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(" .png")]
    public async Task CreateAsset_Should_GiveATitle_When_TheFileIsAllExtension(string filename)
    {
        var id = await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync(filename, TestPng.Noise(1)));

        var data = await _host.Administrator.QueryAsync("query($id: ID!) { asset(id: $id) { title } }", new { id });

        Assert.Equal(filename, data.GetProperty("asset").GetProperty("title").GetString());
    }

    [Fact]
    public async Task CreateUpload_Should_BeTooLarge_When_PastTheLimit()
    {
        var payload = await PayloadAsync(CreateUpload, new { filename = "huge.png", size = 1L << 50 });

        Assert.Equal("TooLargeError", payload.GetProperty("errors")[0].GetProperty("__typename").GetString());
    }

    [Fact]
    public async Task Put_Should_Refuse_When_TheChecksumIsAnother()
    {
        var bytes = TestPng.Noise(1);
        var (_, url) = await ReserveAsync("picture.png", bytes.Length, DamClient.Digest(TestPng.Noise(2)));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "CHECKSUM_MISMATCH"), await PutAsync(url, bytes));
        await AssertNothingIsKeptAsync();
    }

    [Fact]
    public async Task Put_Should_Refuse_When_TheSizeIsAnother()
    {
        var bytes = TestPng.Noise(1);
        var (_, longer) = await ReserveAsync("picture.png", bytes.Length + 1);
        var (_, shorter) = await ReserveAsync("picture.png", bytes.Length - 1);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "SIZE_MISMATCH"), await PutAsync(longer, bytes));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE"), await PutAsync(shorter, bytes));
        await AssertNothingIsKeptAsync();
    }

    [Fact]
    public async Task Put_Should_RefuseWithoutAnnouncedLength_When_TheSizeIsAnother()
    {
        var bytes = TestPng.Noise(1);
        var (_, shorter) = await ReserveAsync("picture.png", bytes.Length - 1);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE"), await PutAsync(shorter, bytes, chunked: true));
        await AssertNothingIsKeptAsync();
    }

    [Fact]
    public async Task Put_Should_AnswerTheSame_When_TheSameBytesComeAgain()
    {
        var bytes = TestPng.Noise(1);
        var (_, url) = await ReserveAsync("picture.png", bytes.Length);

        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(url, bytes)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(url, bytes)).Status);
        var others = TestPng.Noise(2);
        Array.Resize(ref others, bytes.Length);
        Assert.Equal((HttpStatusCode.Conflict, "UPLOAD_ALREADY_RECEIVED"), await PutAsync(url, others));
    }

    [Fact]
    public async Task Put_Should_NotBeFound_When_TheUrlIsForgedOrExpired()
    {
        var bytes = TestPng.Noise(1);
        var (_, url) = await ReserveAsync("picture.png", bytes.Length);
        var (_, other) = await ReserveAsync("other.png", bytes.Length);

        Assert.Equal(HttpStatusCode.NotFound, (await PutAsync(url[..^1] + (url[^1] == 'A' ? 'B' : 'A'), bytes)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await PutAsync(new Uri(url).AbsolutePath + new Uri(other).Query, bytes)).Status);
        _host.Clock.Now = _host.Clock.Now.AddDays(2);
        Assert.Equal((HttpStatusCode.NotFound, "URL_EXPIRED"), await PutAsync(url, bytes));
    }

    [Fact]
    public async Task CreateAsset_Should_Refuse_When_TheUploadIsUnknownOrEmpty()
    {
        var unknown = await PayloadAsync(CreateAsset, new { source = new { uploadId = "upload_00000000000000000000000000000001" } });
        var malformed = await PayloadAsync(CreateAsset, new { source = new { uploadId = "nonsense" } });
        var (reserved, _) = await ReserveAsync("picture.png", 10);
        var pending = await PayloadAsync(CreateAsset, new { source = new { uploadId = reserved } });

        Assert.Equal("NotFoundError", unknown.GetProperty("errors")[0].GetProperty("__typename").GetString());
        Assert.Equal("UPLOAD_NOT_FOUND", malformed.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Equal("UPLOAD_NOT_RECEIVED", pending.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("note.jpg", "This is no photograph, whatever its name says.", "text/plain")]
    [InlineData("feed.pdf", """<?xml version="1.0"?><feed/>""", "application/xml")]
    public async Task CreateAsset_Should_NameTheDetectedType_When_TheContentIsNotTaken(string filename, string content, string detected)
    {
        var uploadId = await _host.Administrator.UploadAsync(filename, Encoding.UTF8.GetBytes(content));

        var payload = await PayloadAsync(CreateAsset, new { source = new { uploadId } });

        var error = Assert.Single(payload.GetProperty("errors").EnumerateArray());
        Assert.Equal("UnsupportedMediaError", error.GetProperty("__typename").GetString());
        Assert.Equal(detected, error.GetProperty("detectedMediaType").GetString());
    }

    [Fact]
    public async Task CreateAsset_Should_NameTheExistingAsset_When_TheBytesAreKnown()
    {
        var bytes = TestPng.Noise(7);
        var first = await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("a.png", bytes));
        var again = await _host.Administrator.UploadAsync("b.png", bytes);

        var refused = await PayloadAsync(CreateAsset, new { source = new { uploadId = again } });
        var existing = await PayloadAsync(CreateAsset, new { source = new { uploadId = again }, onDuplicate = "RETURN_EXISTING" });
        var third = await _host.Administrator.UploadAsync("c.png", bytes);
        var allowed = await PayloadAsync(CreateAsset, new { source = new { uploadId = third }, onDuplicate = "ALLOW" });

        var error = Assert.Single(refused.GetProperty("errors").EnumerateArray());
        Assert.Equal("DuplicateContentError", error.GetProperty("__typename").GetString());
        Assert.Equal(first, error.GetProperty("existing").GetProperty("id").GetString());
        Assert.Equal(first, existing.GetProperty("asset").GetProperty("id").GetString());
        Assert.NotEqual(first, allowed.GetProperty("asset").GetProperty("id").GetString());
    }

    [Fact]
    public async Task CreateAsset_Should_GiveTheSameAsset_When_TheSameUploadIsNamedTwice()
    {
        var uploadId = await _host.Administrator.UploadAsync("a.png", TestPng.Noise(8));

        Assert.Equal(await _host.Administrator.CreateAssetAsync(uploadId), await _host.Administrator.CreateAssetAsync(uploadId));
    }

    [Fact]
    public async Task Processing_Should_FailWithAReason_When_TheImageIsDamaged()
    {
        var photograph = Samples.Read("lamp-bird.jpg");
        var truncated = await ProcessAsync("truncated.jpg", photograph[..(photograph.Length / 2)]);
        var bomb = await ProcessAsync("bomb.png", TestPng.Announcing(50_000, 50_000));

        Assert.Equal(("FAILED", "TRUNCATED"), truncated);
        Assert.Equal(("FAILED", "TOO_MANY_PIXELS"), bomb);
    }

    [Theory]
    [InlineData("{ width: 0 }")]
    [InlineData("{ width: 1000000 }")]
    [InlineData("{ width: 10, height: 10, quality: 101 }")]
    [InlineData("{ width: 10, dpr: 9 }")]
    [InlineData("{ fit: COVER, width: 10 }")]
    [InlineData("{ width: 10, page: 7 }")]
    public async Task Rendition_Should_BeAnErrorThatSaysWhy_When_TheTransformIsImpossible(string transform)
    {
        var id = await _host.Administrator.PublishAsync("picture.png", TestPng.Noise(3));

        var answer = await _host.Administrator.PostAsync($"query($id: ID!) {{ asset(id: $id) {{ id rendition(transform: {transform}) {{ url }} }} }}", new { id });

        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal("INVALID_TRANSFORM", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(["asset", "rendition"], error.GetProperty("path").EnumerateArray().Select(part => part.GetString()));
        Assert.Equal(id, answer.GetProperty("data").GetProperty("asset").GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("{ asset(id: ", null)]
    [InlineData("{ nothing }", null)]
    [InlineData("query($id: ID!) { asset(id: $id) { id } }", "{}")]
    [InlineData("query($n: Int!) { assets(first: $n) { nodes { id } } }", """{"n": "ten"}""")]
    [InlineData("mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { errors { code } } }", """{"input": {"assetId": "x", "rights": {"territories": {"mode": "ONLY", "territories": ["FRANCE"]}}}}""")]
    [InlineData("mutation { createAsset(input: { source: {} }) { errors { code } } }", null)]
    public async Task Graphql_Should_AnswerErrorsWithoutData_When_TheRequestIsInvalid(string query, string? variables)
    {
        var answer = await _host.Administrator.PostAsync(query, variables is null ? null : JsonDocument.Parse(variables).RootElement);

        Assert.NotEmpty(answer.GetProperty("errors").EnumerateArray());
        Assert.False(answer.TryGetProperty("data", out _));
    }

    private async Task<(string State, string? Code)> ProcessAsync(string filename, byte[] bytes)
    {
        var id = await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync(filename, bytes));
        var state = await _host.Administrator.WaitUntilProcessedAsync(id);
        var data = await _host.Administrator.QueryAsync("query($id: ID!) { asset(id: $id) { processing { problems { code message stage } } } }", new { id });
        var problems = data.GetProperty("asset").GetProperty("processing").GetProperty("problems").EnumerateArray().ToList();
        return (state, problems.Count == 0 ? null : problems[0].GetProperty("code").GetString());
    }

    private async Task<(string Id, string Url)> ReserveAsync(string filename, long size, string? sha256 = null)
    {
        var upload = (await PayloadAsync(CreateUpload, new { filename, size, sha256 })).GetProperty("upload");
        return (upload.GetProperty("id").GetString()!, upload.GetProperty("target").GetProperty("url").GetString()!);
    }

    private async Task<(HttpStatusCode Status, string? Code)> PutAsync(string url, byte[] bytes, bool chunked = false)
    {
        using var http = _host.Http();
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(bytes) };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, text.Length == 0 ? null : JsonDocument.Parse(text).RootElement.GetProperty("code").GetString());
    }

    private async Task<JsonElement> PayloadAsync(string mutation, object input) =>
        (await _host.Administrator.QueryAsync(mutation, new { input })).EnumerateObject().Single().Value;

    private async Task AssertNothingIsKeptAsync()
    {
        var data = await _host.Administrator.QueryAsync("{ assets(first: 1) { nodes { id } } }");
        Assert.Empty(data.GetProperty("assets").GetProperty("nodes").EnumerateArray());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_host.Data, "blobs"), "*", SearchOption.AllDirectories));
    }
}
