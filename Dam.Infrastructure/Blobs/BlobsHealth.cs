using Dam.Domain.Blobs;
using Dam.Infrastructure.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dam.Infrastructure.Blobs;

/// <summary>The blob store takes bytes, gives them back and lets them go: asked with a few bytes of their own name.</summary>
internal static class BlobsHealth
{
    public static IServiceCollection AddBlobsHealth(this IServiceCollection services) => services
        .AddHealthPart("blobs", "The blob store cannot be used.", HealthRegistration.Long, static (services, ct) =>
            ProbeAsync(services.GetRequiredService<IBlobStore>(), services.GetRequiredService<TimeProvider>(), ct))
        .AddHealthPart("disk", "The disk of the data folder cannot be looked at.", HealthRegistration.Long, static (services, _) =>
            Task.FromResult(DiskSpace.Of(services.GetRequiredService<DataFolder>(), services.GetHealthOptions())));

    /// <summary>A full store is not unhealthy: what is there can still be read and delivered.</summary>
    private static async Task<HealthCheckResult> ProbeAsync(IBlobStore store, TimeProvider time, CancellationToken ct)
    {
        try
        {
            return await TryAsync(store, time, ct);
        }
        catch (StorageUnavailableException full) when (full.IsFull)
        {
            return HealthCheckResult.Degraded($"The blob store is full: {full.InnerException?.Message}");
        }
    }

    private static async Task<HealthCheckResult> TryAsync(IBlobStore store, TimeProvider time, CancellationToken ct)
    {
        // Several nodes may ask at once: each asks for its own.
        var bytes = Guid.CreateVersion7(time.GetUtcNow()).ToByteArray();
        using var content = new MemoryStream(bytes);
        await using var staged = await store.StageAsync(content, bytes.Length, ct);
        var key = new BlobKey(BlobArea.Renditions, "default", staged.Digest, "health");
        await store.PublishAsync(staged, key, ct);
        var read = await ReadAsync(store, key, ct);
        await store.DeleteAsync(key, ct);
        return read.AsSpan().SequenceEqual(bytes)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The blob store does not give back what was written to it.");
    }

    private static async Task<byte[]> ReadAsync(IBlobStore store, BlobKey key, CancellationToken ct)
    {
        await using var stream = await store.OpenAsync(key, ct);
        using var read = new MemoryStream();
        await (stream ?? Stream.Null).CopyToAsync(read, ct);
        return read.ToArray();
    }
}
