using System.Buffers;
using System.Buffers.Binary;
using Azure.Storage.Blobs.Specialized;

namespace Dam.Infrastructure.Blobs.Azure;

/// <summary>
/// Takes content for a block blob: what fits into one block stays in memory, more goes out in blocks, a few at a time, while the rest is still coming. Nothing is visible
/// in the store until the blocks are committed.
/// </summary>
/// <param name="blob">Takes the blocks.</param>
/// <param name="ct">Ends the transfer of blocks.</param>
internal sealed class BlockStream(BlockBlobClient blob, CancellationToken ct) : Stream
{
    /// <summary>Bytes. A blob has at most 50,000 blocks, so that 195 GiB fit.</summary>
    public const int BlockSize = 4 * 1024 * 1024;

    private const int SmallestBuffer = 64 * 1024;

    /// <summary>Blocks on their way at a time; with the one being filled they bound the memory of an upload to 20 MiB.</summary>
    private const int Lanes = 4;

    /// <summary>Of one's own: the shared pool gives large arrays back to the garbage collector when memory is short, and each upload would then allocate all of its blocks.</summary>
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(BlockSize, maxArraysPerBucket: 4 * (Lanes + 1));

    private readonly List<string> _blocks = [];
    private readonly Queue<Task> _transfers = new();
    private byte[] _buffer = Pool.Rent(SmallestBuffer);
    private int _length;
    private long _total;

    /// <summary>Ids of the blocks in their order; empty when all of the content is in <see cref="Memory"/>.</summary>
    public IReadOnlyList<string> Blocks => _blocks;

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _total;

    public override long Position
    {
        get => _total;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (_length == BlockSize)
            {
                if (_transfers.Count == Lanes)
                {
                    await _transfers.Dequeue();
                }

                _transfers.Enqueue(SendAsync(TakeBlock()));
            }

            buffer = buffer[Fill(buffer.Span)..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>For encoders, which write from a worker thread of their own.</summary>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_length == BlockSize)
            {
                var (id, block, length) = TakeBlock();
                try
                {
                    using var content = new MemoryStream(block, 0, length, writable: false);
                    blob.StageBlock(id, content, options: null, ct);
                }
                finally
                {
                    Pool.Return(block);
                }
            }

            buffer = buffer[Fill(buffer)..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Returns when all blocks have arrived.</summary>
    public async Task CompleteAsync()
    {
        if (_blocks.Count > 0 && _length > 0)
        {
            _transfers.Enqueue(SendAsync(TakeBlock()));
        }

        await Task.WhenAll(_transfers);
    }

    /// <summary>Waits for what is on its way, however it ends, and gives the memory back. The caller has cancelled the token when the content is not wanted.</summary>
    public async Task ReleaseAsync()
    {
        await ((Task)Task.WhenAll(_transfers)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _transfers.Clear();
        Pool.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private int Fill(ReadOnlySpan<byte> bytes)
    {
        if (_length == _buffer.Length && _length < BlockSize)
        {
            Grow();
        }

        var count = Math.Min(bytes.Length, Math.Min(_buffer.Length, BlockSize) - _length);
        bytes[..count].CopyTo(_buffer.AsSpan(_length));
        _length += count;
        _total += count;
        return count;
    }

    /// <summary>Most content is a rendition of some dozen kilobytes, which need not hold a whole block's memory.</summary>
    private void Grow()
    {
        var larger = Pool.Rent(Math.Min(_buffer.Length * 4, BlockSize));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        Pool.Return(_buffer);
        _buffer = larger;
    }

    private (string Id, byte[] Block, int Length) TakeBlock()
    {
        // All ids of a blob have the same length.
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(number, _blocks.Count);
        var taken = (Convert.ToBase64String(number), _buffer, _length);
        _blocks.Add(taken.Item1);
        _buffer = Pool.Rent(BlockSize);
        _length = 0;
        return taken;
    }

    private async Task SendAsync((string Id, byte[] Block, int Length) taken)
    {
        try
        {
            using var content = new MemoryStream(taken.Block, 0, taken.Length, writable: false);
            await blob.StageBlockAsync(taken.Id, content, options: null, ct);
        }
        finally
        {
            Pool.Return(taken.Block);
        }
    }
}
