using System.Net;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using Dam.Domain.Blobs;

namespace Dam.Infrastructure.Blobs.Azure;

/// <summary>
/// Lets clients put files into the container for ingest as <c>direct/{id}</c>, by a shared access signature for that one blob: it may be created and written, not read, listed or
/// deleted. The size cannot be bound, so everything is checked afterwards. Signed by the account's key or, with a managed identity, by a key that Azure delegates for some hours.
/// </summary>
internal sealed class AzureDirectUploads(BlobServiceClient service, BlobContainerClient ingest, AzureBlobOptions options, TimeProvider time) : IDirectUploads, IDisposable
{
    /// <summary>That Azure takes in one Put Blob (5,000 MiB).</summary>
    private const long LargestPut = 5_000L * 1024 * 1024;

    private static readonly TimeSpan DelegationLife = TimeSpan.FromDays(2);

    /// <summary>By which Azure's clock may be behind this one.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(15);

    private readonly SemaphoreSlim _delegating = new(1, 1);
    private UserDelegationKey? _delegation;

    public async Task<DirectTarget?> TargetAsync(Guid uploadId, DateTimeOffset expiresAt, CancellationToken ct)
    {
        if (!options.DirectUploads || (options.ServiceUri is null && !ingest.CanGenerateSasUri))
        {
            // With a connection string that holds a signature itself nothing can be signed.
            return null;
        }

        var blob = BlobOf(uploadId);
        var end = time.GetUtcNow() + options.DirectUploadLifetime is var latest && latest < expiresAt ? latest : expiresAt;
        var sas = new BlobSasBuilder(BlobSasPermissions.Create | BlobSasPermissions.Write, end)
        {
            BlobContainerName = ingest.Name,
            BlobName = blob.Name,
            Resource = "b",
            Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
        };
        var url = options.ServiceUri is null
            ? blob.GenerateSasUri(sas)
            : new BlobUriBuilder(blob.Uri) { Sas = sas.ToSasQueryParameters(await DelegationAsync(end, ct), service.AccountName) }.ToUri();
        return new DirectTarget(url, [new("x-ms-blob-type", "BlockBlob"), new("Content-Type", "application/octet-stream")], end, LargestPut);
    }

    public async Task<long> LengthAsync(Guid uploadId, CancellationToken ct)
    {
        if (!options.DirectUploads)
        {
            return 0;
        }

        try
        {
            BlobProperties properties = await BlobOf(uploadId).GetPropertiesAsync(cancellationToken: ct);
            return properties.ContentLength;
        }
        catch (RequestFailedException failure) when (failure.Status == (int)HttpStatusCode.NotFound)
        {
            return 0;
        }
    }

    public async Task<StagedBlob?> StageAsync(Guid uploadId, CancellationToken ct) => await AzureReadBlob.ReadAsync(BlobOf(uploadId), ct);

    public Task DeleteAsync(Guid uploadId, CancellationToken ct) => DeleteAsync(BlobOf(uploadId), ct);

    /// <summary>Whoever may write to a blob may also have leased it.</summary>
    public static async Task DeleteAsync(BlobBaseClient blob, CancellationToken ct)
    {
        try
        {
            await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: ct);
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == BlobErrorCode.LeaseIdMissing)
        {
            await blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: ct);
            await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: ct);
        }
    }

    public void Dispose() => _delegating.Dispose();

    private BlockBlobClient BlobOf(Guid uploadId) => ingest.GetBlockBlobClient($"direct/{uploadId:N}");

    /// <summary>A key that lives longer than what is signed with it.</summary>
    private async Task<UserDelegationKey> DelegationAsync(DateTimeOffset end, CancellationToken ct)
    {
        await _delegating.WaitAsync(ct);
        try
        {
            if (_delegation is null || _delegation.SignedExpiresOn < end)
            {
                var now = time.GetUtcNow();
                _delegation = await service.GetUserDelegationKeyAsync(now - ClockSkew, now + DelegationLife, ct);
            }

            return _delegation;
        }
        finally
        {
            _delegating.Release();
        }
    }
}
