using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Dam.Domain.Blobs;
using Dam.Infrastructure.Blobs.Azure;
using Dam.Tests.Contracts;
using Dam.Tests.Infrastructure.Imaging;
using Microsoft.Extensions.Configuration;

namespace Dam.Tests.Infrastructure.Blobs;

/// <remarks>Memory is counted for the whole process, so nothing else runs beside these.</remarks>
[Collection(nameof(LoadTests))]
public sealed class AzureBlobStoreTests(Azurite azurite) : BlobStoreContract, IClassFixture<Azurite>
{
    private readonly string _prefix = $"t{Guid.CreateVersion7():N}-";

    private BlobServiceClient Service => new(azurite.ConnectionString);

    protected override async Task<IBlobStore> OpenAsync()
    {
        var options = new AzureBlobOptions { ConnectionString = azurite.ConnectionString, ContainerPrefix = _prefix, OriginalsTier = AccessTier.Cool };
        var store = new AzureBlobStore(options.Connect(), options, TimeProvider.System);
        await store.PrepareAsync(Ct);
        return store;
    }

    protected override async Task CloseAsync()
    {
        foreach (var name in (string[])["originals", "renditions", "ingest"])
        {
            await Service.DeleteBlobContainerAsync(_prefix + name, cancellationToken: CancellationToken.None);
        }
    }

    protected override int CountStaged() => Service.GetBlobContainerClient($"{_prefix}ingest").GetBlobs(states: BlobStates.Uncommitted, cancellationToken: Ct).Count();

    [Theory]
    [InlineData(1000)]
    [InlineData(9_000_000)]
    public async Task PublishAsync_Should_PutAnOriginalIntoItsTier_When_OneIsSet(int size)
    {
        var store = await OpenAsync();
        await using var staged = await store.StageAsync(new MemoryStream(Bytes(size)), size, Ct);

        await store.PublishAsync(staged, Original(staged.Digest), Ct);

        var blob = Service.GetBlobContainerClient($"{_prefix}originals").GetBlobClient($"default/{staged.Digest}");
        BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: Ct);
        Assert.Equal(("Cool", (long)size), (properties.AccessTier, properties.ContentLength));
    }

    [Fact]
    public async Task PrepareAsync_Should_KeepContainersPrivate_When_ItMakesThem()
    {
        foreach (var name in (string[])["originals", "renditions", "ingest"])
        {
            BlobContainerProperties properties = await Service.GetBlobContainerClient(_prefix + name).GetPropertiesAsync(cancellationToken: Ct);
            Assert.Equal(PublicAccessType.None, properties.PublicAccess);
        }
    }

    [Fact]
    public async Task PrepareAsync_Should_SweepOnlyWhatIsOld_When_SomethingLiesInIngest()
    {
        var ingest = Service.GetBlobContainerClient($"{_prefix}ingest");
        await ingest.GetBlobClient("left").UploadAsync(BinaryData.FromString("half"), Ct);
        await ingest.GetBlobClient("left").GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(-1), cancellationToken: Ct);
        var options = new AzureBlobOptions { ConnectionString = azurite.ConnectionString, ContainerPrefix = _prefix };

        await new AzureBlobStore(options.Connect(), options, new ManualTime(TimeProvider.System.GetUtcNow().AddDays(1))).PrepareAsync(Ct);
        Assert.True(await ingest.GetBlobClient("left").ExistsAsync(Ct));

        await new AzureBlobStore(options.Connect(), options, new ManualTime(TimeProvider.System.GetUtcNow().AddDays(3))).PrepareAsync(Ct);
        Assert.False(await ingest.GetBlobClient("left").ExistsAsync(Ct));
    }

    [Theory]
    [InlineData("", "", "", "Dam:Blobs:Azure: set either ConnectionString or ServiceUri, since Dam:Blobs:Provider is Azure.")]
    [InlineData("x", "https://a.example", "", "Dam:Blobs:Azure: set either ConnectionString or ServiceUri, since Dam:Blobs:Provider is Azure.")]
    [InlineData("", "http://a.example", "", "Dam:Blobs:Azure:ServiceUri: \"http://a.example\" is no https address.")]
    [InlineData("x", "", "Archive", "Dam:Blobs:Azure:OriginalsTier: \"Archive\" is none of Hot, Cool, Cold. Archived originals could not be read at once.")]
    public void From_Should_NameTheSetting_When_ItIsWrong(string connection, string uri, string tier, string message)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Dam:Blobs:Azure:ConnectionString", connection), new("Dam:Blobs:Azure:ServiceUri", uri), new("Dam:Blobs:Azure:OriginalsTier", tier),
        ]).Build();

        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => AzureBlobOptions.From(configuration)).Message);
    }

    [Fact]
    public void Connect_Should_NameTheSetting_When_TheConnectionStringIsNone()
    {
        var options = new AzureBlobOptions { ConnectionString = "no such thing" };

        Assert.StartsWith("Dam:Blobs:Azure:ConnectionString is no connection string", Assert.Throws<InvalidOperationException>(() => options.Connect()).Message, StringComparison.Ordinal);
    }
}
