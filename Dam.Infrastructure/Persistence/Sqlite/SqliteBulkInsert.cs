using Dam.Infrastructure.Persistence.Seeding;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace Dam.Infrastructure.Persistence.Sqlite;

/// <summary>
/// One prepared statement a table. The tables' indices are dropped before and made again after, which sorts their entries once instead of finding a place for each;
/// who looks meanwhile still has them, since all is one transaction.
/// </summary>
internal sealed class SqliteBulkInsert : BulkInsert
{
    private readonly List<string> _indices = [];

    public override async Task BeginAsync(DamDbContext context, IReadOnlyList<string> tables, CancellationToken ct)
    {
        _indices.Clear();
        var known = await context.Database
            .SqlQuery<Index>($"SELECT \"name\" AS \"Name\", \"tbl_name\" AS \"Table\", \"sql\" AS \"Text\" FROM \"sqlite_master\" WHERE \"type\" = 'index' AND \"sql\" IS NOT NULL")
            .ToListAsync(ct);
        foreach (var index in known.Where(index => tables.Contains(index.Table, StringComparer.Ordinal)))
        {
            await ExecuteAsync(context, $"DROP INDEX \"{index.Name}\"", ct);
            _indices.Add(index.Text);
        }
    }

    public override Task InsertAsync(DamDbContext context, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken ct)
    {
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        var handle = connection.Handle!;
        var text = $"INSERT INTO \"{table}\" ({string.Join(", ", columns.Select(column => $"\"{column}\""))}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})";
        Check(raw.sqlite3_prepare_v2(handle, text, out var statement), handle);
        using (statement)
        {
            foreach (var row in rows)
            {
                ct.ThrowIfCancellationRequested();
                for (var i = 0; i < row.Length; i++)
                {
                    Check(Bind(statement, i + 1, row[i]), handle);
                }

                Check(raw.sqlite3_step(statement), handle);
                Check(raw.sqlite3_reset(statement), handle);
            }
        }

        return Task.CompletedTask;
    }

    public override async Task EndAsync(DamDbContext context, CancellationToken ct)
    {
        foreach (var index in _indices)
        {
            await ExecuteAsync(context, index, ct);
        }
    }

    private static int Bind(sqlite3_stmt statement, int parameter, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, parameter),
        string text => raw.sqlite3_bind_text(statement, parameter, text),
        byte[] bytes => raw.sqlite3_bind_blob(statement, parameter, bytes),
        _ => raw.sqlite3_bind_int64(statement, parameter, Convert.ToInt64(value, provider: null)),
    };

    private static void Check(int result, sqlite3 handle)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE))
        {
            SqliteException.ThrowExceptionForRC(result, handle);
        }
    }

    private static async Task ExecuteAsync(DamDbContext context, string text, CancellationToken ct)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = text;
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record Index(string Name, string Table, string Text);
}
