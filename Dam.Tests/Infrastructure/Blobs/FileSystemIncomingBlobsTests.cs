using Dam.Domain.Blobs;
using Dam.Infrastructure;
using Dam.Infrastructure.Blobs.FileSystem;
using Dam.Tests.Contracts;

namespace Dam.Tests.Infrastructure.Blobs;

public sealed class FileSystemIncomingBlobsTests : IncomingBlobsContract
{
    private readonly string _path = Directory.CreateTempSubdirectory("dam-incoming-").FullName;

    protected override Task<(IBlobStore Store, IIncomingBlobs Incoming)> OpenAsync()
    {
        var folder = new DataFolder(_path);
        return Task.FromResult<(IBlobStore, IIncomingBlobs)>((new FileSystemBlobStore(folder, TimeProvider.System.GetUtcNow()), new FileSystemIncomingBlobs(folder, TimeSpan.FromDays(1), TimeProvider.System)));
    }

    protected override Task CloseAsync()
    {
        Directory.Delete(_path, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task LengthAsync_Should_NotCountAPart_When_AProcessWasKilledBeforeItWasChecked()
    {
        var (_, incoming) = await OpenAsync();
        var id = Guid.CreateVersion7();
        await incoming.AppendAsync(id, 0, new MemoryStream(Bytes(10)), 10, isRight: null, Ct);
        var file = Path.Combine(_path, "blobs", "incoming", id.ToString("N"));
        await File.AppendAllTextAsync(file, "half of a part", Ct);
        await File.WriteAllTextAsync($"{file}.unchecked", "10", Ct);

        Assert.Equal(10, await incoming.LengthAsync(id, Ct));
        Assert.Equal(15, await incoming.AppendAsync(id, 10, new MemoryStream(Bytes(5)), 5, isRight: null, Ct));

        await using var staged = await incoming.StageAsync(id, Ct);
        Assert.Equal(Digest([.. Bytes(10), .. Bytes(5)]), staged!.Digest);
    }

    [Fact]
    public async Task Constructor_Should_SweepOnlyWhatIsOld_When_SomethingHasCome()
    {
        var (_, incoming) = await OpenAsync();
        var (old, young) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var (id, days) in ((Guid, double)[])[(old, 3.1), (young, 2.9)])
        {
            await incoming.AppendAsync(id, 0, new MemoryStream(Bytes(10)), 10, isRight: null, Ct);
            File.SetLastWriteTimeUtc(Path.Combine(_path, "blobs", "incoming", id.ToString("N")), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-days));
        }

        (_, incoming) = await OpenAsync();

        Assert.Equal((0, 10), (await incoming.LengthAsync(old, Ct), await incoming.LengthAsync(young, Ct)));
    }

    [Fact]
    public async Task StageAsync_Should_Refuse_When_APartIsComing()
    {
        var (_, incoming) = await OpenAsync();
        var id = Guid.CreateVersion7();
        await incoming.AppendAsync(id, 0, new MemoryStream(Bytes(10)), 10, isRight: null, Ct);
        await using var held = new FileStream(Path.Combine(_path, "blobs", "incoming", id.ToString("N")), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var refused = await Assert.ThrowsAsync<AppendRefusedException>(() => incoming.StageAsync(id, Ct));

        Assert.Equal((AppendProblem.Busy, 10L), (refused.Problem, refused.Length));
        Assert.Equal(10, await incoming.LengthAsync(id, Ct));
    }
}
