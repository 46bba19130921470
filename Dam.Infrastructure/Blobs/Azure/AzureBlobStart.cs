using Azure;
using Dam.Domain.Blobs;
using Microsoft.Extensions.Hosting;

namespace Dam.Infrastructure.Blobs.Azure;

/// <summary>Makes the containers before any other service starts, and fails the start when the account cannot be used.</summary>
internal sealed class AzureBlobStart(AzureBlobStore store) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.PrepareAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is RequestFailedException or StorageUnavailableException)
        {
            throw new InvalidOperationException($"{AzureBlobOptions.Section}: the storage account cannot be used: {failure.GetBaseException().Message}", failure);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
