using Dam.Domain.Blobs;
using Dam.Infrastructure.Blobs.FileSystem;

namespace Dam.Infrastructure.Blobs;

/// <summary>A store that is far away, with a bounded folder of this machine before its renditions, so that those asked for often come from the disk. Everything else goes straight through.</summary>
internal sealed class DiskCachedBlobStore(IBlobStore store, BoundedFolder folder) : IBlobStore
{
    private const string Draft = ".draft";

    public Task<StagedBlob> StageAsync(Stream content, long limit, CancellationToken ct) => store.StageAsync(content, limit, ct);

    public Task<StagedBlob> StageAsync(Func<Stream, Task> write, long limit, CancellationToken ct) => store.StageAsync(write, limit, ct);

    public Task PublishAsync(StagedBlob staged, BlobKey key, CancellationToken ct) => store.PublishAsync(staged, key, ct);

    public async Task<Stream?> OpenAsync(BlobKey key, CancellationToken ct)
    {
        if (key.Area != BlobArea.Renditions)
        {
            return await store.OpenAsync(key, ct);
        }

        var path = PathOf(key);
        if (Open(path) is { } kept)
        {
            return kept;
        }

        return await store.OpenAsync(key, ct) is { } remote ? await KeepAsync(path, remote, ct) ?? await store.OpenAsync(key, ct) : null;
    }

    public Task<bool> ExistsAsync(BlobKey key, CancellationToken ct) => store.ExistsAsync(key, ct);

    public Task<bool> DeleteAsync(BlobKey key, CancellationToken ct)
    {
        if (key.Area == BlobArea.Renditions && File.Exists(PathOf(key)))
        {
            File.Delete(PathOf(key));
        }

        return store.DeleteAsync(key, ct);
    }

    /// <summary>What other machines have kept of it is not served any more, and goes when it was not used for longest.</summary>
    public Task DeleteAllAsync(BlobName name, CancellationToken ct)
    {
        var near = Path.GetDirectoryName(PathOf(new BlobKey(BlobArea.Renditions, name.Region, name.Digest)))!;
        foreach (var file in Directory.Exists(near) ? Directory.EnumerateFiles(near, $"{name.Digest}*") : [])
        {
            File.Delete(file);
        }

        return store.DeleteAllAsync(name, ct);
    }

    public IAsyncEnumerable<StoredBlob> ListOriginalsAsync(CancellationToken ct) => store.ListOriginalsAsync(ct);

    public Task<int> CountAsync(BlobArea area, string region, string digest, CancellationToken ct) => store.CountAsync(area, region, digest, ct);

    private static FileStream? Open(string path)
    {
        try
        {
            var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });
            BoundedFolder.Used(file);
            return file;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Under its name when it is whole. Null where the disk takes nothing: then it has to be had without.</summary>
    private async Task<FileStream?> KeepAsync(string path, Stream remote, CancellationToken ct)
    {
        await using (remote)
        {
            var draft = $"{path}.{Guid.CreateVersion7():N}{Draft}";
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                long size;
                await using (var file = File.Create(draft))
                {
                    await remote.CopyToAsync(file, FileStagedBlob.ReadSize, ct);
                    size = file.Length;
                }

                File.Move(draft, path, overwrite: true);
                folder.Added(size);
                return Open(path);
            }
            catch (IOException failure) when (DiskRefusal.IsReasonOf(failure))
            {
                return null;
            }
            finally
            {
                if (File.Exists(draft))
                {
                    File.Delete(draft);
                }
            }
        }
    }

    private string PathOf(BlobKey key)
    {
        var (_, region, name) = BlobPath.Of(key);
        return Path.Combine(folder.Path, region, key.Digest[..2], key.Digest[2..4], name);
    }
}
