namespace Dam.Domain.Uploads;

/// <summary>Reads uploads as they were when it was asked. Who may know of one has its id and its signature, so no caller is named.</summary>
public interface IUploadReader
{
    /// <summary>Not for changing: nobody is kept from changing it.</summary>
    Task<Upload?> FindAsync(Guid id, CancellationToken ct);
}
