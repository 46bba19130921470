namespace Dam.Domain.Uploads;

/// <summary>Uploads as a use case changes them, within its unit of work.</summary>
public interface IUploadStore
{
    Task<Upload?> FindAsync(Guid id, CancellationToken ct);

    /// <summary>Uploads that expired before an instant, nothing made of them; or before another one, whatever was made. What somebody else is at is left out.</summary>
    Task<IReadOnlyList<Upload>> FindExpiredAsync(DateTimeOffset unusedBefore, DateTimeOffset usedBefore, int atMost, CancellationToken ct);

    void Add(Upload upload);

    void Remove(Upload upload);
}
