using System.Data.Common;
using Dam.Infrastructure.Persistence.Statements;
using Npgsql;

namespace Dam.Infrastructure.Persistence.PostgreSql;

internal sealed class PostgreSqlDialect : Dialect
{
    public override DbParameter CreateParameter(string name, object value) => new NpgsqlParameter(name, value);

    public override object IdValue(Guid id) => id;

    /// <summary>Not FOR UPDATE: ids never change, and who only links to the row need not wait.</summary>
    public override (Sql Hint, Sql Clause) RowLock { get; } = (new Sql(""), new Sql("\nFOR NO KEY UPDATE"));

    public override (Sql Hint, Sql Clause) RowLockOnFree { get; } = (new Sql(""), new Sql("\nFOR NO KEY UPDATE SKIP LOCKED"));

    public override bool MultipliesSelectivities => true;

    public override Row RowOf(DbDataReader reader) => new PostgreSqlRow(reader);

    public override void AppendIn(Statement statement, Sql column, IReadOnlyCollection<Guid> ids) =>
        statement.Append($"{column} = ANY ({new Parameter(ids.ToArray())})");

    /// <summary>PostgreSQL's texts hold no U+0000, and it refuses to be asked for one that does.</summary>
    public override void AppendIn(Statement statement, Sql column, IReadOnlyCollection<string> texts) =>
        statement.Append($"{column} = ANY ({new Parameter(texts.Where(text => !text.Contains('\0', StringComparison.Ordinal)).ToArray())})");

    public override void AppendTexts(Statement statement, IReadOnlyCollection<string> texts) => statement.Append($"unnest({new Parameter(texts.ToArray())}) AS k(\"Value\")");

    public override void AppendIn(Statement statement, Sql column, IReadOnlyCollection<int> numbers) =>
        statement.Append($"{column} = ANY ({new Parameter(numbers.ToArray())})");

    public override void AppendContains(Statement statement, Sql column, string text) => statement.Append($"strpos({column}, {text}) > 0");

    public override void AppendForEach(Statement statement, IReadOnlyCollection<Guid> ids, Keyset order, bool backward, Action<Owner> query)
    {
        statement.Append($"SELECT r.*\nFROM unnest({new Parameter(ids.ToArray())}) AS k(\"Id\")\nCROSS JOIN LATERAL (");
        query(new Owner(new Sql("k.\"Id\"")));
        statement.Append($") AS r");
        order.AppendOrderByName(statement, "r", backward);
    }

    public override void AppendLimit(Statement statement, int count) => statement.Append($"\nLIMIT {count}");
}
