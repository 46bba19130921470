using Dam.Infrastructure.Media;

namespace Dam.Tests.Infrastructure.Media;

/// <summary>Files of many kinds, made by the programs that make such files, once a test run.</summary>
public sealed class MediaFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dam-media-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Nothing that works on files is left there, once the texts of documents have been read, which happens after they are ready.</summary>
    public static async Task AssertEmptiesAsync(string folder)
    {
        for (var tries = 0; tries < 1200 && Directory.EnumerateFileSystemEntries(folder).Any(); tries++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    /// <summary>Three seconds: 320 × 180, H.264 and AAC.</summary>
    public Task<byte[]> FilmAsync(string name, params string[] options) => FfmpegAsync(
        name, ["-f", "lavfi", "-i", "testsrc=d=3:s=320x180:r=25", "-f", "lavfi", "-i", "sine=d=3", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", .. options]);

    /// <summary>The same, held upright.</summary>
    public async Task<byte[]> UprightFilmAsync()
    {
        await FilmAsync("flat.mp4");
        return await FfmpegAsync("upright.mp4", ["-i", "flat.mp4", "-c", "copy", "-metadata:s:v:0", "rotate=90"]);
    }

    public Task<byte[]> SoundAsync(string name, params string[] options) => FfmpegAsync(name, ["-f", "lavfi", "-i", "sine=d=2", .. options]);

    /// <summary>A still picture of colours.</summary>
    public Task<byte[]> StillAsync(string name, params string[] options) => FfmpegAsync(name, ["-f", "lavfi", "-i", "testsrc=d=1:s=400x300", "-frames:v", "1", .. options]);

    /// <summary>A photograph as HEIC.</summary>
    public async Task<byte[]> HeicAsync()
    {
        var picture = Path.Combine(_folder, "heic.jpg");
        await File.WriteAllBytesAsync(picture, Samples.Read(Samples.Bowl));
        await new Toolbox(new MediaOptions()).RunAsync("heif-enc", ["-q", "50", "-o", "a.heic", picture], _folder, TestContext.Current.CancellationToken);
        return await File.ReadAllBytesAsync(Path.Combine(_folder, "a.heic"));
    }

    private async Task<byte[]> FfmpegAsync(string name, IEnumerable<string> arguments)
    {
        await new Toolbox(new MediaOptions()).RunAsync("ffmpeg", ["-v", "error", "-nostdin", "-threads", "1", .. arguments, "-y", name], _folder, TestContext.Current.CancellationToken);
        return await File.ReadAllBytesAsync(Path.Combine(_folder, name));
    }
}
