using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Dam.Tests.Api.Uploads;

/// <summary><c>createAsset</c> with a file of its own request: durable, checked and refused as a staged upload is.</summary>
public sealed class MultipartUploadTests : IAsyncDisposable
{
    private const string CreateAsset = """
        mutation($input: CreateAssetInput!) {
          createAsset(input: $input) {
            asset { id title filename size mediaType checksum }
            errors { __typename code path ... on UnsupportedMediaError { detectedMediaType } ... on DuplicateContentError { existing { id } } }
          }
        }
        """;

    private readonly DamHost _host = DamHost.Start(configure: settings => settings["Dam:Uploads:LargestMultipart"] = "1000000");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task CreateAsset_Should_KeepTheFile_When_ItCameWithTheRequest()
    {
        var bytes = TestPng.Noise(200);

        var payload = await CreateAsync("picture.png", bytes);

        Assert.Empty(payload.GetProperty("errors").EnumerateArray());
        var asset = payload.GetProperty("asset");
        Assert.Equal(
            ("picture", "picture.png", bytes.Length, "image/png", DamClient.Digest(bytes)),
            (asset.GetProperty("title").GetString(), asset.GetProperty("filename").GetString(), asset.GetProperty("size").GetInt32(), asset.GetProperty("mediaType").GetString(),
                asset.GetProperty("checksum").GetString()));
        Assert.Equal("READY", await _host.Administrator.WaitUntilProcessedAsync(asset.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task CreateAsset_Should_AnswerTheSame_When_ItIsSentAgainWithItsKey()
    {
        var bytes = TestPng.Noise(2);

        var first = await CreateAsync("picture.png", bytes, idempotencyKey: "k1");
        var again = await CreateAsync("picture.png", bytes, idempotencyKey: "k1");
        var other = await CreateAsync("other.png", bytes, idempotencyKey: "k1");

        Assert.Equal(first.GetProperty("asset").GetProperty("id").GetString(), again.GetProperty("asset").GetProperty("id").GetString());
        Assert.Equal("IDEMPOTENCY_CONFLICT", Error(other).Code);
    }

    [Theory]
    [InlineData("empty.png", "", "FILE_EMPTY")]
    [InlineData("../a.png", "x", "FILENAME_INVALID")]
    [InlineData("note.png", "This is no photograph.", "UNSUPPORTED_MEDIA")]
    public async Task CreateAsset_Should_NameTheFile_When_ItIsNotTaken(string filename, string content, string code)
    {
        var payload = await CreateAsync(filename, System.Text.Encoding.UTF8.GetBytes(content));

        Assert.Equal((code, "input/source/file"), Error(payload));
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("asset").ValueKind);
    }

    [Fact]
    public async Task CreateAsset_Should_NameTheExistingAsset_When_TheBytesAreKnown()
    {
        var bytes = TestPng.Noise(3);
        var first = await CreateAsync("a.png", bytes);

        var again = await CreateAsync("b.png", bytes);

        Assert.Equal(("DUPLICATE_CONTENT", "input/source/file"), Error(again));
        Assert.Equal(
            first.GetProperty("asset").GetProperty("id").GetString(), again.GetProperty("errors")[0].GetProperty("existing").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Post_Should_RefuseFilesUnread_When_TheCallerMayNotSendThem()
    {
        using var anonymous = await PostAsync(key: null, "a.png", TestPng.Noise(1));
        using var storefront = await PostAsync(DamHost.StorefrontKey, "a.png", TestPng.Noise(1));
        using var tooLarge = await PostAsync(DamHost.AdministratorKey, "a.png", new byte[1_000_001]);

        Assert.Equal(
            (HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.RequestEntityTooLarge), (anonymous.StatusCode, storefront.StatusCode, tooLarge.StatusCode));
    }

    private static (string? Code, string Path) Error(JsonElement payload)
    {
        var error = Assert.Single(payload.GetProperty("errors").EnumerateArray());
        var path = error.GetProperty("path");
        return (error.GetProperty("code").GetString(), path.ValueKind == JsonValueKind.Null ? "" : string.Join('/', path.EnumerateArray().Select(part => part.GetString())));
    }

    private async Task<JsonElement> CreateAsync(string filename, byte[] bytes, string? idempotencyKey = null)
    {
        using var response = await PostAsync(DamHost.AdministratorKey, filename, bytes, idempotencyKey);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return JsonDocument.Parse(text).RootElement.TryGetProperty("data", out var data) ? data.GetProperty("createAsset") : throw new InvalidOperationException(text);
    }

    private async Task<HttpResponseMessage> PostAsync(string? key, string filename, byte[] bytes, string? idempotencyKey = null)
    {
        var operations = JsonSerializer.Serialize(new { query = CreateAsset, variables = new { input = new { source = new { file = (object?)null }, idempotencyKey } } });
        using var form = new MultipartFormDataContent { { new StringContent(operations), "operations" }, { new StringContent("""{"0":["variables.input.source.file"]}"""), "map" } };
        var file = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
        form.Add(file, "0", filename);
        using var http = _host.Http(key);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = form, Headers = { { "GraphQL-Preflight", "1" } } };
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
