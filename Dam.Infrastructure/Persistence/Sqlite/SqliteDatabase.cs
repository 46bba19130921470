using System.Data.Common;
using Dam.Infrastructure.Persistence.Jobs;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence.Sqlite;

/// <summary>
/// The embedded database: one file in the data folder, used by one process at a time, which a lock file sees to. SQLite takes one writer at a time; writers wait
/// for their turn here, in order and without a thread, instead of in SQLite's busy loop.
/// </summary>
internal sealed partial class SqliteDatabase(
    DataFolder folder, IDbContextFactory<SqliteDamDbContext> contexts, TimeProvider time, ILogger<SqliteDatabase> logger) : Database, IDisposable
{
    private const string FileName = "dam.db";

    /// <summary>A writer that waits longer than this stands behind one that hangs.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _writers = new(1, 1);
    private FileStream? _lock;

    public override Dialect Dialect { get; } = new SqliteDialect();

    public static string ConnectionString(DataFolder folder) => new SqliteConnectionStringBuilder
    {
        DataSource = Path.Combine(folder.Path, FileName),
        ForeignKeys = true,
        Pooling = true,
    }.ConnectionString;

    public override DamDbContext OpenContext() => contexts.CreateDbContext();

    public override async Task PrepareAsync(CancellationToken ct)
    {
        Lock();
        try
        {
            await MigrateAsync(ct);
            var reclaimed = await new JobTable(this, time).ReclaimAsync(ct);
            if (reclaimed > 0)
            {
                LogReclaimed(logger, reclaimed);
            }
        }
        catch (SqliteException failure)
        {
            throw new InvalidOperationException($"{DataFolder.Setting}: \"{Path.Combine(folder.Path, FileName)}\" cannot be used: {failure.Message}", failure);
        }
    }

    public override async ValueTask<IDisposable> EnterWriteAsync(CancellationToken ct)
    {
        if (!await _writers.WaitAsync(LongestWait, ct))
        {
            throw new TimeoutException($"Another change has held the database for more than {LongestWait.TotalSeconds} seconds.");
        }

        return new Turn(_writers);
    }

    public override bool IsConflict(DbException failure) =>
        failure is SqliteException { SqliteExtendedErrorCode: SqliteUniqueViolation or SqlitePrimaryKeyViolation };

    public void Dispose()
    {
        _lock?.Dispose();
        _writers.Dispose();
    }

    // https://www.sqlite.org/rescode.html#constraint_unique
    private const int SqliteUniqueViolation = 2067;
    private const int SqlitePrimaryKeyViolation = 1555;

    private async Task MigrateAsync(CancellationToken ct)
    {
        await using var context = OpenContext();
        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = (await context.Database.GetAppliedMigrationsAsync(ct)).ToList();
        if (applied.Find(migration => !known.Contains(migration)) is { } newer)
        {
            throw new InvalidOperationException(
                $"{DataFolder.Setting}: the database in \"{folder.Path}\" was written by a newer version of Dam (its schema has \"{newer}\"). Run that version, or restore a backup.");
        }

        if (applied.Count < known.Count)
        {
            // EF Core's own lock is a row that a killed process leaves behind, and then nobody can migrate any more. The lock file is what keeps others out here.
            await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", ct);
            await context.Database.MigrateAsync(ct);
            LogMigrated(logger, known.Count - applied.Count);
        }

        // Readers do not wait for the writer, nor it for them. The mode is kept in the file.
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", ct);
    }

    private void Lock()
    {
        var path = Path.Combine(folder.Path, $"{FileName}.lock");
        try
        {
            _lock ??= new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"{DataFolder.Setting}: \"{path}\" cannot be locked ({failure.Message}). Is another Dam running on this folder? The embedded database serves one at a time.", failure);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Brought the database's schema up to date with {Count} migrations.")]
    private static partial void LogMigrated(ILogger logger, int count);

    [LoggerMessage(2, LogLevel.Information, "Took back {Count} jobs that a process which is gone had left half-done.")]
    private static partial void LogReclaimed(ILogger logger, int count);

    /// <summary>Gives the turn on once, however often it is disposed.</summary>
    private sealed class Turn(SemaphoreSlim writers) : IDisposable
    {
        private SemaphoreSlim? _writers = writers;

        public void Dispose() => Interlocked.Exchange(ref _writers, null)?.Release();
    }
}
