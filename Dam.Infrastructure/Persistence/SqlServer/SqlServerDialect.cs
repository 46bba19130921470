using System.Data;
using System.Data.Common;
using System.Text.Json;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.Data.SqlClient;

namespace Dam.Infrastructure.Persistence.SqlServer;

internal sealed class SqlServerDialect : Dialect
{
    /// <summary>Characters of an <c>nvarchar</c> that is not <c>nvarchar(max)</c>.</summary>
    private const int UsualLength = 4000;

    /// <summary>Sizes are fixed: a statement that differs in the size of a parameter would be compiled anew.</summary>
    public override DbParameter CreateParameter(string name, object value) => value switch
    {
        byte[] id => new SqlParameter(name, SqlDbType.Binary, id.Length) { Value = id },
        string text => new SqlParameter(name, SqlDbType.NVarChar, text.Length <= UsualLength ? UsualLength : -1) { Value = text },
        _ => new SqlParameter(name, value),
    };

    public override object IdValue(Guid id) => id.ToByteArray(bigEndian: true);

    /// <summary>Columns are UTF-8. Compared with an <c>nvarchar</c> they would be converted, row by row, and no index would serve.</summary>
    public override (string Before, string After) AroundText { get; } = ("CAST(", $" COLLATE {SqlServerDamDbContext.TextCollation} AS varchar(8000))");

    public override (Sql Hint, Sql Clause) RowLock { get; } = (new Sql(" WITH (UPDLOCK, ROWLOCK)"), new Sql(""));

    public override (Sql Hint, Sql Clause) RowLockOnFree { get; } = (new Sql(" WITH (UPDLOCK, READPAST, ROWLOCK)"), new Sql(""));

    public override (Sql BeforeWhere, Sql AtEnd) Returning(params IReadOnlyList<string> columns) =>
        (new Sql($"\nOUTPUT {string.Join(", ", columns.Select(column => $"inserted.{column}"))}"), new Sql(""));

    public override Sql LongText { get; } = new("varchar(max)");

    public override Row RowOf(DbDataReader reader) => new SqlServerRow(reader);

    public override void AppendIn(Statement statement, Sql column, IReadOnlyCollection<Guid> ids)
    {
        var list = new Parameter(JsonSerializer.Serialize(ids.Select(id => id.ToString("N"))));
        statement.Append($"{column} IN (SELECT CONVERT(binary(16), \"value\", 2) FROM OPENJSON({list}))");
    }

    public override void AppendIn(Statement statement, Sql column, IReadOnlyCollection<string> texts)
    {
        var list = new Parameter(JsonSerializer.Serialize(texts));
        statement.Append($"{column} IN (SELECT {new Sql(AroundText.Before)}\"value\"{new Sql(AroundText.After)} FROM OPENJSON({list}))");
    }

    public override void AppendTexts(Statement statement, IReadOnlyCollection<string> texts)
    {
        var list = new Parameter(JsonSerializer.Serialize(texts));
        statement.Append($"(SELECT {new Sql(AroundText.Before)}\"value\"{new Sql(AroundText.After)} AS \"Value\" FROM OPENJSON({list})) AS k");
    }

    public override void AppendIn(Statement statement, Sql column, IReadOnlyCollection<int> numbers)
    {
        var list = new Parameter(JsonSerializer.Serialize(numbers));
        statement.Append($"{column} IN (SELECT CAST(\"value\" AS int) FROM OPENJSON({list}))");
    }

    public override void AppendContains(Statement statement, Sql column, string text) => statement.Append($"CHARINDEX({text}, {column}) > 0");

    public override void AppendForEach(Statement statement, IReadOnlyCollection<Guid> ids, Keyset order, bool backward, Action<Owner> query)
    {
        var list = new Parameter(JsonSerializer.Serialize(ids.Select(id => id.ToString("N"))));
        statement.Append($"SELECT r.*\nFROM (SELECT CONVERT(binary(16), \"value\", 2) AS \"Id\" FROM OPENJSON({list})) AS k\nCROSS APPLY (");
        query(new Owner(new Sql("k.\"Id\"")));
        statement.Append($") AS r");
        order.AppendOrderByName(statement, "r", backward);
    }

    public override void AppendLimit(Statement statement, int count) => statement.Append($"\nOFFSET 0 ROWS FETCH NEXT {count} ROWS ONLY");
}
