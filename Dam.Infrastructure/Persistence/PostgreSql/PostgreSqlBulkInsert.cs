using Dam.Infrastructure.Persistence.Seeding;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dam.Infrastructure.Persistence.PostgreSql;

/// <summary>COPY in its binary form. The planner is told of the rows at once, or it would plan for tables that were nearly empty until autovacuum comes by.</summary>
internal sealed class PostgreSqlBulkInsert : BulkInsert
{
    private IReadOnlyList<string> _tables = [];

    public override Task BeginAsync(DamDbContext context, IReadOnlyList<string> tables, CancellationToken ct)
    {
        _tables = tables;
        return Task.CompletedTask;
    }

    public override async Task InsertAsync(DamDbContext context, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken ct)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        var names = string.Join(", ", columns.Select(column => $"\"{column}\""));
        await using var import = await connection.BeginBinaryImportAsync($"COPY \"{table}\" ({names}) FROM STDIN (FORMAT BINARY)", ct);
        foreach (var row in rows)
        {
            await import.WriteRowAsync(ct, row);
        }

        await import.CompleteAsync(ct);
    }

    public override async Task EndAsync(DamDbContext context, CancellationToken ct)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"ANALYZE {string.Join(", ", _tables.Select(table => $"\"{table}\""))}";
        await command.ExecuteNonQueryAsync(ct);
    }
}
