using Dam.Domain.Blobs;

namespace Dam.Infrastructure.Blobs.FileSystem;

/// <summary>
/// A file on its way: hashed and counted while it is written, removed when it is disposed before it was moved to its place. Or one that is there already, and stays.
/// </summary>
internal sealed class FileStagedBlob : StagedBlob
{
    /// <summary>Large enough that the disk, not the number of calls, sets the pace.</summary>
    public const int BufferSize = 128 * 1024;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly HashingStream _target;
    private readonly bool _stays;
    private string? _digest;
    private bool _isSynced;

    public FileStagedBlob(string path, long limit)
    {
        _path = path;
        _file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = BufferSize,
            Options = FileOptions.Asynchronous,
        });
        _target = new HashingStream(_file, limit);
    }

    private FileStagedBlob(string path, FileStream file)
    {
        _path = path;
        _file = file;
        _target = new HashingStream(Stream.Null, limit: long.MaxValue);
        _stays = true;
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
            await file.CopyToAsync(blob._target, BufferSize, ct);
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
        await _file.FlushAsync(ct);
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

        if (_stays)
        {
            // Its lock would keep out whoever reads the same file under its new name.
            _file.Dispose();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _target.Release();
        try
        {
            // Writes what is still buffered, which fails when the disk is full: then above all nothing may be left on it.
            await _file.DisposeAsync();
        }
        finally
        {
            if (!IsMoved && !_stays)
            {
                File.Delete(_path);
            }
        }
    }
}
