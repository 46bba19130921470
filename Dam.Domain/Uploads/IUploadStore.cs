namespace Dam.Domain.Uploads;

/// <summary>Uploads as a use case changes them, within its unit of work.</summary>
public interface IUploadStore
{
    Task<Upload?> FindAsync(Guid id, CancellationToken ct);

    /// <summary>Those that exist. At most 1,000 ids.</summary>
    Task<IReadOnlyList<Upload>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct);

    void Add(Upload upload);

    void Remove(Upload upload);
}
