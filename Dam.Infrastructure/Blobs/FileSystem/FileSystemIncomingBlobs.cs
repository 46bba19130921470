using System.Globalization;
using Dam.Domain.Blobs;

namespace Dam.Infrastructure.Blobs.FileSystem;

/// <summary>
/// What has come of uploads as files: <c>blobs/incoming/{id}</c>, as long as what has come. Who adds to one holds its lock, which the operating system gives up when a process
/// is killed. Beside a file that gets a part to be checked lies <c>{id}.unchecked</c> with the length from before: if it is there afterwards, that is the file's length.
/// </summary>
internal sealed class FileSystemIncomingBlobs : IIncomingBlobs
{
    /// <summary>What nobody has added to for so long after its upload ended belongs to none.</summary>
    private static readonly TimeSpan LongestLeftover = TimeSpan.FromDays(2);

    private readonly DataFolder _data;
    private readonly string _folder;

    /// <param name="folder">Holds the blobs.</param>
    /// <param name="lifetime">Of an upload.</param>
    public FileSystemIncomingBlobs(DataFolder folder, TimeSpan lifetime, TimeProvider time)
    {
        _data = folder;
        _folder = Path.Combine(folder.Path, "blobs", "incoming");
        var oldest = time.GetUtcNow().UtcDateTime - lifetime - LongestLeftover;
        foreach (var leftover in Directory.CreateDirectory(_folder).EnumerateFiles().Where(file => file.LastWriteTimeUtc < oldest))
        {
            leftover.Delete();
        }
    }

    /// <summary>Without the lock, so that it is known while a part is coming too.</summary>
    public async Task<long> LengthAsync(Guid uploadId, CancellationToken ct)
    {
        var file = new FileInfo(PathOf(uploadId));
        if (!file.Exists)
        {
            return 0;
        }

        var length = file.Length;
        try
        {
            // A process that was killed may not have synced what it had written.
            await Task.Run(() => FolderSync.Sync(file.FullName), ct);
        }
        catch (IOException) when (!File.Exists(file.FullName))
        {
            return 0;
        }

        return Math.Min(length, Unchecked(uploadId) ?? length);
    }

    public Task<long> AppendAsync(Guid uploadId, long offset, Stream content, long limit, Func<bool>? isRight, CancellationToken ct) =>
        _data.WriteAsync(() => AddAsync(uploadId, offset, content, limit, isRight, ct));

    private async Task<long> AddAsync(Guid uploadId, long offset, Stream content, long limit, Func<bool>? isRight, CancellationToken ct)
    {
        await using var file = Open(uploadId, FileMode.OpenOrCreate);
        if (Unchecked(uploadId) is { } length)
        {
            await CutAsync(uploadId, file, length);
        }

        if (file.Length != offset)
        {
            throw new AppendRefusedException(AppendProblem.Offset, file.Length);
        }

        if (offset == 0)
        {
            await SyncFolderAsync();
        }

        if (isRight is not null)
        {
            await MarkAsync(uploadId, offset);
        }

        file.Position = offset;
        try
        {
            await CopyAsync(content, file, limit, ct);
            if (isRight is not null && !isRight())
            {
                throw new AppendRefusedException(AppendProblem.Checksum, offset);
            }
        }
        catch when (isRight is not null)
        {
            await CutAsync(uploadId, file, offset);
            throw;
        }
        finally
        {
            await Task.Run(() => file.Flush(flushToDisk: true), CancellationToken.None);
        }

        if (isRight is not null)
        {
            await UnmarkAsync(uploadId);
        }

        return file.Length;
    }

    public async Task<StagedBlob?> StageAsync(Guid uploadId, CancellationToken ct)
    {
        FileStream file;
        try
        {
            file = Open(uploadId, FileMode.Open);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        if (Unchecked(uploadId) is { } length)
        {
            await CutAsync(uploadId, file, length);
        }

        return await FileStagedBlob.ReadAsync(PathOf(uploadId), file, ct);
    }

    public Task DeleteAsync(Guid uploadId, CancellationToken ct)
    {
        File.Delete(PathOf(uploadId));
        File.Delete(MarkOf(uploadId));
        return Task.CompletedTask;
    }

    private static async Task CopyAsync(Stream content, FileStream file, long limit, CancellationToken ct)
    {
        var buffer = new byte[FileStagedBlob.ReadSize];
        for (int count; (count = await content.ReadAsync(buffer, ct)) > 0; limit -= count)
        {
            if (count > limit)
            {
                throw new BlobTooLargeException(limit);
            }

            // Not cancelled: half of a write would be neither kept nor thrown away.
            await file.WriteAsync(buffer.AsMemory(0, count), CancellationToken.None);
        }
    }

    private FileStream Open(Guid uploadId, FileMode mode)
    {
        var path = PathOf(uploadId);
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = mode,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
                Options = FileOptions.Asynchronous,
            });
        }
        catch (IOException taken) when (TakenFile.IsReasonOf(taken))
        {
            throw new AppendRefusedException(AppendProblem.Busy, new FileInfo(path) is { Exists: true } there ? there.Length : 0);
        }
    }

    /// <summary>The length from before a part that was not checked yet; null when there is none.</summary>
    private long? Unchecked(Guid uploadId)
    {
        try
        {
            // When it is empty, who wrote it was killed before anything was added.
            return long.TryParse(File.ReadAllText(MarkOf(uploadId)), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private async Task MarkAsync(Guid uploadId, long length)
    {
        await File.WriteAllTextAsync(MarkOf(uploadId), length.ToString(CultureInfo.InvariantCulture));
        await Task.Run(() => FolderSync.Sync(MarkOf(uploadId)));
        await SyncFolderAsync();
    }

    private async Task UnmarkAsync(Guid uploadId)
    {
        File.Delete(MarkOf(uploadId));
        await SyncFolderAsync();
    }

    private async Task CutAsync(Guid uploadId, FileStream file, long length)
    {
        file.SetLength(length);
        await Task.Run(() => file.Flush(flushToDisk: true));
        await UnmarkAsync(uploadId);
    }

    private Task SyncFolderAsync() => Task.Run(() => FolderSync.Sync(_folder));

    private string PathOf(Guid uploadId) => Path.Combine(_folder, uploadId.ToString("N"));

    private string MarkOf(Guid uploadId) => $"{PathOf(uploadId)}.unchecked";
}
