using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Backups;

/// <summary>What is read of the database at the moment of a dump.</summary>
internal sealed record DumpFacts(string Schema, long Events, string? Head, IReadOnlyDictionary<string, long> Rows);

/// <summary>Writes all rows of one moment into a file while others go on writing, and reads them back into a database that has none.</summary>
internal abstract class DatabaseDump
{
    /// <summary>Of the file.</summary>
    public abstract string FileName { get; }

    /// <summary>Writes the file, then tells what it holds, and of each blob that a row of it names the region and the digest.</summary>
    public abstract Task<DumpFacts> WriteAsync(string path, Func<string, string, Task> blob, CancellationToken ct);

    /// <summary>Whether there is nothing that a restore would overwrite.</summary>
    public abstract Task<bool> IsEmptyAsync(CancellationToken ct);

    /// <summary>Whole or not at all.</summary>
    public abstract Task RestoreAsync(string path, CancellationToken ct);

    /// <summary>Reads through a connection that sees what the dump sees.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "Names of our own tables.")]
    protected static async Task<DumpFacts> ReadAsync(DbConnection connection, DbTransaction? transaction, DbContext model, Func<string, string, Task> blob, CancellationToken ct)
    {
        var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in model.Model.GetEntityTypes().Select(type => type.GetTableName()!).Distinct(StringComparer.Ordinal))
        {
            rows[table] = await ReadAsync($"SELECT COUNT(*) FROM \"{table}\"", static reader => reader.GetInt64(0));
        }

        var schema = await ReadAsync("SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\" ORDER BY \"MigrationId\" DESC LIMIT 1", static reader => reader.GetString(0));
        var (events, head) = await ReadAsync(
            "SELECT \"Sequence\", \"Hash\" FROM \"Events\" WHERE \"Sequence\" IS NOT NULL ORDER BY \"Sequence\" DESC LIMIT 1", static reader => (reader.GetInt64(0), (string?)reader.GetString(1)));
        await using var command = CommandOf(
            "SELECT \"Region\", \"Digest\" FROM \"AssetVersions\" UNION SELECT \"Region\", \"Digest\" FROM \"Uploads\" WHERE \"ReceivedAt\" IS NOT NULL ORDER BY 1, 2");
        await using var blobs = await command.ExecuteReaderAsync(ct);
        while (await blobs.ReadAsync(ct))
        {
            await blob(blobs.GetString(0), blobs.GetString(1));
        }

        return new DumpFacts(schema ?? throw new BackupException("The database has no schema."), events, head, rows);

        DbCommand CommandOf(string text)
        {
            var made = connection.CreateCommand();
            (made.CommandText, made.Transaction, made.CommandTimeout) = (text, transaction, 0);
            return made;
        }

        async Task<T?> ReadAsync<T>(string text, Func<DbDataReader, T> read)
        {
            await using var one = CommandOf(text);
            await using var reader = await one.ExecuteReaderAsync(ct);
            return await reader.ReadAsync(ct) ? read(reader) : default;
        }
    }
}
