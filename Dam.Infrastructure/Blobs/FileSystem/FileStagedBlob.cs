using Dam.Domain.Blobs;

namespace Dam.Infrastructure.Blobs.FileSystem;

/// <summary>A file on its way: hashed and counted while it is written, removed when it is disposed before it was moved to its place.</summary>
internal sealed class FileStagedBlob : StagedBlob
{
    /// <summary>Large enough that the disk, not the number of calls, sets the pace.</summary>
    public const int BufferSize = 128 * 1024;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly HashingStream _target;
    private string? _digest;

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

    public bool Published { get; private set; }

    public override string Digest => _digest ?? throw new InvalidOperationException("The content is not complete yet.");

    public override long Size => _target.Count;

    public override ReadOnlyMemory<byte> Head => _target.Head;

    public async Task CompleteAsync(CancellationToken ct)
    {
        await _file.FlushAsync(ct);
        _digest = _target.Complete();
    }

    /// <summary>Blocks until the bytes are on the disk.</summary>
    public void Sync() => _file.Flush(flushToDisk: true);

    public void MoveTo(string path)
    {
        // Somebody may have put the same bytes there since we looked; replacing them by themselves harms nobody who reads them.
        File.Move(_path, path, overwrite: true);
        Published = true;
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
            if (!Published)
            {
                File.Delete(_path);
            }
        }
    }
}
