using Dam.Domain.Blobs;
using Dam.Infrastructure;
using Dam.Infrastructure.Blobs.FileSystem;
using Dam.Tests.Contracts;
using Dam.Tests.Infrastructure.Imaging;

namespace Dam.Tests.Infrastructure.Blobs;

/// <remarks>Memory is counted for the whole process, so nothing else runs beside these.</remarks>
[Collection(nameof(LoadTests))]
public sealed class FileSystemBlobStoreTests : BlobStoreContract
{
    private readonly string _path = Directory.CreateTempSubdirectory("dam-blobs-").FullName;

    protected override Task<IBlobStore> OpenAsync() => Task.FromResult<IBlobStore>(Store(TimeProvider.System.GetUtcNow()));

    protected override Task CloseAsync()
    {
        Directory.Delete(_path, recursive: true);
        return Task.CompletedTask;
    }

    protected override int CountStaged() => Directory.GetFiles(Path.Combine(_path, "blobs", "staging")).Length;

    [Fact]
    public async Task PublishAsync_Should_PutAnOriginalUnderItsDigest_When_ItIsPublished()
    {
        var store = Store(TimeProvider.System.GetUtcNow());
        await using var staged = await store.StageAsync(new MemoryStream(Bytes(10)), 10, Ct);

        await store.PublishAsync(staged, Original(staged.Digest), Ct);

        var digest = staged.Digest;
        Assert.Equal(Bytes(10), await File.ReadAllBytesAsync(Path.Combine(_path, "blobs", "originals", "default", digest[..2], digest[2..4], digest), Ct));
    }

    [Fact]
    public async Task Constructor_Should_SweepOnlyWhatIsOlderThanTheProcess_When_SomethingLiesInStaging()
    {
        var started = TimeProvider.System.GetUtcNow();
        var staging = Directory.CreateDirectory(Path.Combine(_path, "blobs", "staging")).FullName;
        var old = Path.Combine(staging, "old");
        var young = Path.Combine(staging, "young");
        await File.WriteAllTextAsync(old, "half", Ct);
        await File.WriteAllTextAsync(young, "half", Ct);
        File.SetLastWriteTimeUtc(old, started.UtcDateTime.AddSeconds(-1));
        File.SetLastWriteTimeUtc(young, started.UtcDateTime.AddSeconds(1));

        Store(started);

        Assert.Equal([young], Directory.GetFiles(staging));
    }

    [Fact]
    public async Task Constructor_Should_LeaveWhatAnotherProcessIsReceiving_When_ThatHasStartedBefore()
    {
        var running = Store(TimeProvider.System.GetUtcNow());
        await using var staged = await running.StageAsync(new MemoryStream(Bytes(10)), 10, Ct);
        File.SetLastWriteTimeUtc(Assert.Single(Directory.GetFiles(Path.Combine(_path, "blobs", "staging"))), DateTime.UnixEpoch);

        Store(TimeProvider.System.GetUtcNow());

        await running.PublishAsync(staged, Original(staged.Digest), Ct);
        Assert.True(await running.ExistsAsync(Original(staged.Digest), Ct));
    }

    private FileSystemBlobStore Store(DateTimeOffset startedAt) => new(new DataFolder(_path), startedAt);
}
