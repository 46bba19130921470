using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Dam.Domain.Blobs;

namespace Dam.Infrastructure.Blobs.Azure;

/// <summary>
/// Blobs in Azure Blob storage, in three containers: originals as <c>{region}/{digest}</c>, what can be made again as <c>{area}/{region}/{digest}[.{variant}]</c>, and
/// large content on its way as uncommitted blocks. Content gets its name by one conditional write or copy inside the account: no name ever leads to half of it.
/// </summary>
internal sealed class AzureBlobStore : IBlobStore
{
    /// <summary>What lies in the container for ingest for so long was left by a process that is gone.</summary>
    private static readonly TimeSpan LongestIngest = TimeSpan.FromDays(2);

    private static readonly BlobRequestConditions OnlyIfNew = new() { IfNoneMatch = ETag.All };

    private readonly BlobContainerClient _originals;
    private readonly BlobContainerClient _renditions;
    private readonly BlobContainerClient _ingest;
    private readonly AccessTier? _originalsTier;
    private readonly TimeProvider _time;

    public AzureBlobStore(BlobServiceClient service, AzureBlobOptions options, TimeProvider time)
    {
        _originals = service.GetBlobContainerClient($"{options.ContainerPrefix}originals");
        _renditions = service.GetBlobContainerClient($"{options.ContainerPrefix}renditions");
        _ingest = service.GetBlobContainerClient($"{options.ContainerPrefix}ingest");
        Incoming = new AzureIncomingBlobs(_ingest);
        Direct = new AzureDirectUploads(service, _ingest, options, time);
        _originalsTier = options.OriginalsTier;
        _time = time;
    }

    /// <summary>How long an upload may take.</summary>
    public TimeSpan UploadLifetime { get; init; }

    /// <summary>What has come of uploads, in the container for ingest.</summary>
    public AzureIncomingBlobs Incoming { get; }

    /// <summary>What can be made again lies in it.</summary>
    public BlobContainerClient Renditions => _renditions;

    /// <summary>What clients have put there themselves.</summary>
    public AzureDirectUploads Direct { get; }

    /// <summary>Makes the containers, private ones, and sweeps what dead processes left.</summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        foreach (var container in (BlobContainerClient[])[_originals, _renditions, _ingest])
        {
            await container.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: ct);
        }

        await foreach (var blob in _ingest.GetBlobsAsync(cancellationToken: ct))
        {
            if (_time.GetUtcNow() - blob.Properties.LastModified > LongestIngest + UploadLifetime)
            {
                await AzureDirectUploads.DeleteAsync(_ingest.GetBlobBaseClient(blob.Name), ct);
            }
        }
    }

    public Task<StagedBlob> StageAsync(Stream content, long limit, CancellationToken ct) =>
        StageAsync(target => content.CopyToAsync(target, bufferSize: 128 * 1024, ct), limit, ct);

    public async Task<StagedBlob> StageAsync(Func<Stream, Task> write, long limit, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var staged = new AzureStagedBlob(_ingest.GetBlockBlobClient(Guid.CreateVersion7(_time.GetUtcNow()).ToString("N")), limit, ct);
        try
        {
            await write(staged.Target);
            ct.ThrowIfCancellationRequested();
            await staged.CompleteAsync();
            return staged;
        }
        catch
        {
            await staged.DisposeAsync();
            throw;
        }
    }

    public async Task PublishAsync(StagedBlob staged, BlobKey key, CancellationToken ct)
    {
        if (staged is not (AzureStagedBlob or AzureReadBlob))
        {
            throw new ArgumentException("Only what this store has staged.", nameof(staged));
        }

        BlobPath.Check(staged, key);
        var target = BlobOf(key);
        var tier = key.Area == BlobArea.Originals ? _originalsTier : null;
        try
        {
            switch (staged)
            {
                case AzureReadBlob content:
                    await CopyAsync(content.Source, new BlobRequestConditions { IfMatch = content.Version }, target, tier, ct);
                    break;
                case AzureStagedBlob { Blocks.Count: 0 } content:
                    using (var bytes = BinaryData.FromBytes(content.Memory).ToStream())
                    {
                        await target.UploadAsync(bytes, new BlobUploadOptions { Conditions = OnlyIfNew, AccessTier = tier }, ct);
                    }

                    break;
                case AzureStagedBlob content:
                    await content.Staging.CommitBlockListAsync(content.Blocks, cancellationToken: ct);
                    await CopyAsync(content.Staging, new BlobRequestConditions(), target, tier, ct);
                    break;
            }
        }
        catch (RequestFailedException failure) when (failure.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.PreconditionFailed
            && failure.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            // The same bytes are there already.
        }
        catch (RequestFailedException failure) when (staged is AzureReadBlob && failure.Status == (int)HttpStatusCode.PreconditionFailed)
        {
            throw new BlobChangedException("The blob was written to after it had been read.", failure);
        }

    }

    public async Task<Stream?> OpenAsync(BlobKey key, CancellationToken ct)
    {
        var blob = BlobOf(key);
        try
        {
            var response = await blob.DownloadStreamingAsync(options: null, ct);
            return new AzureReadStream(blob, response.Value);
        }
        catch (RequestFailedException failure) when (failure.Status == (int)HttpStatusCode.NotFound && failure.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    public async Task<bool> ExistsAsync(BlobKey key, CancellationToken ct) => await BlobOf(key).ExistsAsync(ct);

    public async Task<bool> DeleteAsync(BlobKey key, CancellationToken ct) => await BlobOf(key).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: ct);

    public async Task<int> CountAsync(BlobArea area, string region, string digest, CancellationToken ct)
    {
        var first = BlobOf(new BlobKey(area, region, digest));
        var container = area == BlobArea.Originals ? _originals : _renditions;
        return await container.GetBlobsAsync(prefix: first.Name, cancellationToken: ct).CountAsync(ct);
    }

    /// <summary>Inside the account, and whole or not at all.</summary>
    private static async Task CopyAsync(BlockBlobClient source, BlobRequestConditions sourceConditions, BlockBlobClient target, AccessTier? tier, CancellationToken ct)
    {
        var options = new BlobCopyFromUriOptions { SourceConditions = sourceConditions, DestinationConditions = OnlyIfNew, AccessTier = tier };
        var copy = await target.StartCopyFromUriAsync(source.Uri, options, ct);
        await copy.WaitForCompletionAsync(ct);
    }

    public async Task DeleteAllAsync(BlobName name, CancellationToken ct)
    {
        foreach (var area in (BlobArea[])[BlobArea.Renditions, BlobArea.Mezzanines])
        {
            await foreach (var blob in _renditions.GetBlobsAsync(prefix: BlobOf(name.Key with { Area = area }).Name, cancellationToken: ct))
            {
                await _renditions.DeleteBlobIfExistsAsync(blob.Name, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: ct);
            }
        }

        await DeleteAsync(name.Key, ct);
    }

    public async IAsyncEnumerable<StoredBlob> ListOriginalsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var blob in _originals.GetBlobsAsync(cancellationToken: ct))
        {
            if (blob.Name.Split('/') is [var region, var digest] && BlobPath.NameOf(region, digest) is { } name && blob.Properties is { ContentLength: { } size, LastModified: { } writtenAt })
            {
                yield return new StoredBlob(name, size, writtenAt);
            }
        }
    }

    private BlockBlobClient BlobOf(BlobKey key)
    {
        var (area, region, name) = BlobPath.Of(key);
        return key.Area == BlobArea.Originals
            ? _originals.GetBlockBlobClient($"{region}/{name}")
            : _renditions.GetBlockBlobClient($"{area}/{region}/{name}");
    }
}
