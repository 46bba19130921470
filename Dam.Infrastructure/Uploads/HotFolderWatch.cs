using System.Globalization;
using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Uploads;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Uploads;

/// <summary>
/// Makes an asset of each file that is dropped into the hot folder and stays as it is for a while, then moves it away. One node at a time takes files, by a lock in the folder; where a
/// file system does not keep such locks, files are taken twice and become one asset all the same.
/// </summary>
internal sealed partial class HotFolderWatch(HotFolderOptions options, ImportFileHandler import, TimeProvider time, ILogger<HotFolderWatch> logger) : BackgroundService
{
    /// <summary>Duplicates are looked for, which takes the right to see what is there.</summary>
    private static readonly Caller Importer = new("hot-folder", ["hot-folder"], [Permissions.WriteAssets, Permissions.ReadAssets]);

    private readonly HotFolder _folder = new(options.Path);
    private readonly Dictionary<string, (DroppedFile File, long Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>Said once, not at each look.</summary>
    private bool _isLost;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Poll, time);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
                if (_isLost)
                {
                    _isLost = false;
                    LogBack(logger, options.Path);
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // It may be on a share that comes back.
                _seen.Clear();
                if (!_isLost)
                {
                    _isLost = true;
                    LogLost(logger, failure, options.Path);
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken ct)
    {
        using var turn = _folder.TryLock();
        if (turn is null)
        {
            _seen.Clear();
            return;
        }

        var stable = Settled(_folder.Look());
        await Parallel.ForEachAsync(stable, new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = ct }, TakeAsync);
    }

    /// <summary>Those that have stayed as they are for long enough.</summary>
    private List<DroppedFile> Settled(IEnumerable<DroppedFile> files)
    {
        var now = time.GetTimestamp();
        var before = _seen.ToDictionary(StringComparer.Ordinal);
        _seen.Clear();
        foreach (var file in files)
        {
            _seen[file.RelativePath] = before.TryGetValue(file.RelativePath, out var seen) && seen.File == file ? seen : (file, now);
        }

        return [.. _seen.Values.Where(seen => time.GetElapsedTime(seen.Since, now) >= options.StableFor).Select(seen => seen.File)];
    }

    private async ValueTask TakeAsync(DroppedFile file, CancellationToken ct)
    {
        try
        {
            var outcome = await ImportAsync(file, ct);
            if (outcome.Value is { } asset)
            {
                _folder.MoveToDone(file);
                LogTaken(logger, file.RelativePath, asset.Value);
            }
            else if (outcome.Errors[0] is not ContentMismatch)
            {
                _folder.MoveToFailed(file, $"{outcome.Errors[0].Code}: {outcome.Errors[0].Message}{Environment.NewLine}");
                LogRefused(logger, file.RelativePath, outcome.Errors[0].Code);
            }
        }
        catch (FileNotFoundException)
        {
            // Taken away meanwhile, by a person or another node.
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // It stays where it is, and is tried again.
            LogFailed(logger, failure, file.RelativePath);
        }
    }

    private async Task<Outcome<Dam.Domain.Assets.AssetId>> ImportAsync(DroppedFile file, CancellationToken ct)
    {
        if (file.Size == 0)
        {
            // Not opened: what has no size may be a pipe, and wait for ever.
            return new InvalidInput("FILE_EMPTY", "An empty file is no asset.");
        }

        FileStream content;
        try
        {
            content = _folder.Open(file);
        }
        catch (UnauthorizedAccessException)
        {
            return new InvalidInput("FILE_UNREADABLE", "Dam may not read the file.");
        }

        await using (content)
        {
            var name = CreateUploadHandler.Filename(Path.GetFileName(file.RelativePath)) ?? "unnamed";
            var mark = string.Create(CultureInfo.InvariantCulture, $"{file.RelativePath}\n{file.Size}\n{file.WrittenAt.Ticks}\n{file.CreatedAt.Ticks}");
            var command = new ImportFile(name, file.Size, mark, new DateTimeOffset(file.WrittenAt), options.OnDuplicate);
            return await import.HandleAsync(Importer, command, content, () => _folder.Find(file.RelativePath) == file, ct);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Hot folder: {File} is the asset {Asset}.")]
    private static partial void LogTaken(ILogger logger, string file, Guid asset);

    [LoggerMessage(2, LogLevel.Warning, "Hot folder: {File} was refused ({Code}).")]
    private static partial void LogRefused(ILogger logger, string file, string code);

    [LoggerMessage(3, LogLevel.Error, "Hot folder: {File} could not be taken; it is tried again.")]
    private static partial void LogFailed(ILogger logger, Exception failure, string file);

    [LoggerMessage(4, LogLevel.Error, "The hot folder {Folder} cannot be used; this is tried again until it can.")]
    private static partial void LogLost(ILogger logger, Exception failure, string folder);

    [LoggerMessage(5, LogLevel.Information, "The hot folder {Folder} can be used again.")]
    private static partial void LogBack(ILogger logger, string folder);
}
