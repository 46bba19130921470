using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Dam.Domain.Blobs;
using Dam.Infrastructure.Blobs.Azure;
using Dam.Tests.Contracts;

namespace Dam.Tests.Infrastructure.Blobs;

public sealed class AzureIncomingBlobsTests(Azurite azurite) : IncomingBlobsContract, IClassFixture<Azurite>
{
    private readonly string _prefix = $"t{Guid.CreateVersion7():N}-";

    protected override async Task<(IBlobStore Store, IIncomingBlobs Incoming)> OpenAsync()
    {
        var options = new AzureBlobOptions { ConnectionString = azurite.ConnectionString, ContainerPrefix = _prefix };
        var store = new AzureBlobStore(options.Connect(), options, TimeProvider.System);
        await store.PrepareAsync(Ct);
        return (store, store.Incoming);
    }

    protected override Task CloseAsync() => Task.CompletedTask;

    [Fact]
    public async Task PublishAsync_Should_Fail_When_TheBlobIsAnotherThanTheOneThatWasRead()
    {
        var (store, incoming) = await OpenAsync();
        var id = Guid.CreateVersion7();
        await incoming.AppendAsync(id, 0, new MemoryStream(Bytes(10)), 10, isRight: null, Ct);
        await using var staged = await incoming.StageAsync(id, Ct);
        var blob = new BlobServiceClient(azurite.ConnectionString).GetBlobContainerClient($"{_prefix}ingest").GetBlockBlobClient($"parts/{id:N}");
        await blob.UploadAsync(new MemoryStream(Bytes(11)), cancellationToken: Ct);
        var key = new BlobKey(BlobArea.Originals, "default", staged!.Digest);

        await Assert.ThrowsAsync<BlobChangedException>(() => store.PublishAsync(staged, key, Ct));

        Assert.False(await store.ExistsAsync(key, Ct));
    }
}
