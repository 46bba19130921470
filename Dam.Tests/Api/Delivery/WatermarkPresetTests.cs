using System.Net;

namespace Dam.Tests.Api.Delivery;

public sealed class WatermarkPresetTests : IAsyncDisposable
{
    private const string Save = "mutation($input: SaveRenditionPresetInput!) { saveRenditionPreset(input: $input) { preset { name watermark } errors { code path } } }";

    private readonly string _mark = Path.GetTempFileName();
    private readonly DamHost _host;

    public WatermarkPresetTests()
    {
        File.WriteAllBytes(_mark, Samples.Read(Samples.CutOut));
        _host = DamHost.Start(configure: settings => settings["Dam:Watermarks:draft:File"] = _mark);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        File.Delete(_mark);
    }

    [Fact]
    public async Task Rendition_Should_CarryTheMark_When_ThePresetDemandsOne()
    {
        var id = await _host.Administrator.PublishAsync("lamp.jpg", Samples.Read(Samples.Lamp));
        var saved = await _host.Administrator.MutateAsync(Save, new { name = "proof", transform = new { width = 200, format = "PNG" }, watermark = "draft" });
        Assert.Equal("draft", saved.GetProperty("preset").GetProperty("watermark").GetString());

        var answer = await _host.Administrator.QueryAsync(
            """query($id: ID!) { asset(id: $id) { proof: rendition(preset: "proof") { url } plain: rendition(transform: { width: 200, format: PNG }) { url } } }""", new { id });

        var asset = answer.GetProperty("asset");
        Assert.Contains("-wm", asset.GetProperty("proof").GetProperty("url").GetString(), StringComparison.Ordinal);
        using var http = _host.Http();
        using var proof = await http.GetAsync(asset.GetProperty("proof").GetProperty("url").GetString(), Ct);
        using var plain = await http.GetAsync(asset.GetProperty("plain").GetProperty("url").GetString(), Ct);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (proof.StatusCode, plain.StatusCode));
        Assert.NotEqual(await plain.Content.ReadAsByteArrayAsync(Ct), await proof.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task Anything_Should_SayWhichMarksThereAre_When_TheNameIsUnknown()
    {
        var id = await _host.Administrator.PublishAsync("lamp.jpg", Samples.Read(Samples.Lamp));

        var asked = await _host.Administrator.PostAsync("""query($id: ID!) { asset(id: $id) { rendition(transform: { watermark: "final" }) { url } } }""", new { id });
        var saved = await _host.Administrator.QueryAsync(Save, new { input = new { name = "proof", transform = new { width = 200 }, watermark = "final" } });

        Assert.Equal("transform.watermark: There is no watermark of this name. There are: draft.", asked.GetProperty("errors")[0].GetProperty("message").GetString());
        var error = saved.GetProperty("saveRenditionPreset").GetProperty("errors")[0];
        Assert.Equal("WATERMARK_UNKNOWN", error.GetProperty("code").GetString());
        Assert.Equal("watermark", error.GetProperty("path")[1].GetString());
    }
}
