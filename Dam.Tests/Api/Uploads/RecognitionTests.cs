using System.Text;
using System.Text.Json;
using Dam.Tests.Domain.Imaging;

namespace Dam.Tests.Api.Uploads;

/// <summary>What a file is comes from its content; what it was said to be is compared with that.</summary>
public sealed class RecognitionTests : IAsyncDisposable
{
    private const string CreateAsset =
        "mutation($input: CreateAssetInput!) { createAsset(input: $input) { asset { id } errors { __typename ... on UnsupportedMediaError { detectedMediaType } } } }";

    private DamHost? _host;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    [Fact]
    public async Task CreateAsset_Should_TakeTheContentsWord_When_TheNameSaysOtherwise()
    {
        _host = DamHost.Start();
        var id = await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("photograph.jpg", TestPng.Noise(1)));

        Assert.Equal("READY", await _host.Administrator.WaitUntilProcessedAsync(id));
        var asset = (await _host.Administrator.QueryAsync(
            "query($id: ID!) { asset(id: $id) { kind mediaType width processing { problems { stage code } } } }", new { id })).GetProperty("asset");
        Assert.Equal("image/png", asset.GetProperty("mediaType").GetString());
        Assert.NotEqual(JsonValueKind.Null, asset.GetProperty("width").ValueKind);
        var problem = Assert.Single(asset.GetProperty("processing").GetProperty("problems").EnumerateArray());
        Assert.Equal(("identify", "TYPE_MISMATCH"), (problem.GetProperty("stage").GetString(), problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task CreateAsset_Should_TakeCamerasFiles_When_OnlyALookInsideTellsThem()
    {
        _host = DamHost.Start();
        var id = await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("DSC_0001.NEF", TestTiff.Raw("NIKON CORPORATION", littleEndian: true, padding: 9000)));

        var asset = (await _host.Administrator.QueryAsync("query($id: ID!) { asset(id: $id) { kind mediaType } }", new { id })).GetProperty("asset");
        Assert.Equal(("IMAGE", "image/x-nikon-nef"), (asset.GetProperty("kind").GetString(), asset.GetProperty("mediaType").GetString()));
    }

    [Fact]
    public async Task CreateAsset_Should_RefuseWhatIsNotAllowed_When_TheSettingSaysWhat()
    {
        _host = DamHost.Start(configure: settings =>
        {
            settings["Dam:Ingest:AllowedTypes:0"] = "text/*";
            settings["Dam:Ingest:AllowedTypes:1"] = "image/gif";
        });

        Assert.Equal("image/png", await DetectedAsync("a.gif", TestPng.Noise(1)));
        Assert.Null(await DetectedAsync("a.txt", Encoding.UTF8.GetBytes("a text")));
        Assert.Null(await DetectedAsync("a.gif", Samples.Read(Samples.Animation)));
    }

    /// <summary>The type for which it was refused; null when it was taken.</summary>
    private async Task<string?> DetectedAsync(string filename, byte[] bytes)
    {
        var uploadId = await _host!.Administrator.UploadAsync(filename, bytes);
        var payload = (await _host.Administrator.QueryAsync(CreateAsset, new { input = new { source = new { uploadId } } })).GetProperty("createAsset");
        return payload.GetProperty("errors").GetArrayLength() == 0 ? null : payload.GetProperty("errors")[0].GetProperty("detectedMediaType").GetString();
    }
}
