using System.Text;
using Dam.Infrastructure.Uploads;

namespace Dam.Tests.Infrastructure.Uploads;

/// <summary>Names that are as long as a file system takes.</summary>
public sealed class HotFolderMoveTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("dam-hot-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("a", ".png")]
    [InlineData("ä", ".jpeg")]
    [InlineData("𝄞", "")]
    public void MoveToFailed_Should_ShortenTheName_When_ItLeavesNoRoomForAReason(string letter, string extension)
    {
        var name = string.Concat(Enumerable.Repeat(letter, (255 - extension.Length) / Encoding.UTF8.GetByteCount(letter))) + extension;
        var folder = new HotFolder(_root);
        for (var time = 0; time < 2; time++)
        {
            File.WriteAllText(Path.Combine(_root, name), "x");
            folder.MoveToFailed(Assert.Single(folder.Look()), "because");
        }

        var names = Directory.GetFiles(Path.Combine(_root, "failed")).Select(path => Path.GetFileName(path)).ToList();
        Assert.Empty(folder.Look());
        Assert.Equal(4, names.Count);
        Assert.Equal(2, names.Count(found => found.EndsWith($"{extension}.reason.txt", StringComparison.Ordinal)));
        Assert.All(names, found => Assert.StartsWith(letter, found, StringComparison.Ordinal));
    }
}
