using System.Data.Common;
using Dam.Infrastructure.Persistence.Nodes;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence;

/// <summary>A database that many nodes share. Writers run at once: rows that they change are locked (<see cref="RowLocks"/>), unique keys and revisions hold the rest.</summary>
internal abstract class ServerDatabase(DatabaseOptions options, string server, string databaseName, SharedClock clock, ILogger logger) : Database(options, logger)
{
    private readonly bool _mayMigrate = options.Migrate;

    public override bool WritersAreAlone => false;

    protected override string Place => $"{DatabaseOptions.ConnectionStringSetting}: the database \"{databaseName}\" on {server}";

    /// <summary>What migrations of several nodes wait for each other by.</summary>
    protected static string MigrationLock => "Dam:migrations";

    protected override ValueTask<IDisposable> EnterTurnAsync(CancellationToken ct) => ValueTask.FromResult<IDisposable>(NoTurn.Instance);

    public override async Task PrepareAsync(CancellationToken ct)
    {
        try
        {
            await AttemptAsync(
                async () =>
                {
                    await using var context = OpenContext();
                    await PrepareAsync(context, ct);
                    return true;
                },
                ct);
            await KeepTimeAsync(ct);
        }
        catch (Exception failure) when (DatabaseFailureIn(failure) is { } reason)
        {
            throw new InvalidOperationException($"{Place} cannot be used: {Explain(reason)}", failure);
        }
    }

    /// <summary>The best of three answers: an answer may be off by as long as it took.</summary>
    public override async Task KeepTimeAsync(CancellationToken ct)
    {
        for (var i = 0; i < 3; i++)
        {
            var asked = clock.GetTimestamp();
            var statement = new Statement(Dialect).Append($"{NodeWatch.Comment}SELECT {Clock}");
            var answer = await QueryAsync(statement, static row => DateTimeOffset.UnixEpoch.AddMicroseconds(row.Number(0)), ct);
            clock.Hear(answer[0], asked);
        }

        clock.Settle();
    }

    /// <summary>Microseconds since 1970 in UTC, by the server's clock.</summary>
    protected abstract Sql Clock { get; }

    /// <summary>The lock is the connection's: it ends with it, whatever happens to the process.</summary>
    protected abstract Task LockMigrationsAsync(DamDbContext context, CancellationToken ct);

    protected abstract Task UnlockMigrationsAsync(DamDbContext context, CancellationToken ct);

    /// <summary>Sets what holds for the whole database, or says what is to be set when it may not.</summary>
    protected abstract Task SetUpAsync(DamDbContext context, bool mayChange, CancellationToken ct);

    private async Task PrepareAsync(DamDbContext context, CancellationToken ct)
    {
        var creator = (IRelationalDatabaseCreator)context.GetService<IDatabaseCreator>();
        if (_mayMigrate && !await creator.ExistsAsync(ct))
        {
            await CreateAsync(creator, ct);
        }

        // A migration may have a million rows to change, and other nodes wait for it.
        context.Database.SetCommandTimeout(TimeSpan.Zero);
        await context.Database.OpenConnectionAsync(ct);
        await LockMigrationsAsync(context, ct);
        try
        {
            await SetUpAsync(context, _mayMigrate, ct);
            await UpdateSchemaAsync(context, beforeMigrations: () => Task.CompletedTask, ct);
        }
        finally
        {
            await UnlockMigrationsAsync(context, CancellationToken.None);
        }
    }

    private static async Task CreateAsync(IRelationalDatabaseCreator creator, CancellationToken ct)
    {
        try
        {
            await creator.CreateAsync(ct);
        }
        catch (DbException)
        {
            // Another node may have been faster.
            if (!await creator.ExistsAsync(ct))
            {
                throw;
            }
        }
    }

    /// <summary>A driver says that it failed, and only its inner exception why.</summary>
    private static string Explain(Exception failure) =>
        failure.InnerException is { } inner and not DbException && !failure.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? $"{failure.Message} ({inner.Message})"
            : failure.Message;

    private sealed class NoTurn : IDisposable
    {
        public static readonly NoTurn Instance = new();

        public void Dispose()
        {
        }
    }
}
