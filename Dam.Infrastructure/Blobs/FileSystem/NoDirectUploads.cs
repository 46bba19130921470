using Dam.Domain.Blobs;

namespace Dam.Infrastructure.Blobs.FileSystem;

/// <summary>A folder takes no bytes but through this service.</summary>
internal sealed class NoDirectUploads : IDirectUploads
{
    public Task<DirectTarget?> TargetAsync(Guid uploadId, DateTimeOffset expiresAt, CancellationToken ct) => Task.FromResult<DirectTarget?>(null);

    public Task<long> LengthAsync(Guid uploadId, CancellationToken ct) => Task.FromResult(0L);

    public Task<StagedBlob?> StageAsync(Guid uploadId, CancellationToken ct) => Task.FromResult<StagedBlob?>(null);

    public Task DeleteAsync(Guid uploadId, CancellationToken ct) => Task.CompletedTask;
}
