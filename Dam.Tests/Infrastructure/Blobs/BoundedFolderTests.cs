using System.Globalization;
using Dam.Domain.Blobs;
using Dam.Infrastructure;
using Dam.Infrastructure.Blobs;
using Dam.Infrastructure.Blobs.FileSystem;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dam.Tests.Infrastructure.Blobs;

public sealed class BoundedFolderTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("dam-bound-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void Sweep_Should_DeleteWhatWasNotUsedForLongest_When_ThereIsTooMuch()
    {
        using var folder = new BoundedFolder(_path, capacity: 1000, NullLogger<BoundedFolder>.Instance);
        for (var i = 0; i < 30; i++)
        {
            Write($"{i / 10}/{i}", size: 50, age: TimeSpan.FromHours(30 - i));
        }

        // The oldest one was asked for again, perhaps by another process, or before this one was started.
        using (var used = File.OpenRead(Path.Combine(_path, "0/0")))
        {
            BoundedFolder.Used(used);
        }

        folder.Sweep();

        Assert.Equal([0, .. Enumerable.Range(13, 17)], Left());
        folder.Sweep();
        Assert.Equal(18, Left().Length);
    }

    [Fact]
    public void Sweep_Should_SpareWhatWasOnlyJustWritten_When_ThereIsTooMuch()
    {
        using var folder = new BoundedFolder(_path, capacity: 100, NullLogger<BoundedFolder>.Instance);
        Write("0", size: 90, age: TimeSpan.FromHours(1));
        Write("1", size: 90, age: TimeSpan.Zero);
        Write("2", size: 90, age: TimeSpan.Zero);

        folder.Sweep();

        Assert.Equal([1, 2], Left());
    }

    [Fact]
    public async Task Added_Should_HaveItSwept_When_TheBoundIsPassed()
    {
        using var folder = new BoundedFolder(_path, capacity: 1000, NullLogger<BoundedFolder>.Instance);
        await folder.StartAsync(Ct);
        for (var i = 0; i < 30; i++)
        {
            Write($"{i}", size: 50, age: TimeSpan.FromHours(30 - i));
            folder.Added(50);
        }

        while (Left().Length > 20)
        {
            await Task.Delay(10, Ct);
        }

        await folder.StopAsync(Ct);
    }

    /// <summary>The second service knows nothing but what lies in the folder: how much it is, and when each file was last read.</summary>
    [Fact]
    public async Task Bound_Should_Hold_When_TheServiceIsStartedAgain()
    {
        const int Capacity = 1000;
        var far = new FileSystemBlobStore(new DataFolder(Path.Combine(_path, "far")), TimeProvider.System.GetUtcNow());
        var near = Path.Combine(_path, "near");
        var contents = Enumerable.Range(0, 12).Select(i => Enumerable.Repeat((byte)i, 100).ToArray()).ToList();
        using (var before = new BoundedFolder(near, Capacity, NullLogger<BoundedFolder>.Instance))
        {
            await before.StartAsync(Ct);
            var store = new DiskCachedBlobStore(far, before);
            await FillAsync(store, 0, 8);
            foreach (var path in Cached())
            {
                File.SetLastWriteTimeUtc(path, Now - TimeSpan.FromHours(30 - NumberOf(path)));
            }

            Assert.Equal(contents[0], await ReadAsync(store, KeyOf(0)));
            Assert.Equal(contents[1], await ReadAsync(store, KeyOf(1)));
            await before.StopAsync(Ct);
        }

        using var after = new BoundedFolder(near, Capacity, NullLogger<BoundedFolder>.Instance);
        await after.StartAsync(Ct);
        var again = new DiskCachedBlobStore(far, after);
        await FillAsync(again, 8, 12);
        while (Left() is var left && (left.Count > Capacity / 100 || left.Contains(2)))
        {
            await Task.Delay(10, Ct);
        }

        await after.StopAsync(Ct);
        Assert.Superset(new HashSet<int> { 0, 1, 8, 9, 10, 11 }, Left());
        Assert.Equal(contents[2], await ReadAsync(again, KeyOf(2)));

        HashSet<int> Left() => [.. Cached().Select(NumberOf)];

        List<string> Cached() => [.. Directory.EnumerateFiles(near, "*", SearchOption.AllDirectories)];

        int NumberOf(string path) => Enumerable.Range(0, contents.Count).Single(i => Path.GetFileName(path).StartsWith(KeyOf(i).Digest, StringComparison.Ordinal));

        async Task FillAsync(DiskCachedBlobStore store, int first, int end)
        {
            for (var i = first; i < end; i++)
            {
                await using var staged = await store.StageAsync(new MemoryStream(contents[i]), limit: 10_000, Ct);
                await store.PublishAsync(staged, KeyOf(i), Ct);
                Assert.Equal(contents[i], await ReadAsync(store, KeyOf(i)));
            }
        }

        static BlobKey KeyOf(int i) => new(BlobArea.Renditions, "default", TestDatabase.Digest($"{i}"), "w10-h10-fill-png-g1");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("much")]
    public void CapacityFrom_Should_NameTheSetting_When_ItIsNone(string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(BoundedFolder.Setting, value)]).Build();
        Assert.StartsWith(BoundedFolder.Setting, Assert.Throws<InvalidOperationException>(() => BoundedFolder.CapacityFrom(configuration)).Message, StringComparison.Ordinal);
    }

    /// <summary>The folder stands for a store that is far away.</summary>
    [Fact]
    public async Task OpenAsync_Should_AskTheFarStoreOnce_When_ARenditionIsReadAgain()
    {
        var far = new FileSystemBlobStore(new DataFolder(Path.Combine(_path, "far")), TimeProvider.System.GetUtcNow());
        using var near = new BoundedFolder(Path.Combine(_path, "near"), capacity: 10_000, NullLogger<BoundedFolder>.Instance);
        var store = new DiskCachedBlobStore(far, near);
        var bytes = new byte[3000];
        Random.Shared.NextBytes(bytes);
        var key = new BlobKey(BlobArea.Renditions, "default", TestDatabase.Digest("a"), "w10-h10-fill-png-g1");
        Assert.Null(await store.OpenAsync(key, Ct));
        await using (var staged = await store.StageAsync(new MemoryStream(bytes), limit: 10_000, Ct))
        {
            await store.PublishAsync(staged, key, Ct);
        }

        Assert.Equal(bytes, await ReadAsync(store, key));
        Assert.True(await far.DeleteAsync(key, Ct));
        Assert.Equal(bytes, await ReadAsync(store, key));
        Assert.Single(Directory.EnumerateFiles(near.Path, "*", SearchOption.AllDirectories));

        await store.DeleteAllAsync(new BlobName("default", key.Digest), Ct);
        Assert.Null(await store.OpenAsync(key, Ct));
    }

    private static async Task<byte[]> ReadAsync(DiskCachedBlobStore store, BlobKey key)
    {
        await using var stream = await store.OpenAsync(key, Ct);
        using var bytes = new MemoryStream();
        await stream!.CopyToAsync(bytes, Ct);
        Assert.Equal(bytes.Length, stream.Length);
        return bytes.ToArray();
    }

    private void Write(string name, int size, TimeSpan age)
    {
        var path = Path.Combine(_path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, new byte[size]);
        File.SetLastWriteTimeUtc(path, Now - age);
    }

    private int[] Left() =>
        [.. Directory.EnumerateFiles(_path, "*", SearchOption.AllDirectories).Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)).Order()];
}
