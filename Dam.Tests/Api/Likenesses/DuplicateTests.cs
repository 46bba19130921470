using System.Text.Json;
using Dam.Domain;
using Dam.Domain.Likenesses;
using Dam.Infrastructure.Persistence;
using Dam.Tests.Infrastructure.Imaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.Api.Likenesses;

/// <summary>Duplicates and near duplicates as clients meet them.</summary>
public sealed class DuplicateTests : IAsyncDisposable
{
    private const string CreateAsset =
        "mutation($input: CreateAssetInput!) { createAsset(input: $input) { asset { id } nearDuplicates { similarity asset { id title } } errors { code ... on DuplicateContentError { existing { id } } } } }";

    private readonly DamHost _host = DamHost.Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task AssetsByChecksum_Should_AnswerEachInOrder_When_SomeAreHeld()
    {
        var (published, hidden) = (TestPng.Noise(1), TestPng.Noise(2));
        var (first, second) = (await _host.Administrator.PublishAsync("a.png", published), await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("b.png", hidden)));
        string[] checksums = [DamClient.Digest([1]), DamClient.Digest(hidden), DamClient.Digest(published), DamClient.Digest(hidden)];

        Assert.Equal([null, second, first, second], await HeldAsync(_host.Administrator, checksums));
        Assert.Equal([null, null, first, null], await HeldAsync(_host.Storefront, checksums));
        Assert.Empty(await HeldAsync(_host.Administrator, []));
    }

    [Fact]
    public async Task AssetsByChecksum_Should_Refuse_When_TooManyAreAsked()
    {
        var checksums = Enumerable.Range(0, 1001).Select(i => DamClient.Digest(BitConverter.GetBytes(i))).ToArray();

        Assert.All(await HeldAsync(_host.Administrator, checksums[..1000]), Assert.Null);
        var answer = await _host.Administrator.PostAsync("query($checksums: [Sha256!]!) { assetsByChecksum(checksums: $checksums) { checksum } }", new { checksums });

        Assert.Equal("TOO_MANY_CHECKSUMS", answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task CreateAsset_Should_MakeOneAsset_When_TheSameBytesComeEightTimesAtOnce()
    {
        var bytes = TestPng.Noise(3);
        var uploads = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            uploads.Add(await _host.Administrator.UploadAsync($"{i}.png", bytes));
        }

        var payloads = await Task.WhenAll(uploads.Select(uploadId => CreateAsync(uploadId, i: uploads.IndexOf(uploadId))));

        var made = Assert.Single(payloads.Select(payload => payload.Id).OfType<string>().Distinct(StringComparer.Ordinal));
        Assert.All(payloads.Where(payload => payload.Id is null), payload => Assert.Equal(("DUPLICATE_CONTENT", made), (payload.Code, payload.Existing)));
        Assert.Equal(made, Assert.Single(await HeldAsync(_host.Administrator, [DamClient.Digest(bytes)])));

        // Every other one would rather have what is there than a refusal.
        async Task<(string? Id, string? Code, string? Existing)> CreateAsync(string uploadId, int i)
        {
            var data = await _host.Administrator.QueryAsync(CreateAsset, new { input = new { source = new { uploadId }, onDuplicate = i % 2 == 0 ? "REJECT" : "RETURN_EXISTING" } });
            var payload = data.GetProperty("createAsset");
            var error = payload.GetProperty("errors").EnumerateArray().Cast<JsonElement?>().FirstOrDefault();
            return (IdOf(payload.GetProperty("asset")), error?.GetProperty("code").GetString(), error is { } refused ? IdOf(refused.GetProperty("existing")) : null);
        }
    }

    [Fact]
    public async Task CreateAsset_Should_NameNearDuplicates_When_ThePictureWasSeenBefore()
    {
        var file = Samples.Read(Samples.Bowl);
        var original = await _host.Administrator.PublishAsync("bowl.jpg", file);
        await _host.Administrator.PublishAsync("lamp.jpg", Samples.Read(Samples.Lamp));

        var payload = await CreateAsync("bowl-small.webp", Retouched.Make(file, "cropped, brightened, smaller, jpeg 50"));

        var near = Assert.Single(payload.GetProperty("nearDuplicates").EnumerateArray());
        Assert.Equal((original, "bowl"), (IdOf(near.GetProperty("asset")), near.GetProperty("asset").GetProperty("title").GetString()));
        Assert.InRange(near.GetProperty("similarity").GetDouble(), 0.97, 0.9999);

        var made = IdOf(payload.GetProperty("asset"))!;
        await _host.Administrator.WaitUntilProcessedAsync(made);
        Assert.Equal([made], await SimilarAsync(_host.Administrator, original));
        Assert.Equal([original], await SimilarAsync(_host.Administrator, made));
        Assert.Empty(await SimilarAsync(_host.Storefront, original));
        await _host.Administrator.ApproveAsync(made);
        Assert.Equal([made], await SimilarAsync(_host.Storefront, original));
    }

    [Fact]
    public async Task Similar_Should_FindWhatWasProcessedBeforeThereWereLikenesses_When_TheServiceHasLookedAtIt()
    {
        var file = Samples.Read(Samples.Bowl);
        var first = await _host.Administrator.PublishAsync("bowl.jpg", file);
        var second = await _host.Administrator.PublishAsync("bowl-small.webp", Retouched.Make(file, "half"));
        await using (var context = _host.Services.GetRequiredService<Database>().OpenContext())
        {
            await context.Likenesses.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        }

        Assert.Empty(await SimilarAsync(_host.Administrator, first));
        await _host.Services.GetRequiredService<IUnitsOfWork>().ChangeAsync(
            unit => Task.FromResult(unit.Jobs.Enqueue(FillInLikenessesHandler.JobKind, "")), TestContext.Current.CancellationToken);

        for (var tries = 0; tries < 600 && (await SimilarAsync(_host.Administrator, first)).Count == 0; tries++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal([second], await SimilarAsync(_host.Administrator, first));
    }

    [Theory]
    [InlineData("notes.pdf", false)]
    [InlineData("broken.png", true)]
    public async Task CreateAsset_Should_NameNone_When_TheFileCannotBeLookedAt(string filename, bool broken)
    {
        var bytes = broken ? TestPng.Announcing(30_000, 30_000) : Samples.Read(Samples.Document);

        var payload = await CreateAsync(filename, bytes);

        Assert.Empty(payload.GetProperty("nearDuplicates").EnumerateArray());
        Assert.NotNull(IdOf(payload.GetProperty("asset")));
    }

    [Theory]
    [InlineData("similar(first: 0)", "PAGE_SIZE_OUT_OF_RANGE")]
    [InlineData("similar(first: 101)", "PAGE_SIZE_OUT_OF_RANGE")]
    [InlineData("similar(minSimilarity: 1.01)", "SIMILARITY_OUT_OF_RANGE")]
    [InlineData("similar(minSimilarity: -0.1)", "SIMILARITY_OUT_OF_RANGE")]
    public async Task Similar_Should_Refuse_When_AnArgumentIsOutOfRange(string field, string code)
    {
        var id = await _host.Administrator.PublishAsync("a.png", TestPng.Noise(4));

        var answer = await _host.Administrator.PostAsync($"query($id: ID!) {{ asset(id: $id) {{ {field} {{ similarity }} }} }}", new { id });

        Assert.Equal(code, answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    private static string? IdOf(JsonElement asset) => asset.ValueKind == JsonValueKind.Null ? null : asset.GetProperty("id").GetString();

    private static async Task<List<string?>> HeldAsync(DamClient client, string[] checksums)
    {
        var data = await client.QueryAsync("query($checksums: [Sha256!]!) { assetsByChecksum(checksums: $checksums) { checksum asset { id } } }", new { checksums });
        var matches = data.GetProperty("assetsByChecksum").EnumerateArray().ToList();
        Assert.Equal(checksums, matches.Select(match => match.GetProperty("checksum").GetString()));
        return matches.ConvertAll(match => IdOf(match.GetProperty("asset")));
    }

    private static async Task<List<string>> SimilarAsync(DamClient client, string id)
    {
        var data = await client.QueryAsync("query($id: ID!) { asset(id: $id) { similar { asset { id } } } }", new { id });
        return [.. data.GetProperty("asset").GetProperty("similar").EnumerateArray().Select(similar => IdOf(similar.GetProperty("asset"))!)];
    }

    private async Task<JsonElement> CreateAsync(string filename, byte[] bytes)
    {
        var uploadId = await _host.Administrator.UploadAsync(filename, bytes);
        return await _host.Administrator.MutateAsync(CreateAsset, new { source = new { uploadId } });
    }
}
