using System.Security.Cryptography;
using Dam.Domain.Blobs;

namespace Dam.Infrastructure.Blobs.FileSystem;

/// <summary>A file on its way: hashed and counted while it is written, removed when it is disposed before it was moved to its place.</summary>
internal sealed class FileStagedBlob : StagedBlob
{
    /// <summary>Large enough that the disk, not the number of calls, sets the pace.</summary>
    public const int BufferSize = 128 * 1024;

    private const int HeadSize = 4096;

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

    private sealed class HashingStream(FileStream file, long limit) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly byte[] _head = new byte[HeadSize];
        private bool _complete;

        public long Count { get; private set; }

        public ReadOnlyMemory<byte> Head => _head.AsMemory(0, (int)Math.Min(Count, HeadSize));

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => !_complete;

        public override long Length => Count;

        public override long Position
        {
            get => Count;
            set => throw new NotSupportedException();
        }

        /// <summary>The digest; nothing can be written from then on.</summary>
        public string Complete()
        {
            _complete = true;
            return Convert.ToHexStringLower(_hash.GetHashAndReset());
        }

        /// <summary>Not by Dispose: whoever writes may dispose the stream, and the digest is asked for afterwards.</summary>
        public void Release() => _hash.Dispose();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Take(buffer);
            file.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Take(buffer.Span);
            return file.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void Take(ReadOnlySpan<byte> bytes)
        {
            ObjectDisposedException.ThrowIf(_complete, this);
            if (bytes.Length > limit - Count)
            {
                throw new BlobTooLargeException(limit);
            }

            _hash.AppendData(bytes);
            if (Count < HeadSize)
            {
                bytes[..(int)Math.Min(bytes.Length, HeadSize - Count)].CopyTo(_head.AsSpan((int)Count));
            }

            Count += bytes.Length;
        }
    }
}
