using Dam.Infrastructure.Backups;
using Microsoft.Data.Sqlite;

namespace Dam.Infrastructure.Persistence.Sqlite;

/// <summary>The embedded database as SQLite itself copies it (https://www.sqlite.org/lang_vacuum.html#vacuuminto): what is committed when it begins, without keeping writers out.</summary>
internal sealed class SqliteDump(Database database, DataFolder folder) : DatabaseDump
{
    public override string FileName => "database.sqlite";

    private string Place => Path.Combine(folder.Path, SqliteDatabase.FileName);

    public override async Task<DumpFacts> WriteAsync(string path, Func<string, string, Task> blob, CancellationToken ct)
    {
        if (!File.Exists(Place))
        {
            throw new BackupException($"{DataFolder.Setting}: there is no database in \"{folder.Path}\".");
        }

        await using (var source = Open(Place, SqliteOpenMode.ReadWrite))
        {
            await using var copy = source.CreateCommand();
            (copy.CommandText, copy.CommandTimeout) = ("VACUUM INTO $path", 0);
            copy.Parameters.AddWithValue("$path", path);
            await copy.ExecuteNonQueryAsync(ct);
        }

        await using var written = Open(path, SqliteOpenMode.ReadOnly);
        await using var context = database.OpenContext();
        return await ReadAsync(written, transaction: null, context, blob, ct);
    }

    public override Task<bool> IsEmptyAsync(CancellationToken ct) => Task.FromResult(!File.Exists(Place));

    public override Task RestoreAsync(string path, CancellationToken ct)
    {
        var draft = $"{Place}.restored";
        File.Copy(path, draft, overwrite: true);
        File.Move(draft, Place);
        return Task.CompletedTask;
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }
}
