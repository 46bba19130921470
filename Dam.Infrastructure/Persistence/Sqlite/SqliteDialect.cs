using System.Data.Common;
using System.Text.Json;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.Data.Sqlite;

namespace Dam.Infrastructure.Persistence.Sqlite;

internal sealed class SqliteDialect : Dialect
{
    public override DbParameter CreateParameter(string name, object value) => new SqliteParameter(name, value);

    public override object IdValue(Guid id) => id.ToByteArray(bigEndian: true);

    public override Row RowOf(DbDataReader reader) => new SqliteRow(((SqliteDataReader)reader).Handle!.DangerousGetHandle());

    public override void AppendIn(Statement statement, Sql column, IReadOnlyCollection<Guid> ids)
    {
        var list = JsonSerializer.Serialize(ids.Select(id => id.ToString("N")));
        statement.Append($"{column} IN (SELECT unhex(\"value\") FROM json_each({list}))");
    }

    public override void AppendIn(Statement statement, Sql column, IReadOnlyCollection<string> texts)
    {
        var list = JsonSerializer.Serialize(texts);
        statement.Append($"{column} IN (SELECT \"value\" FROM json_each({list}))");
    }

    public override void AppendTexts(Statement statement, IReadOnlyCollection<string> texts) =>
        statement.Append($"(SELECT \"value\" AS \"Value\" FROM json_each({JsonSerializer.Serialize(texts)})) AS k");

    public override void AppendIn(Statement statement, Sql column, IReadOnlyCollection<int> numbers)
    {
        var list = JsonSerializer.Serialize(numbers);
        statement.Append($"{column} IN (SELECT \"value\" FROM json_each({list}))");
    }

    /// <summary>https://www.sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_</summary>
    public override Sql Unindexed(Sql column) => new($"+{column.Text}");

    public override void AppendContains(Statement statement, Sql column, string text) => statement.Append($"instr({column}, {text}) > 0");

    public override void AppendForEach(Statement statement, IReadOnlyCollection<Guid> ids, Keyset order, bool backward, Action<Owner> query) =>
        query(new Owner([.. ids.Select(IdValue)]));

    public override void AppendLimit(Statement statement, int count) => statement.Append($"\nLIMIT {count}");
}
