using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence;

/// <summary>Holds the schema to this version's. Called while no other node does the same.</summary>
internal abstract partial class Database
{
    /// <summary>The setting that leads to the database, a colon, and the database's name: how messages begin.</summary>
    protected abstract string Place { get; }

    /// <summary>Applies the migrations that are missing, or says which they are when it may not. Refuses a schema that is newer than this version.</summary>
    protected async Task UpdateSchemaAsync(DamDbContext context, Func<Task> beforeMigrations, CancellationToken ct)
    {
        var known = context.Database.GetMigrations().ToList();
        var applied = await context.GetService<IHistoryRepository>().ExistsAsync(ct) ? (await context.Database.GetAppliedMigrationsAsync(ct)).ToList() : [];
        if (applied.Find(migration => !known.Contains(migration, StringComparer.Ordinal)) is { } newer)
        {
            throw new InvalidOperationException(
                $"{Place} was written by a newer version of Dam (its schema has \"{newer}\"). Run that version, or restore a backup.");
        }

        var missing = known.Except(applied, StringComparer.Ordinal).ToList();
        if (missing.Count > 0 && !options.Migrate)
        {
            throw new InvalidOperationException(
                $"{Place} lacks {missing.Count} of {known.Count} migrations (the first is \"{missing[0]}\"), and {DatabaseOptions.MigrateSetting} is false. Apply them with ./run migrate.");
        }

        if (missing.Count > 0)
        {
            await beforeMigrations();
            await context.Database.MigrateAsync(ct);
            LogMigrated(logger, missing.Count);
        }

        // Deletes nothing, which takes the right to delete all the same: better told at the start than at the first change.
        await context.Database.ExecuteSqlRawAsync("DELETE FROM \"IdempotentAnswers\" WHERE 1 = 0", ct);
    }

    [LoggerMessage(1, LogLevel.Information, "Brought the database's schema up to date with {Count} migrations.")]
    private static partial void LogMigrated(ILogger logger, int count);
}
