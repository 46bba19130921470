using System.Data.Common;
using Dam.Domain;
using Dam.Infrastructure.Persistence.Jobs;
using Dam.Infrastructure.Persistence.Nodes;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence.Sqlite;

/// <summary>
/// The embedded database: one file in the data folder, used by any number of processes of one machine. SQLite takes one writer at a time; writers wait for their turn
/// (<see cref="WritersTurn"/>) instead of in SQLite's busy loop.
/// </summary>
internal sealed partial class SqliteDatabase(
    DatabaseOptions options, DataFolder folder, IDbContextFactory<SqliteDamDbContext> contexts, TimeProvider time, ILogger<SqliteDatabase> logger)
    : Database(options, logger), IDisposable
{
    public const string FileName = "dam.db";

    /// <summary>A writer that waits longer than this stands behind one that hangs.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>How often to look for what other processes have written.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly SqliteReads _reads = new(Path.Combine(folder.Path, FileName), logger);
    private readonly Lazy<WritersTurn> _turn = new(() => new WritersTurn(Path.Combine(folder.Path, FileName)));

    /// <summary>Held, shared, while this process uses the database.</summary>
    private readonly Lazy<FileLock> _presence = new(() => new FileLock(Path.Combine(folder.Path, $"{FileName}.nodes")));

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
        try
        {
            using (await EnterPatientlyAsync(ct))
            {
                await MigrateAsync(ct);
            }

            await TakePlaceAsync(ct);
        }
        catch (Exception failure) when (failure is SqliteException or IOException)
        {
            var why = DiskRefusal.HasNoRoom(folder.Path) ? "its disk is full. Make room." : failure.Message;
            throw new InvalidOperationException($"{DataFolder.Setting}: \"{Path.Combine(folder.Path, FileName)}\" cannot be used: {why}", failure);
        }
    }

    protected override async ValueTask<IDisposable> EnterTurnAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(LongestWait);
        try
        {
            return await _turn.Value.EnterAsync(patience.Token);
        }
        catch (OperationCanceledException waited) when (!ct.IsCancellationRequested)
        {
            throw new DatabaseUnavailableException(
                Refusals.Busy, mayBeWritten: false, new TimeoutException($"Other changes have held the database for more than {LongestWait.TotalSeconds} seconds.", waited));
        }
    }

    /// <summary>Asks the file whether anybody has written to it, which costs some microseconds. This process's own writes count as well, since those are other connections'.</summary>
    public override async Task ListenAsync(Action<News> hear, CancellationToken ct)
    {
        using var connection = new SqliteReadConnection(Path.Combine(folder.Path, FileName));
        using var timer = new PeriodicTimer(Look);
        var seen = 0L;
        do
        {
            var version = connection.Query("PRAGMA data_version", [], static row => row.Number(0), ct)[0];
            if (version != seen)
            {
                seen = version;
                hear(new News(Unknown: true));
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
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

        // What SQLite says when the files beside the database cannot grow.
        SQLitePCL.raw.SQLITE_IOERR when DiskRefusal.HasNoRoom(folder.Path) => Refusals.Full,
        SQLitePCL.raw.SQLITE_READONLY => Refusals.ReadOnly,
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => Refusals.Busy,
        _ => null,
    };

    public void Dispose()
    {
        _reads.Dispose();
        if (_turn.IsValueCreated)
        {
            _turn.Value.Dispose();
        }

        if (_presence.IsValueCreated)
        {
            _presence.Value.Dispose();
        }
    }

    // https://www.sqlite.org/rescode.html#constraint_unique
    private const int SqliteUniqueViolation = 2067;
    private const int SqlitePrimaryKeyViolation = 1555;

    private async Task MigrateAsync(CancellationToken ct)
    {
        await using var context = OpenContext();

        // EF Core's own lock is a row that a killed process leaves behind, and then nobody can migrate any more. The turn is what keeps others out here.
        await UpdateSchemaAsync(
            context, beforeMigrations: () => context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", ct), ct);

        // Readers do not wait for the writer, nor it for them. The mode is kept in the file.
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", ct);
    }

    /// <summary>Longer than a change waits: another process may be at a long migration.</summary>
    private async Task<IDisposable> EnterPatientlyAsync(CancellationToken ct)
    {
        var turn = _turn.Value.EnterAsync(ct).AsTask();
        if (await Task.WhenAny(turn, Task.Delay(LongestWait, ct)) != turn)
        {
            LogWaiting(logger, folder.Path, LongestWait.TotalSeconds);
        }

        return await turn;
    }

    /// <summary>Whoever finds nobody else here takes back what dead processes have left; where others are, leases decide.</summary>
    private async Task TakePlaceAsync(CancellationToken ct)
    {
        if (_presence.Value.TryTake())
        {
            var reclaimed = await new JobTable(this, time).ReclaimAsync(ct);
            if (reclaimed > 0)
            {
                LogReclaimed(logger, reclaimed);
            }
        }

        await _presence.Value.TakeAsync(shared: true, ct);
    }

    [LoggerMessage(3, LogLevel.Warning, "Another process has held the database in \"{Folder}\" for {Seconds} seconds; this one starts when it lets go. It is at a long change, or a version of Dam that shares its folder with nobody.")]
    private static partial void LogWaiting(ILogger logger, string folder, double seconds);

    [LoggerMessage(2, LogLevel.Information, "Took back {Count} jobs that a process which is gone had left half-done.")]
    private static partial void LogReclaimed(ILogger logger, int count);
}
