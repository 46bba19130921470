namespace Dam.Domain.Blobs;

/// <summary>Where a client sends bytes to the store itself.</summary>
/// <param name="Url">Takes a PUT of the whole. It is the permission, for this one place.</param>
/// <param name="Headers">To be sent with it.</param>
/// <param name="ExpiresAt">From then on nothing is taken.</param>
/// <param name="LargestPut">Bytes that one request takes at most.</param>
public sealed record DirectTarget(Uri Url, IReadOnlyList<KeyValuePair<string, string>> Headers, DateTimeOffset ExpiresAt, long LargestPut);

/// <summary>Bytes of uploads that clients send to the store past this service, where the store can take them. Nothing is known of them until they are read.</summary>
public interface IDirectUploads : IArrivedBlobs
{
    /// <summary>A place for one upload's bytes; null where the store, or the operator, does not take any.</summary>
    /// <param name="expiresAt">It does not live longer.</param>
    Task<DirectTarget?> TargetAsync(Guid uploadId, DateTimeOffset expiresAt, CancellationToken ct);
}
