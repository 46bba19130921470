namespace Dam.Benchmarks.Ingest;

/// <summary>A folder of a benchmark's own, gone when it is disposed of.</summary>
internal sealed class Folder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("dam-bench-").FullName;

    /// <summary>The full path of a folder in it, which is made if need be.</summary>
    public string Make(string name) => Directory.CreateDirectory(Path.Combine(_path, name)).FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
