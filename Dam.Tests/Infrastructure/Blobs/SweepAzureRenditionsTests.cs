using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Dam.Domain.Jobs;
using Dam.Infrastructure.Blobs.Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dam.Tests.Infrastructure.Blobs;

public sealed class SweepAzureRenditionsTests(Azurite azurite) : IClassFixture<Azurite>, IAsyncLifetime
{
    private static readonly JobRun Run = new(SweepAzureRenditions.JobKind, "");

    private readonly BlobContainerClient _container = new(azurite.ConnectionString, $"t{Guid.CreateVersion7():N}-renditions");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _container.CreateAsync(cancellationToken: Ct);

    public async ValueTask DisposeAsync() => await _container.DeleteAsync();

    [Fact]
    public async Task RunAsync_Should_DeleteTheOldestUntilATenthIsFree_When_ThereIsTooMuch()
    {
        for (var i = 0; i < 10; i++)
        {
            await WriteAsync($"renditions/default/old{i}", size: 100);
        }

        await NextSecondAsync();
        for (var i = 0; i < 10; i++)
        {
            await WriteAsync($"renditions/default/new{i}", size: 100);
        }

        await WriteAsync("mezzanines/default/one", size: 5000);

        await Sweep(capacity: 1500).RunAsync(Run, Ct);

        var left = await LeftAsync();
        Assert.Equal(10, left.Count(name => name.StartsWith("renditions/default/new", StringComparison.Ordinal)));
        Assert.Equal(3, left.Count(name => name.StartsWith("renditions/default/old", StringComparison.Ordinal)));
        Assert.Contains("mezzanines/default/one", left);
    }

    [Theory]
    [InlineData(2000, 60)]
    [InlineData(1999, 0)]
    public async Task RunAsync_Should_DeleteNothing_When_ThereIsRoomOrAllIsOnlyJustWritten(long capacity, int minutesLater)
    {
        for (var i = 0; i < 20; i++)
        {
            await WriteAsync($"renditions/default/{i}", size: 100);
        }

        await Sweep(capacity, TimeSpan.FromMinutes(minutesLater)).RunAsync(Run, Ct);

        Assert.Equal(20, (await LeftAsync()).Count);
    }

    [Fact]
    public void From_Should_TakeTheBound_When_ItIsANumberOfBytes()
    {
        Assert.Equal(500L * 1024 * 1024 * 1024, Options(null).RenditionBytes);
        Assert.Equal(1000, Options("1000").RenditionBytes);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("much")]
    public void From_Should_NameTheSetting_When_ItIsNone(string text) =>
        Assert.StartsWith("Dam:Blobs:Azure:RenditionBytes", Assert.Throws<InvalidOperationException>(() => Options(text)).Message, StringComparison.Ordinal);

    private static AzureBlobOptions Options(string? bytes) => AzureBlobOptions.From(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Dam:Blobs:Azure:ConnectionString"] = "UseDevelopmentStorage=true",
        ["Dam:Blobs:Azure:RenditionBytes"] = bytes,
    }).Build());

    private SweepAzureRenditions Sweep(long capacity, TimeSpan? later = null) =>
        new(_container, capacity, new LaterClock(later ?? TimeSpan.FromHours(1)), NullLogger<SweepAzureRenditions>.Instance) { Granularity = TimeSpan.FromSeconds(1) };

    private async Task WriteAsync(string name, int size) => await _container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(new byte[size]), overwrite: true, Ct);

    /// <summary>The store's clock has moved on: it tells whole seconds.</summary>
    private async Task NextSecondAsync()
    {
        var probe = _container.GetBlobClient("probe");
        BlobContentInfo first = await probe.UploadAsync(BinaryData.FromString(""), overwrite: true, Ct);
        BlobContentInfo next;
        do
        {
            await Task.Delay(50, Ct);
            next = await probe.UploadAsync(BinaryData.FromString(""), overwrite: true, Ct);
        }
        while (next.LastModified == first.LastModified);
    }

    private async Task<List<string>> LeftAsync() => await _container.GetBlobsAsync(cancellationToken: Ct).Select(blob => blob.Name).ToListAsync(Ct);

    private sealed class LaterClock(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + later;
    }
}
