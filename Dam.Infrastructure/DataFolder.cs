using Microsoft.Extensions.Configuration;

namespace Dam.Infrastructure;

/// <summary>The folder that holds all that a node keeps by itself: the embedded database, the blobs. Setting <c>Dam:Data</c>; it is made when it is missing.</summary>
internal sealed class DataFolder
{
    public const string Setting = "Dam:Data";

    public DataFolder(IConfiguration configuration)
        : this(configuration[Setting] is { Length: > 0 } path ? path : "data")
    {
    }

    public DataFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{Setting}: the folder \"{Path}\" cannot be made: {failure.Message}", failure);
        }
    }

    public string Path { get; }
}
