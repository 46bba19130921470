using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Blobs;
using Dam.Domain.Jobs;
using Dam.Domain.Retention;
using Dam.Domain.Uploads;
using Dam.Infrastructure.Blobs.Azure;
using Dam.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Infrastructure.Blobs;

/// <summary>
/// Uploads of the same few bytes while sweeps that grant no grace delete whatever nobody names: for two seconds, or as many as <c>DAM_SOAK_SECONDS</c> says. What an upload was acknowledged for must
/// be there until the upload is gone.
/// </summary>
public sealed class SweepRaceTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const int Uploaders = 8;

    private const int Sweepers = 2;

    private static readonly byte[][] Contents = [.. Enumerable.Range(1, 3).Select(seed => Bytes(1000 * seed))];

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("DAM_SOAK_SECONDS") ?? "2", CultureInfo.InvariantCulture));

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly Caller Admin = Caller.Administrator("tests");

    private readonly RetentionRules _rules = new() { Grace = TimeSpan.Zero };
    private int _acknowledged;
    private int _swept;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sqlite", false)]
    [InlineData("PostgreSql", false)]
    [InlineData("Sqlite", true)]
    [InlineData("PostgreSql", true)]
    public async Task Bytes_Should_BeThereForEveryAcknowledgedUpload_When_SweepsRaceUploadsOfTheSameBytes(string provider, bool azure)
    {
        await using var database = await TestDatabase.OpenAsync(provider);
        var store = azure ? await AzureAsync() : database.Get<IBlobStore>();
        var failures = new ConcurrentQueue<string>();
        using var end = new CancellationTokenSource();

        await Task.WhenAll(
        [
            EndAsync(end),
            .. Enumerable.Range(0, Uploaders).Select(uploader => Task.Run(() => UploadAsync(database, store, uploader, failures, end.Token), Ct)),
            .. Enumerable.Range(0, Sweepers).Select(_ => Task.Run(() => SweepAsync(database, store, end.Token), Ct)),
        ]);

        TestContext.Current.SendDiagnosticMessage($"{provider}, {(azure ? "Azure" : "folder")}: {_acknowledged} uploads acknowledged, {_swept} sweeps that deleted something.");
        Assert.Empty(failures);
        Assert.True(HaveRaced, $"{_acknowledged} uploads and {_swept} sweeps do not race.");

        // In the end nobody names anything.
        var sweep = Sweep(database, store);
        await sweep.RunAsync(new JobRun(sweep.Kind, ""), Ct);
        await using var context = database.Get<Database>().OpenContext();
        Assert.Empty(await context.Blobs.ToListAsync(Ct));
        Assert.Empty(await store.ListOriginalsAsync(Ct).ToListAsync(Ct));
    }

    private bool HaveRaced => Volatile.Read(ref _acknowledged) > Uploaders && Volatile.Read(ref _swept) > 1;

    /// <summary>A machine that has much else to do needs longer until they have met.</summary>
    private async Task EndAsync(CancellationTokenSource end)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Duration || (!HaveRaced && watch.Elapsed < Patience);)
        {
            await Task.Delay(50, Ct);
        }

        await end.CancelAsync();
    }

    private async Task UploadAsync(TestDatabase database, IBlobStore store, int uploader, ConcurrentQueue<string> failures, CancellationToken end)
    {
        var rules = new UploadRules();
        var create = new CreateUploadHandler(database.Units, rules, database.Time);
        var receive = new ReceiveUploadHandler(database.Units, database.Get<IUploadReader>(), store, database.Get<IIncomingBlobs>(), database.Get<IDirectUploads>(), rules, database.Time);
        var random = new Random(uploader);
        while (!end.IsCancellationRequested)
        {
            var bytes = Contents[random.Next(Contents.Length)];
            var reserved = await create.HandleAsync(Admin, new CreateUpload("x.png", bytes.Length, null, null), Ct);
            var received = await receive.HandleAsync(reserved.Value!.Id, new MemoryStream(bytes), bytes.Length, Ct);
            if (received.Value is not { } upload)
            {
                failures.Enqueue($"An upload was refused: {received.Errors[0].Message}");
                return;
            }

            Interlocked.Increment(ref _acknowledged);
            for (var look = 0; look < 3; look++)
            {
                if (!await HoldsAsync(store, upload, bytes))
                {
                    failures.Enqueue($"The bytes {upload.Digest} are gone at look {look}, and an upload names them.");
                }

                await Task.Delay(random.Next(5), Ct);
            }

            await database.Units.ChangeAsync(
                async unit =>
                {
                    unit.Uploads.Remove((await unit.Uploads.FindAsync(upload.Id, Ct))!);
                    return true;
                },
                Ct);
        }
    }

    private static async Task<bool> HoldsAsync(IBlobStore store, Upload upload, byte[] bytes)
    {
        await using var stream = await store.OpenAsync(new BlobKey(BlobArea.Originals, upload.Region!, upload.Digest!), Ct);
        if (stream is null)
        {
            return false;
        }

        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Ct);
        return copy.ToArray().AsSpan().SequenceEqual(bytes);
    }

    private async Task SweepAsync(TestDatabase database, IBlobStore store, CancellationToken end)
    {
        var counting = new CountingStore(store);
        var sweep = Sweep(database, counting);
        while (!end.IsCancellationRequested)
        {
            var before = counting.Deleted;
            await sweep.RunAsync(new JobRun(sweep.Kind, ""), Ct);
            Interlocked.Add(ref _swept, counting.Deleted > before ? 1 : 0);
            await Task.Delay(1, Ct);
        }
    }

    private SweepHandler Sweep(TestDatabase database, IBlobStore store) =>
        new(database.Units, store, database.Get<IIncomingBlobs>(), database.Get<IDirectUploads>(), database.Get<IBlobReader>(), _rules, database.Time);

    private async Task<IBlobStore> AzureAsync()
    {
        var options = new AzureBlobOptions { ConnectionString = azurite.ConnectionString, ContainerPrefix = $"t{Guid.CreateVersion7():N}-" };
        var store = new AzureBlobStore(options.Connect(), options, TimeProvider.System);
        await store.PrepareAsync(Ct);
        return store;
    }

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private sealed class CountingStore(IBlobStore inner) : IBlobStore
    {
        public int Deleted { get; private set; }

        public Task<StagedBlob> StageAsync(Stream content, long limit, CancellationToken ct) => inner.StageAsync(content, limit, ct);

        public Task<StagedBlob> StageAsync(Func<Stream, Task> write, long limit, CancellationToken ct) => inner.StageAsync(write, limit, ct);

        public Task PublishAsync(StagedBlob staged, BlobKey key, CancellationToken ct) => inner.PublishAsync(staged, key, ct);

        public Task<Stream?> OpenAsync(BlobKey key, CancellationToken ct) => inner.OpenAsync(key, ct);

        public Task<bool> ExistsAsync(BlobKey key, CancellationToken ct) => inner.ExistsAsync(key, ct);

        public Task<bool> DeleteAsync(BlobKey key, CancellationToken ct) => inner.DeleteAsync(key, ct);

        public Task DeleteAllAsync(BlobName name, CancellationToken ct)
        {
            Deleted++;
            return inner.DeleteAllAsync(name, ct);
        }

        public IAsyncEnumerable<StoredBlob> ListOriginalsAsync(CancellationToken ct) => inner.ListOriginalsAsync(ct);

        public Task<int> CountAsync(BlobArea area, string region, string digest, CancellationToken ct) => inner.CountAsync(area, region, digest, ct);
    }
}
