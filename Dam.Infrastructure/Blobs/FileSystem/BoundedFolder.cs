using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Blobs.FileSystem;

/// <summary>
/// Keeps what can be made again below a bound: when the files of a folder take more, those go that were not used for longest, until a tenth of the bound is free. When a file was last used is its date of
/// writing, so it survives a restart and is the same for all processes that share the folder.
/// </summary>
/// <param name="path">May be missing.</param>
/// <param name="capacity">In bytes.</param>
internal sealed partial class BoundedFolder(string path, long capacity, ILogger<BoundedFolder> logger) : BackgroundService
{
    public const string Setting = "Dam:Delivery:DiskCacheBytes";

    private const long Usual = 20L * 1024 * 1024 * 1024;

    /// <summary>A file's date is not renewed more often.</summary>
    private static readonly TimeSpan Granularity = TimeSpan.FromHours(1);

    /// <summary>Somebody is about to open what was only just written.</summary>
    private static readonly TimeSpan Spared = TimeSpan.FromMinutes(1);

    /// <summary>After that it is counted anew: other processes write here as well.</summary>
    private static readonly TimeSpan BetweenCounts = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _isFull = new(0);
    private long _held;

    public string Path => path;

    /// <exception cref="InvalidOperationException">The setting is wrong; the message names it.</exception>
    public static long CapacityFrom(IConfiguration configuration) => configuration[Setting] switch
    {
        null or "" => Usual,
        var text when long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var bytes) && bytes > 0 => bytes,
        var text => throw new InvalidOperationException($"{Setting} is \"{text}\"; it must be a number of bytes above zero."),
    };

    public override void Dispose()
    {
        _isFull.Dispose();
        base.Dispose();
    }

    /// <summary>Takes note of a new file.</summary>
    public void Added(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) > capacity && _isFull.CurrentCount == 0)
        {
            _isFull.Release();
        }
    }

    /// <summary>Takes note that a file was used.</summary>
    public static void Used(FileStream file)
    {
        var now = Now();
        if (now - File.GetLastWriteTimeUtc(file.SafeFileHandle) <= Granularity)
        {
            return;
        }

        try
        {
            File.SetLastWriteTimeUtc(file.Name, now);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Deleted meanwhile, or on a disk that takes nothing: it can be read all the same.
        }
    }

    /// <summary>Counts what is there, and makes room if that is too much.</summary>
    public void Sweep()
    {
        var files = new List<(string Path, long Size, DateTime UsedAt)>();
        var folder = new DirectoryInfo(path);
        foreach (var file in folder.Exists ? folder.EnumerateFiles("*", SearchOption.AllDirectories) : [])
        {
            // Gone meanwhile: then its size is not known.
            if (file.Exists)
            {
                files.Add((file.FullName, file.Length, file.LastWriteTimeUtc));
            }
        }

        var held = files.Sum(file => file.Size);
        if (held > capacity)
        {
            var (before, spared) = (held, Now() - Spared);
            foreach (var (name, size, _) in files.Where(file => file.UsedAt < spared).OrderBy(file => file.UsedAt).TakeWhile(_ => held > capacity - (capacity / 10)))
            {
                File.Delete(name);
                held -= size;
            }

            LogSwept(logger, path, before - held, held);
        }

        Interlocked.Exchange(ref _held, held);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first count may take a while; nobody's start waits for it.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Sweep();

                // What is spared now may be too much still.
                await _isFull.WaitAsync(Interlocked.Read(ref _held) > capacity ? Spared : BetweenCounts, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                LogFailed(logger, failure, path);
                await Task.Delay(Spared, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>By the machine's clock, which also dates files.</summary>
    private static DateTime Now() => TimeProvider.System.GetUtcNow().UtcDateTime;

    [LoggerMessage(1, LogLevel.Information, "{Folder} was full: {Bytes} bytes that were not used for longest were deleted, {Held} are left.")]
    private static partial void LogSwept(ILogger logger, string folder, long bytes, long held);

    [LoggerMessage(2, LogLevel.Error, "{Folder} could not be kept below its bound; this is tried again.")]
    private static partial void LogFailed(ILogger logger, Exception failure, string folder);
}
