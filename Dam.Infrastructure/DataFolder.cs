using Dam.Domain.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dam.Infrastructure;

/// <summary>The folder that holds all that a node keeps by itself: the embedded database, the blobs. Setting <c>Dam:Data</c>; it is made when it is missing.</summary>
internal sealed class DataFolder
{
    public const string Setting = "Dam:Data";

    private readonly StoreFailureLog _failures;

    public DataFolder(IConfiguration configuration, ILogger<DataFolder> logger)
        : this(configuration[Setting] is { Length: > 0 } path ? path : "data", logger)
    {
    }

    public DataFolder(string path, ILogger<DataFolder>? logger = null)
    {
        Path = System.IO.Path.GetFullPath(path);
        _failures = new StoreFailureLog($"{Setting}: \"{Path}\"", (ILogger?)logger ?? NullLogger.Instance);
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

    /// <summary>Runs what writes into this folder; that its disk takes nothing comes out as <see cref="StorageUnavailableException"/>, and is said in the log.</summary>
    public async Task<T> WriteAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (IOException failure) when (DiskRefusal.IsReasonOf(failure))
        {
            _failures.Say(failure.Message);
            throw new StorageUnavailableException(DiskRefusal.IsFull(failure), failure);
        }
    }
}
