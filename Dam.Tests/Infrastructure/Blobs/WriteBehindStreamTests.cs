using System.Security.Cryptography;
using Dam.Infrastructure.Blobs.FileSystem;

namespace Dam.Tests.Infrastructure.Blobs;

public sealed class WriteBehindStreamTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(1, true)]
    [InlineData(4096, true)]
    [InlineData(1_000_003, true)]
    [InlineData(1, false)]
    [InlineData(1_000_003, false)]
    public async Task Write_Should_WriteAllInOrder_When_ItComesInPieces(int longestPiece, bool isAsync)
    {
        var bytes = RandomNumberGenerator.GetBytes(longestPiece == 1 ? 600_000 : 3_000_001);
        var seen = new MemoryStream();
        using (var file = File.OpenHandle(_path, FileMode.Open, FileAccess.Write))
        {
            await using var stream = new WriteBehindStream(file, seen.Write);
            for (var (at, piece) = (0, 1); at < bytes.Length; at += piece, piece = Math.Min(longestPiece, piece * 3))
            {
                var part = bytes.AsMemory(at, Math.Min(piece, bytes.Length - at));
                if (isAsync)
                {
                    await stream.WriteAsync(part, Ct);
                }
                else
                {
                    stream.Write(part.Span);
                }
            }

            Assert.Equal(bytes.Length, stream.Length);
            await stream.FlushAsync(Ct);
        }

        Assert.Equal(bytes, await File.ReadAllBytesAsync(_path, Ct));
        Assert.Equal(bytes, seen.ToArray());
    }

    [Fact]
    public async Task FlushAsync_Should_Throw_When_ThereWasNoRoom()
    {
        using var full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        await using var stream = new WriteBehindStream(full, _ => { });

        await stream.WriteAsync(new byte[1000], Ct);

        await Assert.ThrowsAsync<IOException>(() => stream.FlushAsync(Ct));
    }

    [Fact]
    public async Task WriteAsync_Should_Throw_When_ThereWasNoRoomForWhatCameBefore()
    {
        using var full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        await using var stream = new WriteBehindStream(full, _ => { });

        await Assert.ThrowsAsync<IOException>(async () => await stream.WriteAsync(new byte[3_000_000], Ct));
    }

    [Fact]
    public async Task DisposeAsync_Should_WriteNothing_When_NothingWasFlushed()
    {
        using (var file = File.OpenHandle(_path, FileMode.Open, FileAccess.Write))
        {
            await using var stream = new WriteBehindStream(file, _ => { });
            await stream.WriteAsync(new byte[1000], Ct);
        }

        Assert.Equal(0, new FileInfo(_path).Length);
    }
}
