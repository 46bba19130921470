using System.Net;
using System.Text.Json;
using Dam.Infrastructure.Persistence;
using Dam.Tests.Infrastructure.Media;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.Api.Processing;

/// <summary>What becomes of files that were taken in, as callers see it.</summary>
public sealed class ProcessingTests : IAsyncDisposable
{
    private const string Fields =
        """
        query($id: ID!) { asset(id: $id) { title tags metadata revision kind width height duration pageCount technicalMetadata rights { credit copyrightNotice }
          processing { state stage problems { stage code } } preview(transform: { width: 200, format: PNG }) { url width height } } }
        """;

    private readonly DamHost _host = DamHost.Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Document_Should_HavePagesAndAPicture_When_ItIsReady()
    {
        var (asset, state) = await ProcessAsync("clock.pdf", Samples.Read(Samples.Document));

        Assert.Equal(("READY", 0), (state, asset.GetProperty("processing").GetProperty("problems").GetArrayLength()));
        Assert.Equal(("DOCUMENT", 2), (asset.GetProperty("kind").GetString(), asset.GetProperty("pageCount").GetInt32()));
        Assert.Equal("Wall clock: data sheet", asset.GetProperty("title").GetString());
        using var http = _host.Http();
        using var picture = await http.GetAsync(asset.GetProperty("preview").GetProperty("url").GetString(), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "image/png"), (picture.StatusCode, picture.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Document_Should_KeepItsText_When_ItIsReady()
    {
        await ProcessAsync("clock.pdf", Samples.Read(Samples.Document));

        for (var tries = 0; tries < 1200; tries++)
        {
            await using var context = _host.Services.GetRequiredService<Database>().OpenContext();
            if (await context.VersionFacts.Select(facts => facts.Text).SingleOrDefaultAsync(TestContext.Current.CancellationToken) is { } text)
            {
                Assert.Contains("Wall clock", text, StringComparison.OrdinalIgnoreCase);
                return;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Fail("The text was not read within a minute.");
    }

    [Fact]
    public async Task Photograph_Should_FillInWhatNobodySaid_When_ItSaysIt()
    {
        var (asset, _) = await ProcessAsync("IMG_0001.jpg", TestMetadata.Jpeg());

        Assert.Equal("Die rote Schüssel", asset.GetProperty("title").GetString());
        Assert.Equal(["bowl", "red", "Übersicht"], asset.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Equal("Zoë Müller", asset.GetProperty("metadata").GetProperty("creator").GetString());
        Assert.Equal(("Example Press", "© 2024 Example"), (asset.GetProperty("rights").GetProperty("credit").GetString(), asset.GetProperty("rights").GetProperty("copyrightNotice").GetString()));
        Assert.Equal(1, asset.GetProperty("revision").GetInt32());
    }

    [Fact]
    public async Task Photograph_Should_ChangeNothing_When_ItsOwnerHasSpoken()
    {
        var client = _host.Administrator;
        var uploadId = await client.UploadAsync("IMG_0001.jpg", TestMetadata.Jpeg());
        var payload = await client.MutateAsync(
            "mutation($input: CreateAssetInput!) { createAsset(input: $input) { asset { id } errors { code message } } }",
            new { source = new { uploadId }, title = "My bowl", rights = new { credit = "Me" } });
        var id = payload.GetProperty("asset").GetProperty("id").GetString()!;
        await client.WaitUntilProcessedAsync(id);

        var asset = (await client.QueryAsync(Fields, new { id })).GetProperty("asset");
        Assert.Equal(("My bowl", "Me"), (asset.GetProperty("title").GetString(), asset.GetProperty("rights").GetProperty("credit").GetString()));
        Assert.Equal("© 2024 Example", asset.GetProperty("rights").GetProperty("copyrightNotice").GetString());
    }

    [Fact]
    public async Task TechnicalMetadata_Should_KeepThePlace_When_TheCallerMayNotSeeOriginals()
    {
        var client = _host.Administrator;
        var id = await client.PublishAsync("IMG_0001.jpg", TestMetadata.Jpeg());
        const string query = "query($id: ID!) { asset(id: $id) { technicalMetadata } }";

        var mine = (await client.QueryAsync(query, new { id })).GetProperty("asset").GetProperty("technicalMetadata");
        var theirs = (await _host.Storefront.QueryAsync(query, new { id })).GetProperty("asset").GetProperty("technicalMetadata");

        Assert.Equal(48.8577, mine.GetProperty("gps").GetProperty("latitude").GetDouble());
        Assert.Equal("Canon EOS R5", theirs.GetProperty("camera").GetString());
        Assert.DoesNotContain("48.8", theirs.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_Should_BeKeptAndReady_When_OnlyWhatIsNotNeededFails()
    {
        var (asset, state) = await ProcessAsync("broken.pdf", "%PDF-1.7 and nothing else"u8.ToArray());

        Assert.Equal("READY", state);
        Assert.Equal(["poster", "extract"], asset.GetProperty("processing").GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("stage").GetString()));
        Assert.All(asset.GetProperty("processing").GetProperty("problems").EnumerateArray(), problem => Assert.Equal("DAMAGED", problem.GetProperty("code").GetString()));
        await MediaFiles.AssertEmptiesAsync(Path.Combine(_host.Data, "work"));
    }

    private async Task<(JsonElement Asset, string State)> ProcessAsync(string filename, byte[] bytes)
    {
        var id = await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync(filename, bytes));
        var state = await _host.Administrator.WaitUntilProcessedAsync(id);
        var answer = await _host.Administrator.PostAsync(Fields, new { id });
        return (answer.GetProperty("data").GetProperty("asset"), state);
    }
}
