namespace Dam.Domain.Uploads;

/// <summary>Uploads as a use case changes them, within its unit of work.</summary>
public interface IUploadStore
{
    Task<Upload?> FindAsync(Guid id, CancellationToken ct);

    /// <summary>Uploads that expired before an instant. What somebody else is at is left out.</summary>
    /// <param name="unused">Whether only those of which nothing was made.</param>
    Task<IReadOnlyList<Upload>> FindExpiredAsync(DateTimeOffset before, bool unused, int atMost, CancellationToken ct);

    /// <summary>Those that exist. At most 1,000 ids.</summary>
    Task<IReadOnlyList<Upload>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct);

    void Add(Upload upload);

    void Remove(Upload upload);
}
