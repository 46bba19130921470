using System.Data.Common;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.SqlServer;

/// <summary>The reader takes each number only by its own type, <c>int</c> or <c>bigint</c>.</summary>
internal sealed class SqlServerRow(DbDataReader reader) : Row
{
    private readonly bool[] _isInt = [.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetFieldType(column) == typeof(int))];

    public override bool IsNull(int column) => reader.IsDBNull(column);

    public override long Number(int column) => _isInt[column] ? reader.GetInt32(column) : reader.GetInt64(column);

    public override bool Flag(int column) => reader.GetBoolean(column);

    public override string Text(int column) => reader.GetString(column);

    public override byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);

    public override Guid Id(int column) => new(Bytes(column), bigEndian: true);
}
