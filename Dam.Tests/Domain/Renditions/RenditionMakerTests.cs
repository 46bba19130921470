using Dam.Domain.Blobs;
using Dam.Domain.Imaging;
using Dam.Domain.Jobs;
using Dam.Domain.Renditions;
using Dam.Infrastructure;
using Dam.Infrastructure.Blobs.FileSystem;
using Dam.Tests.Infrastructure.Imaging;

namespace Dam.Tests.Domain.Renditions;

public sealed class RenditionMakerTests(ImagingFixture imaging) : IClassFixture<ImagingFixture>, IDisposable
{
    private static readonly string Digest = new('a', 64);

    private readonly string _folder = Directory.CreateTempSubdirectory("dam-maker-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Requests are drawn where they are asked, and sets where jobs do not keep them waiting.</summary>
    [Fact]
    public async Task MakeSetAsync_Should_WorkQuietly_When_ARequestDoesNot()
    {
        var quiet = new CountingQuiet();
        var store = new FileSystemBlobStore(new DataFolder(_folder), DateTimeOffset.UnixEpoch);
        await using (var mezzanine = await store.StageAsync(new MemoryStream(Samples.Read(Samples.Lamp)), long.MaxValue, Ct))
        {
            await store.PublishAsync(mezzanine, new BlobKey(BlobArea.Mezzanines, "eu", Digest), Ct);
        }

        var maker = new RenditionMaker(store, imaging.Engine, media: null!, quiet);

        Assert.Null(await maker.MakeAsync(Wanted("w100-h80-fill-webp-q75-g1"), Ct));
        Assert.Equal(0, quiet.Count);
        Assert.Empty(await maker.MakeSetAsync([Wanted("w100-h80-fill-webp-q75-g1"), Wanted("w200-h160-fill-webp-q75-g1")], Ct));
        Assert.Equal(1, quiet.Count);
        Assert.Equal(2, await store.CountAsync(BlobArea.Renditions, "eu", Digest, Ct));
    }

    private static GetRendition Wanted(string text) => CanonicalTransform.TryParse(text, out var transform)
        ? new GetRendition("eu", Digest, transform, new PixelSize(2880, 1920), MediaTypes.Jpeg)
        : throw new FormatException(text);

    private sealed class CountingQuiet : IQuietWork
    {
        public int Count { get; private set; }

        public Task RunAsync(Func<Task> work)
        {
            Count++;
            return work();
        }
    }
}
