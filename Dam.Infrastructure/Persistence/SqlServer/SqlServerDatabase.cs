using System.Data.Common;
using Dam.Infrastructure.Persistence.Nodes;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence.SqlServer;

/// <summary>
/// SQL Server 2019 or newer, and Azure SQL, at READ COMMITTED over row versions: readers do not wait for writers, and what is read after a lock is the truth until the transaction
/// ends.
/// </summary>
internal sealed class SqlServerDatabase(
    DatabaseOptions options, SqlConnectionStringBuilder connection, IDbContextFactory<SqlServerDamDbContext> contexts, SharedClock clock, ILogger<SqlServerDatabase> logger)
    : ServerDatabase(options, connection.DataSource, connection.InitialCatalog, clock, logger)
{
    // https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors
    private const int UniqueIndexViolation = 2601;
    private const int UniqueConstraintViolation = 2627;
    private const int ForeignKeyViolation = 547;

    /// <summary>
    /// Deadlocks, update conflicts of row versions, lost and refused connections, and a server that is busy, moving or starting:
    /// https://learn.microsoft.com/azure/azure-sql/database/troubleshoot-common-errors-issues
    /// </summary>
    private static readonly HashSet<int> Transient =
    [
        1205, 3960, 20, 64, 121, 233, 997, 4060, 4221, 10053, 10054, 10060, 10928, 10929, 10936, 11001, 18401, 40143, 40197, 40501, 40540, 40613, 42108, 42109, 49918, 49919, 49920,
    ];

    public override Dialect Dialect { get; } = new SqlServerDialect();

    public override DamDbContext OpenContext() => contexts.CreateDbContext();

    public override Task LockNameAsync(DamDbContext context, string name, CancellationToken ct) => context.Database.ExecuteSqlAsync(
        $"""
        DECLARE @answer int;
        EXEC @answer = sp_getapplock @Resource = {name}, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = 30000;
        IF @answer < 0 RAISERROR('The lock could not be had within 30 seconds.', 16, 1);
        """,
        ct);

    protected override bool IsConflict(DbException failure) =>
        failure is SqlException { Number: UniqueIndexViolation or UniqueConstraintViolation or ForeignKeyViolation };

    protected override bool IsTransient(DbException failure) =>
        failure is SqlException sql && sql.Errors.Cast<SqlError>().Any(error => Transient.Contains(error.Number));

    protected override string? RefusalOf(DbException failure) => (failure as SqlException)?.Number switch
    {
        1105 or 9002 => Refusals.Full,
        3906 or 229 => Refusals.ReadOnly,
        1222 => Refusals.Busy,
        -2 => Refusals.TooSlow,
        _ => null,
    };

    protected override Sql Clock { get; } = new("DATEDIFF_BIG(microsecond, '1970-01-01', SYSUTCDATETIME())");

    protected override Task LockMigrationsAsync(DamDbContext context, CancellationToken ct) => context.Database.ExecuteSqlAsync(
        $"""
        DECLARE @answer int;
        EXEC @answer = sp_getapplock @Resource = {MigrationLock}, @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = -1;
        IF @answer < 0 RAISERROR('The lock of the migrations could not be had.', 16, 1);
        """,
        ct);

    protected override Task UnlockMigrationsAsync(DamDbContext context, CancellationToken ct) =>
        context.Database.ExecuteSqlAsync($"EXEC sp_releaseapplock @Resource = {MigrationLock}, @LockOwner = 'Session'", ct);

    protected override async Task SetUpAsync(DamDbContext context, bool mayChange, CancellationToken ct)
    {
        var isOn = await context.Database
            .SqlQuery<bool>($"SELECT is_read_committed_snapshot_on AS \"Value\" FROM sys.databases WHERE database_id = DB_ID()")
            .SingleAsync(ct);
        if (isOn)
        {
            return;
        }

        if (!mayChange)
        {
            throw new InvalidOperationException(
                $"{Place} lets readers wait for writers, and {DatabaseOptions.MigrateSetting} is false. Set ALTER DATABASE … SET READ_COMMITTED_SNAPSHOT ON, or run ./run migrate.");
        }

        // Only the first start on a database made by hand comes here; EF Core sets it on those that it makes.
        await context.Database.ExecuteSqlRawAsync("ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE", ct);
    }
}
