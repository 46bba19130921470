using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Win32.SafeHandles;

namespace Dam.GraphQL.Http;

/// <summary>A file that came with a request: a small one in memory, a larger one in a temporary file that has lost its name, so that it goes with the process if not before.</summary>
internal sealed class ReceivedFile : IDisposable
{
    private const int MaxInMemory = 64 * 1024;

    private readonly byte[]? _bytes;
    private readonly SafeFileHandle? _file;

    private ReceivedFile(byte[] bytes) => (_bytes, Length) = (bytes, bytes.Length);

    private ReceivedFile(SafeFileHandle file, long length) => (_file, Length) = (file, length);

    public long Length { get; }

    public static async ValueTask<ReceivedFile> ReadAsync(Stream content, string folder, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxInMemory);
        try
        {
            var chunk = buffer.AsMemory(0, MaxInMemory);
            var read = await content.ReadAtLeastAsync(chunk, MaxInMemory, throwOnEndOfStream: false, cancellationToken);
            return read < MaxInMemory ? new ReceivedFile(buffer[..read]) : await SpoolAsync(content, chunk, folder, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads it from its start; any number may do so at the same time.</summary>
    public Stream OpenRead() => _file is null ? new MemoryStream(_bytes!, writable: false) : new HandleStream(_file, Length);

    public void Dispose() => _file?.Dispose();

    private static async ValueTask<ReceivedFile> SpoolAsync(Stream content, Memory<byte> chunk, string folder, CancellationToken cancellationToken)
    {
        var file = Open(folder);
        try
        {
            var length = 0L;
            for (var read = chunk.Length; read > 0; read = await content.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancellationToken))
            {
                await WriteAsync(file, chunk[..read], length, folder, cancellationToken);
                length += read;
            }

            return new ReceivedFile(file, length);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static SafeFileHandle Open(string folder)
    {
        var path = Path.Combine(folder, Path.GetRandomFileName());
        try
        {
            var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.Asynchronous);
            File.Delete(path);
            return file;
        }
        catch (IOException failure)
        {
            throw NotKept(folder, failure);
        }
    }

    private static async ValueTask WriteAsync(SafeFileHandle file, ReadOnlyMemory<byte> bytes, long offset, string folder, CancellationToken cancellationToken)
    {
        try
        {
            await RandomAccess.WriteAsync(file, bytes, offset, cancellationToken);
        }
        catch (IOException failure)
        {
            throw NotKept(folder, failure);
        }
    }

    /// <summary>Not an <see cref="IOException"/>, which says that the client's bytes broke off.</summary>
    private static Exception NotKept(string folder, IOException failure) => (failure.HResult & 0xFFFF) == (OperatingSystem.IsWindows() ? DiskFull : NoSpace)
        ? new RequestException(StatusCodes.Status507InsufficientStorage, "There is no room left for files: nothing was kept. Somebody has to make room.", failure) { Code = Errors.ErrorCodes.StorageFull }
        : new InvalidOperationException($"Files of requests cannot be kept in {folder}.", failure);

    // ENOSPC, and its like on Windows.
    private const int NoSpace = 28;
    private const int DiskFull = 112;

    /// <summary>Reads a file with a position of its own, and leaves it open.</summary>
    private sealed class HandleStream(SafeFileHandle file, long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var read = RandomAccess.Read(file, buffer, Position);
            Position += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await RandomAccess.ReadAsync(file, buffer, Position, cancellationToken);
            Position += read;
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
            => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => Position,
            _ => length,
        };

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
