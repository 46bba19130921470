using System.Text;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Sqlite;

/// <summary>Asks SQLite itself: one call a value, where the data reader makes two or three. The columns' types are those of the schema, so no check is lost.</summary>
internal sealed class SqliteRow(nint statement) : Row
{
    public override bool IsNull(int column) => SqliteNative.ColumnType(statement, column) == SqliteNative.Null;

    public override long Number(int column) => SqliteNative.ColumnNumber(statement, column);

    public override string Text(int column) => Encoding.UTF8.GetString(SqliteNative.ColumnBytes(statement, column));

    public override byte[] Bytes(int column) => SqliteNative.ColumnBytes(statement, column).ToArray();

    public override Guid Id(int column) => new(SqliteNative.ColumnBytes(statement, column), bigEndian: true);

    public override string? TextOrNull(int column)
    {
        var bytes = SqliteNative.ColumnBytes(statement, column);
        return !bytes.IsEmpty ? Encoding.UTF8.GetString(bytes) : IsNull(column) ? null : "";
    }
}
