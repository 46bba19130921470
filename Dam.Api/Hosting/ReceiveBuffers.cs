using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Dam.Api.Hosting;

/// <summary>
/// The server's buffers: sixteen times as large as its own of 4 KiB, each of which is one system call and one turn of the pipe. Files come in by the megabyte. A connection
/// holds one only while bytes are on their way.
/// </summary>
internal sealed class ReceiveBuffers : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int Size = 64 * 1024;

    /// <summary>What is kept when nobody uses it: 16 MiB.</summary>
    private const int MostIdle = 256;

    private readonly ConcurrentStack<Buffer> _idle = [];
    private int _count;

    public override int MaxBufferSize => Size;

    /// <summary>All connections share them.</summary>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, Size);
        if (!_idle.TryPop(out var buffer))
        {
            return new Buffer(this);
        }

        Interlocked.Decrement(ref _count);
        return buffer;
    }

    /// <summary>The server disposes the pools that it has asked for, when it stops; nothing is held that would have to be given back.</summary>
    protected override void Dispose(bool disposing)
    {
    }

    private void Return(Buffer buffer)
    {
        if (Interlocked.Increment(ref _count) <= MostIdle)
        {
            _idle.Push(buffer);
        }
        else
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private sealed class Buffer(ReceiveBuffers pool) : IMemoryOwner<byte>
    {
        /// <summary>Sockets would pin it each time.</summary>
        public Memory<byte> Memory { get; } = MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(Size, pinned: true), 0, Size);

        public void Dispose() => pool.Return(this);
    }
}
