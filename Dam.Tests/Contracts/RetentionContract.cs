using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Jobs;
using Dam.Domain.Retention;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Domain.Uploads;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Jobs;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>What sweeps delete, and what they leave, on every provider's database.</summary>
public abstract class RetentionContract(string provider) : IAsyncLifetime
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    private readonly RetentionRules _rules = new();
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IBlobStore Store => _database.Get<IBlobStore>();

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Sweep_Should_DeleteTheBytesAGraceAfterTheUpload_When_NobodyMadeAnAssetOfIt()
    {
        var unused = await UploadAsync("unused");
        var used = await UploadAsync("used");
        var asset = await CreateAssetAsync(used);
        await SweepAsync();
        Assert.Equal(2, (await BlobsAsync()).Count);

        _database.Time.Advance(new UploadRules().Lifetime + _rules.Grace);
        await SweepAsync();
        Assert.Equal([used.Id], await UploadIdsAsync());
        Assert.Equal(_database.Time.GetUtcNow(), (await BlobsAsync()).Single(blob => blob.Digest == unused.Digest).CondemnedAt);
        Assert.True(await Store.ExistsAsync(KeyOf(unused), Ct));

        _database.Time.Advance(_rules.Grace);
        await SweepAsync();
        Assert.False(await Store.ExistsAsync(KeyOf(unused), Ct));
        Assert.Equal(used.Digest, Assert.Single(await BlobsAsync()).Digest);
        Assert.True(await Store.ExistsAsync(KeyOf(used), Ct));
        Assert.Single(await _database.Assets.FindAsync(Admin, [asset], Ct));
    }

    [Fact]
    public async Task Sweep_Should_PurgeAnAssetWithItsBytesAndAllThatWasMadeOfThem_When_ItWasDeletedLongAgo()
    {
        var upload = await UploadAsync("asset");
        var other = await UploadAsync("other");
        var asset = await CreateAssetAsync(upload);
        await CreateAssetAsync(other);
        await _database.AddSkuAsync("SKU", null, (asset, SkuRole.Primary));
        var made = KeyOf(upload) with { Area = BlobArea.Renditions, Variant = "w_100.webp" };
        await StoreAsync("a rendition", made);
        await StoreAsync("a mezzanine", KeyOf(upload) with { Area = BlobArea.Mezzanines });
        await DeleteAsync(asset);

        _database.Time.Advance(_rules.DeletedAssets - TimeSpan.FromSeconds(1));
        await SweepAsync();
        Assert.Equal(2, (await BlobsAsync()).Count(blob => blob.CondemnedAt is null));

        _database.Time.Advance(TimeSpan.FromSeconds(1));
        await SweepAsync();
        _database.Time.Advance(_rules.Grace);
        await SweepAsync();

        Assert.Equal(other.Digest, Assert.Single(await BlobsAsync()).Digest);
        Assert.True(await Store.ExistsAsync(KeyOf(other), Ct));
        Assert.False(await Store.ExistsAsync(KeyOf(upload), Ct));
        Assert.False(await Store.ExistsAsync(made, Ct));
        Assert.False(await Store.ExistsAsync(KeyOf(upload) with { Area = BlobArea.Mezzanines }, Ct));
        await using var context = _database.Get<Database>().OpenContext();
        Assert.Equal(0, await context.AssetVersions.CountAsync(version => version.AssetId == asset, Ct));
        Assert.Equal(0, await context.SkuLinks.CountAsync(link => link.AssetId == asset, Ct));
        var told = Assert.Single(await context.Events.Where(row => row.AssetId == asset && row.Action == "asset.purged").ToListAsync(Ct));
        Assert.Equal("dam", told.Actor);
    }

    [Fact]
    public async Task Sweep_Should_SaveBytes_When_SomebodyBringsThemAgainBeforeTheEnd()
    {
        await UploadAsync("again");
        _database.Time.Advance(new UploadRules().Lifetime + _rules.Grace);
        await SweepAsync();
        Assert.NotNull(Assert.Single(await BlobsAsync()).CondemnedAt);

        var again = await UploadAsync("again");
        Assert.Null(Assert.Single(await BlobsAsync()).CondemnedAt);
        await CreateAssetAsync(again);

        // As a sweep does that has looked before the asset was there.
        await CondemnAsync(again);
        _database.Time.Advance(_rules.Grace);
        await SweepAsync();
        Assert.Null(Assert.Single(await BlobsAsync()).CondemnedAt);
        Assert.True(await Store.ExistsAsync(KeyOf(again), Ct));
    }

    [Fact]
    public async Task Upload_Should_PutTheBytesBack_When_TheyWereSweptBetweenStoreAndRow()
    {
        var name = new BlobName("default", TestDatabase.Digest("between"));
        var swept = new SweepingStore(Store);

        var upload = await UploadAsync("between", swept);

        Assert.Equal(1, swept.Deleted);
        Assert.Equal(name.Digest, upload.Digest);
        Assert.True(await Store.ExistsAsync(name.Key, Ct));
    }

    [Fact]
    public async Task SweepStore_Should_FindBytesThatNoRowNames_When_AProcessDiedBeforeTheRow()
    {
        var known = await UploadAsync("known");
        var orphan = new BlobName("default", TestDatabase.Digest("orphan"));
        await StoreAsync("orphan", orphan.Key);
        var handler = new SweepStoreHandler(_database.Units, Store, _database.Get<IBlobReader>(), _rules, _database.Time);

        // The store's clock is the real one, and the test's begins in the past.
        await handler.RunAsync(new JobRun(handler.Kind, ""), Ct);
        Assert.Single(await BlobsAsync());
        _database.Time.Advance(TimeProvider.System.GetUtcNow() - _database.Time.GetUtcNow() + _rules.Grace + TimeSpan.FromMinutes(1));
        await handler.RunAsync(new JobRun(handler.Kind, ""), Ct);
        await handler.RunAsync(new JobRun(handler.Kind, ""), Ct);
        Assert.Equal(_database.Time.GetUtcNow(), (await BlobsAsync()).Single(blob => blob.Digest == orphan.Digest).CondemnedAt);
        Assert.Equal(6, (await BlobsAsync()).Single(blob => blob.Digest == orphan.Digest).Size);

        _database.Time.Advance(_rules.Grace);
        await SweepAsync();
        Assert.False(await Store.ExistsAsync(orphan.Key, Ct));
        Assert.DoesNotContain(orphan.Digest, (await BlobsAsync()).Select(blob => blob.Digest));
        Assert.Contains(known.Digest, (await BlobsAsync()).Select(blob => blob.Digest));
    }

    [Fact]
    public async Task Sweep_Should_ForgetJobs_When_TheyWereGivenUpLongAgo()
    {
        for (var i = 0; i < 2; i++)
        {
            await _database.Units.ChangeAsync(
                unit =>
                {
                    unit.Jobs.Enqueue("fail", $"{i}");
                    return Task.FromResult(true);
                },
                Ct);
            await _database.Get<JobTable>().BuryAsync((await _database.Get<JobTable>().ClaimAsync("fail", TimeSpan.FromMinutes(1)))!, "no use", Ct);
            _database.Time.Advance(_rules.Records / 2);
        }

        await SweepAsync();

        Assert.Equal(1, await _database.Get<IJobReader>().CountAsync(new JobFilter("fail", JobState.Failed), Ct));
    }

    [Fact]
    public async Task Sweep_Should_SeeEveryPage_When_ThereAreMoreBlobsThanOneHolds()
    {
        const int Count = 2_345;
        await _database.Units.ChangeAsync(
            unit =>
            {
                for (var i = 0; i < Count; i++)
                {
                    unit.Blobs.Add(new Blob(new BlobName("default", TestDatabase.Digest($"{i}")), 1, _database.Time.GetUtcNow()));
                }

                return Task.FromResult(true);
            },
            Ct);
        var reader = _database.Get<IBlobReader>();
        var seen = new List<BlobName>();
        while (await reader.PageAsync(seen.Count == 0 ? null : seen[^1], 1000, Ct) is { Count: > 0 } page)
        {
            Assert.All(page, blob => Assert.True(blob.IsForgotten));
            seen.AddRange(page.Select(blob => blob.Name));
        }

        Assert.Equal(Count, seen.Distinct().Count());
        Assert.Equal(seen.OrderBy(name => name.Digest, StringComparer.Ordinal), seen);
        Assert.Equal(2, (await reader.KnownAsync([seen[0], seen[1], new BlobName("elsewhere", seen[2].Digest)], Ct)).Intersect([seen[0], seen[1], new BlobName("elsewhere", seen[2].Digest)]).Count());
    }

    private static BlobKey KeyOf(Upload upload) => new(BlobArea.Originals, upload.Region!, upload.Digest!);

    private Task SweepAsync()
    {
        var handler = new SweepHandler(_database.Units, Store, _database.Get<IIncomingBlobs>(), _database.Get<IDirectUploads>(), _database.Get<IBlobReader>(), _rules, _database.Time);
        return handler.RunAsync(new JobRun(handler.Kind, ""), Ct);
    }

    private async Task<Upload> UploadAsync(string content, IBlobStore? store = null)
    {
        var rules = new UploadRules();
        var bytes = System.Text.Encoding.UTF8.GetBytes(content);
        var reserved = await new CreateUploadHandler(_database.Units, rules, _database.Time).HandleAsync(Admin, new CreateUpload($"{content}.png", bytes.Length, null, null), Ct);
        var receive = new ReceiveUploadHandler(_database.Units, _database.Get<IUploadReader>(), store ?? Store, _database.Get<IIncomingBlobs>(), _database.Get<IDirectUploads>(), rules, _database.Time);
        return (await receive.HandleAsync(reserved.Value!.Id, new MemoryStream(bytes), bytes.Length, Ct)).Value!;
    }

    private async Task<Guid> CreateAssetAsync(Upload upload)
    {
        var content = new NewVersion(upload.Digest!, upload.Region!, upload.Filename, "image/png", upload.DeclaredSize, "tests");
        var asset = Asset.Create("Title", AssetRights.None, content, _database.Time.GetUtcNow());
        return await _database.Units.ChangeAsync(
            async unit =>
            {
                unit.Assets.Add(asset);
                (await unit.Uploads.FindAsync(upload.Id, Ct))!.BecameAsset(asset.Id);
                return asset.Id;
            },
            Ct);
    }

    private async Task StoreAsync(string content, BlobKey key)
    {
        await using var staged = await Store.StageAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)), 1000, Ct);
        await Store.PublishAsync(staged, key, Ct);
    }

    private Task<bool> CondemnAsync(Upload upload) => _database.Units.ChangeAsync(
        async unit =>
        {
            (await unit.Blobs.FindAsync(new BlobName(upload.Region!, upload.Digest!), Ct))!.Condemn(_database.Time.GetUtcNow());
            return true;
        },
        Ct);

    private Task<bool> DeleteAsync(Guid assetId) => _database.Units.ChangeAsync(
        async unit =>
        {
            (await unit.Assets.FindAsync(assetId, Ct))!.Delete(_database.Time.GetUtcNow());
            return true;
        },
        Ct);

    private async Task<List<Blob>> BlobsAsync()
    {
        await using var context = _database.Get<Database>().OpenContext();
        return await context.Blobs.AsNoTracking().ToListAsync(Ct);
    }

    private async Task<List<Guid>> UploadIdsAsync()
    {
        await using var context = _database.Get<Database>().OpenContext();
        return await context.Uploads.Select(upload => upload.Id).ToListAsync(Ct);
    }

    /// <summary>Deletes what was published at once, as a sweep would that comes between the store and the row.</summary>
    private sealed class SweepingStore(IBlobStore inner) : IBlobStore
    {
        public int Deleted { get; private set; }

        public Task<StagedBlob> StageAsync(Stream content, long limit, CancellationToken ct) => inner.StageAsync(content, limit, ct);

        public Task<StagedBlob> StageAsync(Func<Stream, Task> write, long limit, CancellationToken ct) => inner.StageAsync(write, limit, ct);

        public async Task PublishAsync(StagedBlob staged, BlobKey key, CancellationToken ct)
        {
            await inner.PublishAsync(staged, key, ct);
            if (Deleted++ == 0)
            {
                await inner.DeleteAsync(key, ct);
            }
            else
            {
                Deleted--;
            }
        }

        public Task<Stream?> OpenAsync(BlobKey key, CancellationToken ct) => inner.OpenAsync(key, ct);

        public Task<bool> ExistsAsync(BlobKey key, CancellationToken ct) => inner.ExistsAsync(key, ct);

        public Task<bool> DeleteAsync(BlobKey key, CancellationToken ct) => inner.DeleteAsync(key, ct);

        public Task DeleteAllAsync(BlobName name, CancellationToken ct) => inner.DeleteAllAsync(name, ct);

        public IAsyncEnumerable<StoredBlob> ListOriginalsAsync(CancellationToken ct) => inner.ListOriginalsAsync(ct);

        public Task<int> CountAsync(BlobArea area, string region, string digest, CancellationToken ct) => inner.CountAsync(area, region, digest, ct);
    }
}
