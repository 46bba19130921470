using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Dam.Domain.Blobs;

namespace Dam.Infrastructure.Blobs.Azure;

/// <summary>
/// A whole blob in the container for ingest, which was read once. It is published by a copy that fails when it is not the blob that was read any more, so whoever may
/// write to it cannot change what was checked.
/// </summary>
internal sealed class AzureReadBlob : StagedBlob
{
    private readonly HashingStream _target = new(Stream.Null, limit: long.MaxValue);
    private string _digest = "";

    private AzureReadBlob(BlockBlobClient source, ETag version)
    {
        Source = source;
        Version = version;
    }

    public BlockBlobClient Source { get; }

    public ETag Version { get; }

    public override string Digest => _digest;

    public override long Size => _target.Count;

    public override ReadOnlyMemory<byte> Head => _target.Head;

    /// <summary>Null when there is none.</summary>
    public static async Task<AzureReadBlob?> ReadAsync(BlockBlobClient source, CancellationToken ct)
    {
        try
        {
            await using var content = new AzureReadStream(source, await source.DownloadStreamingAsync(options: null, ct));
            var blob = new AzureReadBlob(source, content.Version);
            await content.CopyToAsync(blob._target, bufferSize: 128 * 1024, ct);
            blob._digest = blob._target.Complete();
            return blob;
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    public override ValueTask DisposeAsync()
    {
        _target.Release();
        return ValueTask.CompletedTask;
    }
}
