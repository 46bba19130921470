using System.Data.Common;
using Dam.Infrastructure.Persistence.Nodes;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Dam.Infrastructure.Persistence.PostgreSql;

/// <summary>PostgreSQL, at READ COMMITTED: each statement sees what is committed when it begins, so what is read after a lock is the truth until the transaction ends.</summary>
internal sealed class PostgreSqlDatabase(
    DatabaseOptions options, NpgsqlDataSource source, IDbContextFactory<PostgreSqlDamDbContext> contexts, SharedClock clock, ILogger<PostgreSqlDatabase> logger)
    : ServerDatabase(options, ServerOf(source), DatabaseOf(source), clock, logger)
{
    private const string IdleInTransactionSessionTimeout = "25P03";

    private readonly PostgreSqlNews _news = new(source, logger);

    public override Dialect Dialect { get; } = new PostgreSqlDialect();

    public override DamDbContext OpenContext() => contexts.CreateDbContext();

    public override Task LockNameAsync(DamDbContext context, string name, CancellationToken ct) =>
        context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))", ct);

    public override Task LockNamesAsync(DamDbContext context, IReadOnlyList<string> names, CancellationToken ct) =>
        context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended(n, 0)) FROM unnest({names.ToArray()}) AS n", ct);

    public override void Tell(News news) => _news.Tell(news);

    public override Task ListenAsync(Action<News> hear, CancellationToken ct) => _news.RunAsync(hear, ct);

    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    protected override bool IsConflict(DbException failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation };

    /// <summary>A command that ran out of its time would do so again.</summary>
    protected override bool IsTransient(DbException failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or IdleInTransactionSessionTimeout } => true,
        { InnerException: TimeoutException } => false,
        _ => failure.IsTransient,
    };

    protected override string? RefusalOf(DbException failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => Refusals.Full,
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InsufficientPrivilege } => Refusals.ReadOnly,
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => Refusals.Busy,
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } or { InnerException: TimeoutException } => Refusals.TooSlow,
        _ => null,
    };

    protected override Sql Clock { get; } = new("(extract(epoch FROM clock_timestamp()) * 1000000)::bigint");

    protected override Task LockMigrationsAsync(DamDbContext context, CancellationToken ct) =>
        context.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock(hashtextextended({MigrationLock}, 0))", ct);

    protected override Task UnlockMigrationsAsync(DamDbContext context, CancellationToken ct) =>
        context.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock(hashtextextended({MigrationLock}, 0))", ct);

    protected override async Task SetUpAsync(DamDbContext context, bool mayChange, CancellationToken ct)
    {
        var encoding = await context.Database.SqlQuery<string>($"SELECT current_setting('server_encoding') AS \"Value\"").SingleAsync(ct);
        if (encoding != "UTF8")
        {
            throw new InvalidOperationException($"{Place} has the encoding {encoding}; Dam needs UTF8.");
        }
    }

    private static string ServerOf(NpgsqlDataSource source)
    {
        var connection = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        return $"{connection.Host}:{connection.Port}";
    }

    private static string DatabaseOf(NpgsqlDataSource source)
    {
        var connection = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        return connection.Database ?? connection.Username ?? "";
    }
}
