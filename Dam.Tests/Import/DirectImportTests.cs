using Azure.Storage.Blobs;
using Dam.Tests.Api;
using Dam.Tests.Infrastructure.Blobs;

namespace Dam.Tests.Import;

/// <summary>The importer where files go to the store past the service.</summary>
public sealed class DirectImportTests(Azurite azurite) : IClassFixture<Azurite>, IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("dam-import-data-").FullName;
    private readonly string _folder = Directory.CreateTempSubdirectory("dam-import-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.Delete(_data, recursive: true);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Import_Should_PutFilesIntoTheStore_When_TargetsLeadThere()
    {
        for (var number = 0; number < 10; number++)
        {
            await File.WriteAllBytesAsync(Path.Combine(_folder, $"{number}.png"), TestPng.Noise(number), Ct);
        }

        await using var service = await DamProcess.StartAsync(
            _data, Ct, ("Dam__Blobs__Provider", "Azure"), ("Dam__Blobs__Azure__ConnectionString", azurite.ConnectionString), ("Dam__Blobs__Azure__ContainerPrefix", "import-"));

        var (code, summary, errors) = await ImportProcess.RunAsync(service.Address, DamProcess.AdministratorKey, _folder);

        Assert.True(code == 0, errors);
        Assert.Equal("10 files: 10 created, 0 existing, 0 failed, 0 not tried", summary);
        Assert.Equal(10, new BlobContainerClient(azurite.ConnectionString, "import-originals").GetBlobs(cancellationToken: Ct).Count());
    }
}
