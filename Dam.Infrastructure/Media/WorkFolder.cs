namespace Dam.Infrastructure.Media;

/// <summary>An empty folder in which one program works on one file, always removed. The file is there under a name of ours, never under the one it came with.</summary>
internal sealed class WorkFolder : IAsyncDisposable
{
    public const string InputName = "input";

    /// <summary>No run takes this long: what is older was left by a process that is gone.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(6);

    private WorkFolder(string path) => Path = path;

    public string Path { get; }

    public string Input => System.IO.Path.Combine(Path, InputName);

    /// <param name="source">A file on this machine is used where it lies; anything else is copied here.</param>
    public static Task<WorkFolder> OpenAsync(DataFolder data, Stream source, CancellationToken ct) => data.WriteAsync(() => MakeAsync(data, source, ct));

    private static async Task<WorkFolder> MakeAsync(DataFolder data, Stream source, CancellationToken ct)
    {
        var folder = new WorkFolder(System.IO.Path.Combine(RootOf(data), Guid.CreateVersion7().ToString("N")));
        Directory.CreateDirectory(folder.Path);
        try
        {
            source.Position = 0;
            if (source is FileStream file && File.Exists(file.Name))
            {
                File.CreateSymbolicLink(folder.Input, file.Name);
            }
            else
            {
                await using var copy = File.Create(folder.Input);
                await source.CopyToAsync(copy, ct);
            }

            return folder;
        }
        catch
        {
            await folder.DisposeAsync();
            throw;
        }
    }

    public static void SweepAbandoned(DataFolder data, DateTimeOffset now)
    {
        foreach (var folder in new DirectoryInfo(RootOf(data)).EnumerateDirectories().Where(folder => folder.LastWriteTimeUtc < (now - Abandoned).UtcDateTime))
        {
            folder.Delete(recursive: true);
        }
    }

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Of the names given the first that is a file with something in it, opened; it may be read after this folder is gone.</summary>
    public FileStream? OpenResult(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var result = new FileInfo(PathOf(name));
            if (result is { Exists: true, Length: > 0, LinkTarget: null })
            {
                return result.Open(new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read | FileShare.Delete });
            }
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string RootOf(DataFolder data) => Directory.CreateDirectory(System.IO.Path.Combine(data.Path, "work")).FullName;
}
