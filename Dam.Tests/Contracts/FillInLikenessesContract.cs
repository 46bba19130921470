using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Jobs;
using Dam.Domain.Likenesses;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Vips;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Jobs;
using Dam.Tests.Api;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>Pictures that were processed before there were likenesses, with the real store and engine, on every provider's database.</summary>
public abstract class FillInLikenessesContract(string provider) : IAsyncLifetime
{
    /// <summary>A portion and some more.</summary>
    private const int Many = 53;

    private static readonly Caller Admin = Caller.Administrator("tests");

    private static readonly VersionImage Image = new(96, 64, HasAlpha: false, 1, [new(0, 0, 0)], "aa", new(0, 0, 0), null, null);

    private readonly VipsImageEngine _engine = new(new ImagingOptions(), TimeProvider.System);
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private JobTable Jobs => _database.Get<JobTable>();

    private ILikenessReader Reader => _database.Get<ILikenessReader>();

    private FillInLikenessesHandler Handler => new(_database.Units, Reader, _database.Get<IBlobStore>(), _engine, _database.Get<IQuietWork>());

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        _engine.Dispose();
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Run_Should_LookAtEachPictureThatCanBeSeen_When_NothingIsKeptOfIt()
    {
        var (bowl, lamp) = (Samples.Read(Samples.Bowl), Samples.Read(Samples.Lamp));
        var shrunk = await AddAsync("shrunk", "video/mp4", BlobArea.Mezzanines, bowl);
        var whole = await AddAsync("whole", "image/jpeg", BlobArea.Originals, lamp);
        var film = await AddAsync("film", "video/mp4", BlobArea.Originals, lamp);
        var blank = await AddAsync("blank", "image/png", BlobArea.Mezzanines, TestPng.Framed(1, 96, 64, 48, 255));
        var broken = await AddAsync("broken", "image/png", BlobArea.Mezzanines, TestPng.Announcing(96, 64));
        _database.Time.Advance(TimeSpan.FromSeconds(1));
        var gone = await _database.AddAssetAsync(content: TestDatabase.Content("gone"), image: Image);
        var known = await AddAsync("known", "image/jpeg", BlobArea.Mezzanines, lamp);
        await _database.Units.ChangeAsync(Known, Ct);
        var waiting = await _database.AddAssetAsync(content: TestDatabase.Content("waiting", DamClient.Digest(lamp)));
        Assert.Equal([shrunk.CurrentVersionId, whole.CurrentVersionId, film.CurrentVersionId, blank.CurrentVersionId, broken.CurrentVersionId, gone.CurrentVersionId], await MissingAsync());

        await EnqueueAsync();
        Assert.Equal(1, await RunAllAsync());

        var found = await Reader.FindAsync(Admin, [.. new[] { shrunk, whole, film, blank, broken, gone, known, waiting }.Select(asset => asset.Id)], Ct);
        Assert.Equal(new[] { shrunk.Id, whole.Id, known.Id }.Order(), found.Keys.Order());
        Assert.Equal((await _engine.LookAsync(new MemoryStream(bowl), Ct))!.Levels, found[shrunk.Id].Levels);
        Assert.Equal((await _engine.LookAsync(new MemoryStream(lamp), Ct))!.Levels, found[whole.Id].Levels);
        Assert.Equal(LikenessReaderContract.Some(7).Levels, found[known.Id].Levels);
        Assert.Equal([film.CurrentVersionId, blank.CurrentVersionId, broken.CurrentVersionId, gone.CurrentVersionId], await MissingAsync());

        async Task<bool> Known(IUnitOfWork unit)
        {
            await unit.Likenesses.SetAsync(known.CurrentVersion, LikenessReaderContract.Some(7), Ct);
            return true;
        }
    }

    [Fact]
    public async Task Run_Should_DoEachPortionOnce_When_AProcessDiedWithTheFirst()
    {
        await StoreAsync(new BlobKey(BlobArea.Mezzanines, "default", TestDatabase.Digest("same")), TestPng.Noise(1));
        for (var i = 0; i < Many; i++)
        {
            await _database.AddAssetAsync(content: TestDatabase.Content($"{i}", TestDatabase.Digest("same")), image: Image);
        }

        await EnqueueAsync();
        var dead = (await Jobs.ClaimAsync(FillInLikenessesHandler.JobKind, TimeSpan.FromMinutes(1)))!;
        _database.Time.Advance(TimeSpan.FromMinutes(2));
        var run = (await Jobs.ClaimAsync(FillInLikenessesHandler.JobKind, TimeSpan.FromMinutes(1)))!;
        await Handler.RunAsync(run, Ct);
        await Assert.ThrowsAsync<JobLeaseLostException>(() => Handler.RunAsync(dead, Ct));

        Assert.Equal(3, (await MissingAsync()).Count);
        Assert.Equal(1, await RunAllAsync());
        Assert.Empty(await MissingAsync());
        await using var context = _database.Get<Database>().OpenContext();
        Assert.Equal((Many, 0), (await context.Likenesses.CountAsync(Ct), await context.Jobs.CountAsync(Ct)));
    }

    private async Task<List<Guid>> MissingAsync() => [.. (await Reader.MissingAsync(after: null, 100, Ct)).Select(picture => picture.VersionId)];

    private Task<Guid> EnqueueAsync() => _database.Units.ChangeAsync(unit => Task.FromResult(unit.Jobs.Enqueue(FillInLikenessesHandler.JobKind, "")), Ct);

    /// <summary>How many there were.</summary>
    private async Task<int> RunAllAsync()
    {
        var rounds = 0;
        while (await Jobs.ClaimAsync(FillInLikenessesHandler.JobKind, TimeSpan.FromMinutes(1)) is { } run)
        {
            await Handler.RunAsync(run, Ct);
            Assert.True(run.HasEnded);
            rounds++;
        }

        return rounds;
    }

    /// <summary>By id as they are added.</summary>
    private async Task<Asset> AddAsync(string name, string mediaType, BlobArea area, byte[] bytes)
    {
        _database.Time.Advance(TimeSpan.FromSeconds(1));
        var digest = area == BlobArea.Originals ? DamClient.Digest(bytes) : TestDatabase.Digest(name);
        await StoreAsync(new BlobKey(area, "default", digest), bytes);
        return await _database.AddAssetAsync(content: TestDatabase.Content(name, digest, mediaType), image: Image);
    }

    private async Task StoreAsync(BlobKey key, byte[] bytes)
    {
        var store = _database.Get<IBlobStore>();
        await using var staged = await store.StageAsync(new MemoryStream(bytes), bytes.Length, Ct);
        await store.PublishAsync(staged, key, Ct);
    }
}
