using System.Data.Common;
using Dam.Domain;
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
    DatabaseOptions options, DataFolder folder, IDbContextFactory<SqliteDamDbContext> contexts, TimeProvider time, ILogger<SqliteDatabase> logger)
    : Database(options, logger), IDisposable
{
    private const string FileName = "dam.db";

    /// <summary>A writer that waits longer than this stands behind one that hangs.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _writers = new(1, 1);
    private readonly SqliteReads _reads = new(Path.Combine(folder.Path, FileName), logger);
    private FileStream? _lock;

    public override Dialect Dialect { get; } = new SqliteDialect();

    public override bool WritersAreAlone => true;

    protected override string Place => $"{DataFolder.Setting}: the database in \"{folder.Path}\"";

    public static string ConnectionString(DataFolder folder) => new SqliteConnectionStringBuilder
    {
        DataSource = Path.Combine(folder.Path, FileName),
        ForeignKeys = true,
        Pooling = true,
    }.ConnectionString;

    public override DamDbContext OpenContext() => contexts.CreateDbContext();

    /// <summary>Past EF Core and the provider; the statement is logged as theirs are. SQLite does not wait for anybody but the disk, so it runs at once.</summary>
    public override Task<List<T>> QueryAsync<T>(Statement statement, Func<Row, T> read, CancellationToken ct)
    {
        try
        {
            return Task.FromResult(_reads.Query(statement, read, ct));
        }
        catch (OperationCanceledException cancelled)
        {
            return Task.FromCanceled<List<T>>(cancelled.CancellationToken);
        }
    }

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
            throw new DatabaseUnavailableException(
                Refusals.Busy, mayBeWritten: false, new TimeoutException($"Another change has held the database for more than {LongestWait.TotalSeconds} seconds."));
        }

        return new Turn(_writers);
    }

    /// <summary>Nobody else writes.</summary>
    public override Task LockNameAsync(DamDbContext context, string name, CancellationToken ct) => Task.CompletedTask;

    protected override bool IsConflict(DbException failure) =>
        failure is SqliteException { SqliteExtendedErrorCode: SqliteUniqueViolation or SqlitePrimaryKeyViolation };

    /// <summary>SQLite has waited already when it says that the file is busy.</summary>
    protected override bool IsTransient(DbException failure) => false;

    // https://www.sqlite.org/rescode.html
    protected override string? RefusalOf(DbException failure) => (failure as SqliteException)?.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_FULL => Refusals.Full,
        SQLitePCL.raw.SQLITE_READONLY => Refusals.ReadOnly,
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => Refusals.Busy,
        _ => null,
    };

    public void Dispose()
    {
        _reads.Dispose();
        _lock?.Dispose();
        _writers.Dispose();
    }

    // https://www.sqlite.org/rescode.html#constraint_unique
    private const int SqliteUniqueViolation = 2067;
    private const int SqlitePrimaryKeyViolation = 1555;

    private async Task MigrateAsync(CancellationToken ct)
    {
        await using var context = OpenContext();

        // EF Core's own lock is a row that a killed process leaves behind, and then nobody can migrate any more. The lock file is what keeps others out here.
        await UpdateSchemaAsync(
            context, beforeMigrations: () => context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", ct), ct);

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

    [LoggerMessage(2, LogLevel.Information, "Took back {Count} jobs that a process which is gone had left half-done.")]
    private static partial void LogReclaimed(ILogger logger, int count);

    /// <summary>Gives the turn on once, however often it is disposed.</summary>
    private sealed class Turn(SemaphoreSlim writers) : IDisposable
    {
        private SemaphoreSlim? _writers = writers;

        public void Dispose() => Interlocked.Exchange(ref _writers, null)?.Release();
    }
}
