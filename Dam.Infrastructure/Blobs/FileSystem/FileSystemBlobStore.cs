using Dam.Domain.Blobs;
using Dam.Infrastructure.Telemetry;

namespace Dam.Infrastructure.Blobs.FileSystem;

/// <summary>
/// Blobs as files: <c>blobs/{area}/{region}/ab/cd/{digest}[.{variant}]</c> in the data folder. A file is written under <c>blobs/staging</c>, synced, then renamed to its
/// place: no name ever leads to half a file, not even after a power cut. The name of an original is synced as well; that of what can be made again need not be.
/// </summary>
internal sealed class FileSystemBlobStore : IBlobStore, ILocalBlobs
{
    private readonly DataFolder _folder;
    private readonly string _root;
    private readonly string _staging;

    private readonly BoundedFolder? _renditions;

    /// <param name="folder">Holds the blobs.</param>
    /// <param name="startedAt">What lies in staging from before, and nobody has open, was left by a process that is gone, and is swept.</param>
    /// <param name="renditions">What bounds their folder (<see cref="RenditionsIn"/>); null for nothing.</param>
    public FileSystemBlobStore(DataFolder folder, DateTimeOffset startedAt, BoundedFolder? renditions = null)
    {
        _folder = folder;
        _renditions = renditions;
        _root = Path.Combine(folder.Path, "blobs");
        _staging = Path.Combine(_root, "staging");
        Directory.CreateDirectory(_staging);
        foreach (var file in new DirectoryInfo(_staging).EnumerateFiles().Where(file => file.LastWriteTimeUtc < startedAt.UtcDateTime && !FileStagedBlob.IsOpen(file.FullName)))
        {
            file.Delete();
        }
    }

    public static string RenditionsIn(DataFolder folder) => Path.Combine(folder.Path, "blobs", "renditions");

    public Task<StagedBlob> StageAsync(Stream content, long limit, CancellationToken ct) =>
        StageAsync(target => content.CopyToAsync(target, FileStagedBlob.ReadSize, ct), limit, ct);

    public Task<StagedBlob> StageAsync(Func<Stream, Task> write, long limit, CancellationToken ct) => _folder.WriteAsync(() => TakeAsync(write, limit, ct));

    private async Task<StagedBlob> TakeAsync(Func<Stream, Task> write, long limit, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var activity = DamTelemetry.Source.StartActivity("blob stage");
        var staged = new FileStagedBlob(Path.Combine(_staging, Guid.CreateVersion7().ToString("N")), limit);
        try
        {
            await write(staged.Target);
            ct.ThrowIfCancellationRequested();
            await staged.CompleteAsync(ct);
            return staged;
        }
        catch
        {
            await staged.DisposeAsync();
            throw;
        }
    }

    public Task PublishAsync(StagedBlob staged, BlobKey key, CancellationToken ct)
    {
        if (staged is not FileStagedBlob { IsMoved: false } file)
        {
            throw new ArgumentException("Only what this store has staged and has still.", nameof(staged));
        }

        BlobPath.Check(staged, key);
        var path = PathOf(key);
        ct.ThrowIfCancellationRequested();

        return _folder.WriteAsync(async () =>
        {
            var isNew = await PublishAsync(file, path, durableName: key.Area == BlobArea.Originals);
            if (isNew && key.Area == BlobArea.Renditions)
            {
                _renditions?.Added(file.Size);
            }

            return isNew;
        });
    }

    public Task<Stream?> OpenAsync(BlobKey key, CancellationToken ct)
    {
        try
        {
            // Unbuffered: whoever reads brings a buffer of the right size.
            var file = new FileStream(PathOf(key), new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });
            if (key.Area == BlobArea.Renditions)
            {
                BoundedFolder.Used(file);
            }

            return Task.FromResult<Stream?>(file);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task<bool> ExistsAsync(BlobKey key, CancellationToken ct) => Task.FromResult(File.Exists(PathOf(key)));

    public Task<bool> DeleteAsync(BlobKey key, CancellationToken ct)
    {
        var path = PathOf(key);
        if (!File.Exists(path))
        {
            return Task.FromResult(false);
        }

        File.Delete(path);
        return Task.FromResult(true);
    }

    public Task DeleteAllAsync(BlobName name, CancellationToken ct)
    {
        var original = PathOf(name.Key);
        foreach (var area in (BlobArea[])[BlobArea.Renditions, BlobArea.Mezzanines])
        {
            foreach (var made in FilesOf(area, name))
            {
                File.Delete(made);
            }
        }

        if (File.Exists(original))
        {
            File.Delete(original);
        }

        return Task.CompletedTask;
    }

    public IAsyncEnumerable<StoredBlob> ListOriginalsAsync(CancellationToken ct) => ListOriginals().ToAsyncEnumerable();

    private IEnumerable<StoredBlob> ListOriginals()
    {
        var originals = new DirectoryInfo(Path.Combine(_root, "originals"));
        foreach (var region in originals.Exists ? originals.EnumerateDirectories() : [])
        {
            foreach (var file in region.EnumerateFiles("*", SearchOption.AllDirectories))
            {
                if (BlobPath.NameOf(region.Name, file.Name) is { } name)
                {
                    yield return new StoredBlob(name, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
                }
            }
        }
    }

    public Task<int> CountAsync(BlobArea area, string region, string digest, CancellationToken ct) => Task.FromResult(FilesOf(area, new BlobName(region, digest)).Count());

    /// <summary>Whatever their variants.</summary>
    private IEnumerable<string> FilesOf(BlobArea area, BlobName name)
    {
        var folder = Path.GetDirectoryName(PathOf(name.Key with { Area = area }))!;
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"{name.Digest}*") : [];
    }

    /// <summary>False when the same bytes were there already.</summary>
    private static async Task<bool> PublishAsync(FileStagedBlob file, string path, bool durableName)
    {
        using var activity = DamTelemetry.Source.StartActivity("blob publish");
        var folder = Path.GetDirectoryName(path)!;

        // Syncing blocks for as long as the disk takes; that is not for the caller's thread. The disk can do both at a time.
        await Task.WhenAll(Task.Run(file.Sync), Task.Run(() => CreateFolder(folder, durableName)));
        if (File.Exists(path))
        {
            // The same bytes: the staged ones are thrown away. Whoever wrote that name may not have synced it yet.
            Sync(folder, durableName);
            return false;
        }

        file.PutAt(path);
        Sync(folder, durableName);
        return true;
    }

    private static void CreateFolder(string folder, bool durableName)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder)!;
        CreateFolder(parent, durableName);
        Directory.CreateDirectory(folder);
        Sync(parent, durableName);
    }

    private static void Sync(string folder, bool durableName)
    {
        if (durableName)
        {
            FolderSync.Sync(folder);
        }
    }

    public string PathIn(BlobKey key)
    {
        var (area, region, name) = BlobPath.Of(key);
        return $"{area}/{region}/{key.Digest[..2]}/{key.Digest[2..4]}/{name}";
    }

    private string PathOf(BlobKey key) => Path.Combine(_root, PathIn(key));
}
