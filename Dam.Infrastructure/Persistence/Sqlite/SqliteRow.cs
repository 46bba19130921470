using System.Text;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dam.Infrastructure.Persistence.Sqlite;

/// <summary>Asks SQLite itself: one call a value, where the data reader makes two or three. The columns' types are those of the schema, so no check is lost.</summary>
internal sealed class SqliteRow(SqliteDataReader reader) : Row
{
    private readonly sqlite3_stmt _statement = reader.Handle ?? throw new InvalidOperationException("The query gives no rows.");

    public override bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public override long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    public override string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column));

    public override Guid Id(int column) => new(raw.sqlite3_column_blob(_statement, column), bigEndian: true);

    public override string? TextOrNull(int column)
    {
        var bytes = raw.sqlite3_column_blob(_statement, column);
        return !bytes.IsEmpty ? Encoding.UTF8.GetString(bytes) : IsNull(column) ? null : "";
    }
}
