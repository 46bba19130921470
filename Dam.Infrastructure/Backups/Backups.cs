using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Dam.Domain.Audit;
using Dam.Domain.Blobs;
using Dam.Infrastructure.Audit;
using Dam.Infrastructure.Blobs;
using Dam.Infrastructure.Delivery;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Backups;

/// <summary>What was written or read back.</summary>
public sealed record BackupReport(long Events, long Originals, long Bytes, IReadOnlyDictionary<string, long> Rows);

/// <summary>
/// Takes the service's data out while it works, and brings it back. Rows first, of one moment, and then the bytes that they name: those are there before their rows and never change, so that each row of a backup has
/// its bytes. Back the other way round. Renditions are left out: they are made again.
/// </summary>
public sealed class Backups
{
    private const string ListName = "originals.txt";

    private const int BufferSize = 128 * 1024;

    /// <summary>Files that are copied at a time.</summary>
    private const int Parallelism = 4;

    /// <summary>Of the problems found, those that are told one by one.</summary>
    private const int MostTold = 10;

    /// <summary>Those that were made here, in the data folder.</summary>
    private static readonly string[] Keys = [SigningKeyFile.Name, AuditKey.FileName];

    private readonly DatabaseDump _dump;
    private readonly Database _database;
    private readonly DatabaseOptions _options;
    private readonly DataFolder _data;
    private readonly IBlobStore _blobs;
    private readonly IAuditReader _audit;
    private readonly TimeProvider _time;

    internal Backups(DatabaseDump dump, Database database, DatabaseOptions options, DataFolder data, IBlobStore blobs, IAuditReader audit, TimeProvider time)
    {
        (_dump, _database, _options, _data, _blobs, _audit, _time) = (dump, database, options, data, blobs, audit, time);
    }

    /// <summary>Writes a backup into a folder that is empty or not there yet.</summary>
    /// <exception cref="BackupException">It cannot be, or bytes that a row names are not there or not what they were.</exception>
    public async Task<BackupReport> TakeAsync(string folder, CancellationToken ct)
    {
        try
        {
            return await WriteAsync(folder, ct);
        }
        catch (Exception failure) when (IsOfADisk(failure))
        {
            throw new BackupException($"The backup could not be written to \"{folder}\": {failure.Message} What is there is none: remove it.", failure);
        }
    }

    private async Task<BackupReport> WriteAsync(string folder, CancellationToken ct)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new BackupException($"\"{folder}\" is not empty.");
        }

        var begun = _time.GetUtcNow();
        MakeForOwner(folder);
        var list = Path.Combine(folder, ListName);
        DumpFacts facts;
        await using (var lines = new StreamWriter(list))
        {
            facts = await _dump.WriteAsync(Path.Combine(folder, _dump.FileName), (region, digest) => lines.WriteLineAsync($"{region} {digest}"), ct);
        }

        var (count, bytes) = await EachOriginalAsync(list, (region, digest) => SaveAsync(folder, region, digest, ct), ct);
        var files = new SortedDictionary<string, BackupFile>(StringComparer.Ordinal);
        foreach (var name in Keys.Where(name => File.Exists(Path.Combine(_data.Path, name))))
        {
            // Keeps that only its owner may read it. Keys that come from settings are kept where the settings are.
            File.Copy(Path.Combine(_data.Path, name), Path.Combine(folder, name));
        }

        foreach (var name in Keys.Concat([_dump.FileName, ListName]).Where(name => File.Exists(Path.Combine(folder, name))))
        {
            files.Add(name, await DescribeAsync(Path.Combine(folder, name), ct));
        }

        new BackupManifest(BackupManifest.CurrentFormat, DamTelemetry.Version, begun, _options.Provider, facts.Schema, facts.Events, facts.Head, facts.Rows, count, bytes, files).Write(folder);
        return new BackupReport(facts.Events, count, bytes, facts.Rows);
    }

    /// <summary>Brings a backup back to where nothing is yet, up to this version's schema, and verifies it.</summary>
    /// <exception cref="BackupException">It cannot be: the backup is damaged or another version's, or there is something that it would overwrite.</exception>
    public async Task<BackupReport> RestoreAsync(string folder, CancellationToken ct)
    {
        try
        {
            return await BringBackAsync(folder, ct);
        }
        catch (Exception failure) when (IsOfADisk(failure))
        {
            var reason = failure is StorageUnavailableException { InnerException: { } said } ? said.Message : failure.Message;
            throw new BackupException($"The backup could not be brought back: {reason} Empty what {DatabaseOptions.Section} and {DataFolder.Setting} (\"{_data.Path}\") lead to, and restore it again.", failure);
        }
    }

    /// <summary>No bug, and the operator's to mend: no room, no permission, a database that refuses.</summary>
    private static bool IsOfADisk(Exception failure) => failure is IOException or UnauthorizedAccessException or DbException or StorageUnavailableException;

    private async Task<BackupReport> BringBackAsync(string folder, CancellationToken ct)
    {
        var manifest = BackupManifest.Read(folder);
        await CheckAsync(folder, manifest, ct);
        var (count, bytes) = await EachOriginalAsync(Path.Combine(folder, ListName), (region, digest) => LoadAsync(folder, region, digest, ct), ct);
        if ((count, bytes) != (manifest.Originals, manifest.OriginalBytes))
        {
            throw new BackupException($"The backup has {count} originals of {bytes} bytes, and its manifest says {manifest.Originals} of {manifest.OriginalBytes}.");
        }

        foreach (var name in Keys.Where(manifest.Files.ContainsKey))
        {
            File.Copy(Path.Combine(folder, name), Path.Combine(_data.Path, name));
        }

        await _dump.RestoreAsync(Path.Combine(folder, _dump.FileName), ct);
        await _database.PrepareAsync(ct);
        var found = await _audit.VerifyAsync(ct);
        if (found.Problem is { } problem)
        {
            throw new BackupException($"What was restored has an audit chain that is broken at event {problem.Sequence}: {problem.Message}");
        }

        return found.Events == manifest.Events && (manifest.Head ?? AuditChain.Genesis) == found.Head
            ? new BackupReport(manifest.Events, count, bytes, manifest.Rows)
            : throw new BackupException($"What was restored ends at event {found.Events}, and the backup at {manifest.Events}.");
    }

    private async Task CheckAsync(string folder, BackupManifest manifest, CancellationToken ct)
    {
        if (manifest.Provider != _options.Provider)
        {
            throw new BackupException($"The backup is of a {manifest.Provider} database, and {DatabaseOptions.ProviderSetting} is {_options.Provider}.");
        }

        await using (var context = _database.OpenContext())
        {
            if (!context.Database.GetMigrations().Contains(manifest.Schema, StringComparer.Ordinal))
            {
                throw new BackupException($"The backup was written by a newer version of Dam ({manifest.Version}; its schema is \"{manifest.Schema}\"). Restore it with that version.");
            }
        }

        foreach (var name in new[] { _dump.FileName, ListName }.Union(manifest.Files.Keys, StringComparer.Ordinal))
        {
            var path = Path.Combine(folder, Path.GetFileName(name));
            if (!manifest.Files.TryGetValue(name, out var expected) || !File.Exists(path) || await DescribeAsync(path, ct) != expected)
            {
                throw new BackupException($"\"{path}\" is not the file that was written: it is missing, or was changed.");
            }
        }

        var originals = Path.Combine(_data.Path, "blobs", "originals");
        if (!await _dump.IsEmptyAsync(ct) || Keys.Any(name => File.Exists(Path.Combine(_data.Path, name))) || (Directory.Exists(originals) && Directory.EnumerateFileSystemEntries(originals).Any()))
        {
            throw new BackupException($"There is data already where {DatabaseOptions.Section} and {DataFolder.Setting} (\"{_data.Path}\") lead; a restore overwrites nothing. Name an empty database and folder.");
        }
    }

    /// <summary>Gives how many there are and their bytes in all; fails with what went wrong with single ones when all were tried.</summary>
    private static async Task<(long Count, long Bytes)> EachOriginalAsync(string list, Func<string, string, Task<long>> copy, CancellationToken ct)
    {
        var (count, bytes, problems) = (0L, 0L, new List<string>());
        await Parallel.ForEachAsync(File.ReadLinesAsync(list, ct), new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = ct }, async (line, _) =>
        {
            var separator = line.IndexOf(' ', StringComparison.Ordinal);
            try
            {
                Interlocked.Add(ref bytes, await copy(line[..separator], line[(separator + 1)..]));
                Interlocked.Increment(ref count);
            }
            catch (BackupException problem)
            {
                lock (problems)
                {
                    problems.Add(problem.Message);
                }
            }
        });
        return problems.Count == 0
            ? (count, bytes)
            : throw new BackupException(string.Create(CultureInfo.InvariantCulture, $"{problems.Count} originals are not what their rows say. {string.Join(' ', problems.Order(StringComparer.Ordinal).Take(MostTold))}"));
    }

    private async Task<long> SaveAsync(string folder, string region, string digest, CancellationToken ct)
    {
        await using var original = await _blobs.OpenAsync(new BlobKey(BlobArea.Originals, region, digest), ct)
            ?? throw new BackupException($"{region}/{digest} is not in the blob store; when it was deleted while the backup ran, take another.");
        var path = PathOf(folder, region, digest);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize, useAsync: true);
        var hashing = new HashingStream(file, long.MaxValue);
        try
        {
            await original.CopyToAsync(hashing, BufferSize, ct);
            file.Flush(flushToDisk: true);
            return hashing.Complete() == digest ? hashing.Count : throw new BackupException($"{region}/{digest} is damaged in the blob store: its bytes have another digest.");
        }
        finally
        {
            hashing.Release();
        }
    }

    private async Task<long> LoadAsync(string folder, string region, string digest, CancellationToken ct)
    {
        var path = PathOf(folder, region, digest);
        if (!File.Exists(path))
        {
            throw new BackupException($"\"{path}\" is missing.");
        }

        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        await using var staged = await _blobs.StageAsync(file, long.MaxValue, ct);
        if (staged.Digest != digest)
        {
            throw new BackupException($"\"{path}\" is damaged: its bytes have another digest.");
        }

        await _blobs.PublishAsync(staged, new BlobKey(BlobArea.Originals, region, digest), ct);
        return staged.Size;
    }

    private static string PathOf(string folder, string region, string digest)
    {
        var (area, part, name) = BlobPath.Of(new BlobKey(BlobArea.Originals, region, digest));
        return Path.Combine(folder, area, part, digest[..2], digest[2..4], name);
    }

    private static void MakeForOwner(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static async Task<BackupFile> DescribeAsync(string path, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, useAsync: true);
        return new BackupFile(file.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct)));
    }
}
