using Dam.Domain.Blobs;

namespace Dam.Infrastructure.Blobs.FileSystem;

/// <summary>
/// A file on its way: hashed and counted while it is written, removed when it is disposed before it was moved to its place. Or one that is there already, and stays.
/// </summary>
internal sealed class FileStagedBlob : StagedBlob
{
    /// <summary>Of the buffers that content is read with.</summary>
    public const int ReadSize = 128 * 1024;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly WriteBehindStream? _writes;
    private readonly HashingStream _target;
    private string? _digest;
    private bool _isSynced;

    public FileStagedBlob(string path, long limit)
    {
        _path = path;
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        _writes = new WriteBehindStream(_file.SafeFileHandle, bytes => _target!.Hash(bytes));
        _target = new HashingStream(_writes, limit, targetHashes: true);
    }

    private FileStagedBlob(string path, FileStream file)
    {
        _path = path;
        _file = file;
        _target = new HashingStream(Stream.Null, limit: long.MaxValue);
    }

    /// <summary>Whether some process is at it: an open file keeps out whoever wants it alone.</summary>
    public static bool IsOpen(string path)
    {
        try
        {
            using var alone = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            // Or it has got to its place meanwhile.
            return true;
        }
    }

    /// <summary>Takes the content in.</summary>
    public Stream Target => _target;

    /// <summary>Whether the file is another's, who deletes it.</summary>
    private bool Stays => _writes is null;

    /// <summary>Whether it has no name of its own any more.</summary>
    public bool IsMoved { get; private set; }

    public override string Digest => _digest ?? throw new InvalidOperationException("The content is not complete yet.");

    public override long Size => _target.Count;

    public override ReadOnlyMemory<byte> Head => _target.Head;

    /// <summary>A whole file, which is read once. It keeps its name when it gets its place.</summary>
    /// <param name="file">Nobody else may write to it; closed with the blob.</param>
    public static async Task<FileStagedBlob> ReadAsync(string path, FileStream file, CancellationToken ct)
    {
        var blob = new FileStagedBlob(path, file);
        try
        {
            file.Position = 0;
            await file.CopyToAsync(blob._target, ReadSize, ct);
            await blob.CompleteAsync(ct);
            return blob;
        }
        catch
        {
            await blob.DisposeAsync();
            throw;
        }
    }

    public async Task CompleteAsync(CancellationToken ct)
    {
        if (_writes is not null)
        {
            await _writes.FlushAsync(ct);
        }

        _digest = _target.Complete();
    }

    /// <summary>Blocks until the bytes are on the disk.</summary>
    public void Sync()
    {
        if (!_isSynced)
        {
            _file.Flush(flushToDisk: true);
            _isSynced = true;
        }
    }

    /// <summary>Keeps its own name until it is disposed, where the file system has second names: so that it can be put there once more.</summary>
    public void PutAt(string path)
    {
        // Somebody may have put the same bytes there since we looked: then those stay. Without second names they are replaced by themselves, which harms nobody who reads them.
        if (!HardLink.TryMake(_path, path))
        {
            File.Move(_path, path, overwrite: true);
            IsMoved = true;
        }

        if (Stays)
        {
            // Its lock would keep out whoever reads the same file under its new name.
            _file.Dispose();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_writes is not null)
        {
            await _writes.DisposeAsync();
        }

        // Not before: what is still on its way is hashed.
        _target.Release();
        await _file.DisposeAsync();
        if (!IsMoved && !Stays)
        {
            File.Delete(_path);
        }
    }
}
