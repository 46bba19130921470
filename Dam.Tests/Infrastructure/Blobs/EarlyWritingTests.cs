using Dam.Infrastructure.Blobs.FileSystem;

namespace Dam.Tests.Infrastructure.Blobs;

public sealed class EarlyWritingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dam-early-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 300_000)]
    [InlineData(262_144, 37_856)]
    [InlineData(1_000_000, 5)]
    public void Begin_Should_LeaveTheFileAsItIs_When_ItIsToldOfAnyPart(long offset, long count)
    {
        var bytes = new byte[300_000];
        Random.Shared.NextBytes(bytes);
        var path = Path.Combine(_folder, "file");
        using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(file, bytes, fileOffset: 0);
            EarlyWriting.Begin(file, offset, count);
        }

        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    /// <summary>The system refuses it there, and nobody is told: whether bytes are on the disk is what a sync says.</summary>
    [Fact]
    public void Begin_Should_SayNothing_When_TheFileIsNoFile()
    {
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);

        EarlyWriting.Begin(nothing, 0, 10);
    }
}
