using System.Data;
using Dam.Infrastructure.Persistence.Seeding;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Dam.Infrastructure.Persistence.SqlServer;

internal sealed class SqlServerBulkInsert : BulkInsert
{
    /// <summary>Rows that are turned into one table in memory.</summary>
    private const int BatchSize = 5_000;

    public override async Task InsertAsync(DamDbContext context, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken ct)
    {
        var connection = (SqlConnection)context.Database.GetDbConnection();
        var transaction = (SqlTransaction?)context.Database.CurrentTransaction?.GetDbTransaction();
        using var copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.CheckConstraints, transaction) { DestinationTableName = $"[{table}]", BulkCopyTimeout = 0 };
        foreach (var column in columns)
        {
            copy.ColumnMappings.Add(column, column);
        }

        foreach (var batch in rows.Select(row => row.ToArray()).Chunk(BatchSize))
        {
            using var data = new DataTable();
            for (var i = 0; i < columns.Count; i++)
            {
                data.Columns.Add(columns[i], batch.Select(row => row[i]).FirstOrDefault(value => value is not null)?.GetType() ?? typeof(string));
            }

            foreach (var row in batch)
            {
                data.Rows.Add(row);
            }

            await copy.WriteToServerAsync(data, ct);
        }
    }
}
