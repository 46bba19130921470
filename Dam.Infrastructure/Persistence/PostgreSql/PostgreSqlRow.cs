using System.Data.Common;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.PostgreSql;

internal sealed class PostgreSqlRow(DbDataReader reader) : Row
{
    public override bool IsNull(int column) => reader.IsDBNull(column);

    public override long Number(int column) => reader.GetInt64(column);

    public override bool Flag(int column) => reader.GetBoolean(column);

    public override string Text(int column) => reader.GetString(column);

    public override byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);

    public override Guid Id(int column) => reader.GetGuid(column);
}
